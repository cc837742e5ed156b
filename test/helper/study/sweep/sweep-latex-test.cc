/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep/sweep-latex.h"
#include "sweep/sweep-run.h"

#include <gtest/gtest.h>
#include <string>

using namespace ns3::coinference;

namespace
{

/// Three schemes at a point, three runs each: sca a second slower than joint, random-feasible like
/// joint but for noise, and slower by chance; all alike in how many are done.
class SweepLatexTest : public testing::Test
{
  protected:
    SweepLatexTest()
        : m_spec(SweepSpec::Parse(R"({"name": "try_it", "options": {"agents": 4},
              "grid": {"delayBudget": [2]}, "schemes": ["joint", "sca", "random-feasible"],
              "replications": 3, "figures": [{"x": "delayBudget", "y": "delay.mean"}]})")),
          m_store(":memory:", true)
    {
        const double delays[3][3]{{1, 1.1, 1.2}, {2, 2.1, 2.2}, {1.1, 1.3, 1.0}};
        for (std::size_t scheme = 0; scheme < 3; ++scheme)
        {
            for (std::uint64_t run = 1; run <= 3; ++run)
            {
                const auto& name = m_spec.schemes[scheme];
                m_store.Record({m_maker.Make(m_spec.GetPoint(0), name, m_spec.seed), run},
                               {true,
                                R"({"scheme":")" + name + R"(","delay":{"mean":)" +
                                    std::to_string(delays[scheme][run - 1]) +
                                    R"(},"deadlineMetShare":)" + (scheme == 1 ? "0.9" : "0.5") +
                                    R"(,"counts":{"done":7}})",
                                ""});
            }
        }
    }

    /// The line of a scheme.
    std::string Line(const std::string& tex, const std::string& scheme) const
    {
        const auto at = tex.find("& " + scheme + " &");
        return at == std::string::npos ? "" : tex.substr(at, tex.find('\n', at) - at);
    }

    ScenarioMaker m_maker{""};
    SweepSpec m_spec;
    SweepStore m_store;
};

} // namespace

TEST_F(SweepLatexTest, TheBestIsBoldAndWhatCannotBeToldFromIt)
{
    const std::vector<std::string> metrics{"delay.mean", "deadlineMetShare", "counts.done"};
    const auto tex = SweepLatex(SweepTable(m_spec, m_store, metrics), metrics);
    EXPECT_NE(tex.find("\\begin{tabular}{llrrr}"), std::string::npos) << tex;
    EXPECT_NE(tex.find("Delay budget $T_0$ [s] & Scheme & "), std::string::npos) << tex;
    EXPECT_NE(tex.find("% try\\_it:"), std::string::npos) << tex;
    EXPECT_NE(tex.find("\\midrule\n2 & joint"), std::string::npos) << tex;
    // The differences from joint are 0.1, 0.2 and -0.2: nothing for sure.
    EXPECT_EQ(Line(tex, "joint"), "& joint & \\boldmath$1.10 \\pm 0.25$ & $0.5$ & $7$ \\\\");
    EXPECT_EQ(Line(tex, "random-feasible"),
              "& random-feasible & \\boldmath$1.13 \\pm 0.38$ & $0.5$ & $7$ \\\\");
    EXPECT_EQ(Line(tex, "sca"), "& sca & $2.10 \\pm 0.25$ & \\boldmath$0.9$ & $7$ \\\\");
}
