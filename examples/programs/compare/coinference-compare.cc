/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Compares schemes with the exact optimum on random problems that no policy was trained on, and
// draws a policy's training curve (doc/coinference.rst).

#include "../common/program-main.h"
#include "../common/program-options.h"
#include "design/random-design-problems.h"
#include "design/scheme-comparison.h"
#include "design/training-curve.h"
#include "report/draw-figure.h"
#include "support/checked-field.h"

#include "ns3/joint-scheme.h"

#include <cstdio>
#include <filesystem>
#include <iostream>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// Streams of the problems and of the schemes' own randomness; training uses those below.
constexpr int64_t PROBLEM_STREAM = 2000;
constexpr int64_t SCHEME_STREAM = 3000;

struct Contestant
{
    std::string name;
    Ptr<AllocationScheme> scheme;
    SchemeComparison comparison;
};

std::vector<Contestant>
MakeContestants(const std::string& names)
{
    std::vector<Contestant> contestants;
    int64_t stream = SCHEME_STREAM;
    for (const auto item : SplitList(names, ','))
    {
        const std::string name(item);
        contestants.push_back({name, AllocationScheme::Create(name), {}});
        stream += contestants.back().scheme->AssignStreams(stream);
    }
    return contestants;
}

std::string
Percent(double share)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f %%", 100 * share);
    return text;
}

void
Print(const std::vector<Contestant>& contestants)
{
    const auto& any = contestants.front().comparison;
    std::printf("%llu problems, %llu of them solvable (feasible for joint)\n\n",
                static_cast<unsigned long long>(any.GetN()),
                static_cast<unsigned long long>(any.GetSolvable()));
    std::printf("%-16s %9s %9s %9s %10s %10s %10s %9s\n",
                "scheme",
                "feasible",
                "solved",
                "optimal",
                "1 step off",
                "bits lost",
                "gap",
                "energy");
    for (const auto& contestant : contestants)
    {
        const auto& comparison = contestant.comparison;
        std::printf("%-16s %9s %9s %9s %10s %10.3f %10s %9.3f\n",
                    contestant.name.c_str(),
                    Percent(static_cast<double>(comparison.GetFeasible()) / any.GetN()).c_str(),
                    Percent(comparison.GetSolvedShare()).c_str(),
                    Percent(comparison.GetOptimalShare()).c_str(),
                    Percent(comparison.GetWithinOneStepShare()).c_str(),
                    comparison.GetMeanBitsLost(),
                    Percent(comparison.GetMeanGap()).c_str(),
                    comparison.GetMeanEnergyRatio());
    }
    std::printf("\nfeasible: share of all problems answered within both budgets\n"
                "solved: share of the solvable problems answered so\n"
                "of the solved ones: share at the optimal bit-width; share at it or at the next\n"
                "smaller one offered; mean bits below it; mean of objective / optimum - 1 (where\n"
                "both are finite); mean energy / least energy where the bit-width is optimal\n");
}

void
Run(const std::string& names, std::uint32_t problems, bool operatingPoints)
{
    auto contestants = MakeContestants(names);
    const auto joint = CreateObject<JointScheme>();
    RandomDesignProblems random(PROBLEM_STREAM);
    for (std::uint32_t i = 0; i < problems; ++i)
    {
        auto problem = random.Next();
        if (operatingPoints)
        {
            random.AddOperatingPoints(problem);
        }
        const auto optimum = joint->Solve(problem);
        for (auto& contestant : contestants)
        {
            contestant.comparison.Add(problem, contestant.scheme->Solve(problem), optimum);
        }
    }
    Print(contestants);
}

void
DrawTraining(const std::string& curvePath, const std::string& folder)
{
    const auto curve = ReadTrainingCurve(curvePath);
    std::filesystem::create_directories(folder);
    WriteFigure(TrainingRewardFigure(curve), folder + "/ppo-reward");
    WriteFigure(TrainingShareFigure(curve), folder + "/ppo-shares");
    WriteFigure(TrainingGapFigure(curve), folder + "/ppo-gap");
}

} // namespace

int
main(int argc, char* argv[])
{
    std::string schemes = "joint,sca,ppo,random-feasible,fixed-frequency";
    std::uint32_t problems = 10000;
    bool operatingPoints = false;
    std::string curve = ShippedTrainingCurvePath();
    std::string figures;
    return RunMain("coinference-compare", [&]() {
        ReadProgramOptions(
            argc,
            argv,
            "coinference-compare",
            "Compare allocation schemes with the exact optimum on random problems around the "
            "paper's, without packets. Another policy for ppo: "
            "--ns3::coinference::PpoScheme::Policy=FILE; other problems: --RngRun=N.",
            {{"schemes", "comma list of schemes: short names or TypeId names", &schemes},
             {"problems", "number of problems", &problems, 1, 1e9},
             {"operatingPoints", "give every chip 2 to 12 operating points", &operatingPoints},
             {"curve", "training curve that coinference-train-ppo wrote (CSV)", &curve},
             {"figures", "folder to draw the training curve into; none: not drawn", &figures}});
        if (!figures.empty())
        {
            DrawTraining(curve, figures);
        }
        Run(schemes, problems, operatingPoints);
        return 0;
    });
}
