/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PAPER_SETTING_H
#define COINFERENCE_PAPER_SETTING_H

#include "report/figure.h"

#include "ns3/design-problem.h"
#include "ns3/model-profile.h"

#include <cstddef>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/// The quantizers of the paper's evaluation: uniform, and PoT-log.
const std::vector<std::string>& PaperQuantizers();

/// One of the two models of the paper's Fig. 5 to 8, with its budgets and the axes shown.
struct PaperModel
{
    std::string preset;      // as ModelProfile::Load() takes it
    double delayBudget{0};   // T0 where E0 varies [s]
    double energyBudget{0};  // E0 where T0 varies [J]
    double lowestDelay{0};   // of the T0 axis [s]
    double highestDelay{0};  // [s]
    double lowestEnergy{0};  // of the E0 axis, which is logarithmic [J]
    double highestEnergy{0}; // [J]
    double profileEnergy{0}; // E0 where it alone binds the clock profiles of Table I [J]
    int firstFigure{0};      // number of its figure with the first of PaperQuantizers()

    /// What people call it.
    std::string Name() const
    {
        return ModelProfile::LoadOnce(preset)->name;
    }

    /// Number of the paper's figure with a quantizer, by index into PaperQuantizers().
    int FigureOf(std::size_t quantizer) const
    {
        return firstFigure + static_cast<int>(quantizer);
    }
};

/// BLIP-2 and GIT-base.
const std::vector<PaperModel>& PaperModels();

/// The model's problem at its own budgets, with the paper's chips.
DesignProblem ProblemOf(const PaperModel& model);

/// The problem with one budget so large that it never binds.
DesignProblem WithoutEnergyBudget(DesignProblem problem);
DesignProblem WithoutDelayBudget(DesignProblem problem);

/// The axis of delay budgets, or of energy budgets, which is logarithmic.
FigureAxis BudgetAxis(bool overDelay);

/// So many budgets along that axis.
std::vector<double> BudgetsOf(const PaperModel& model, bool overDelay, std::uint32_t count);

/// Schemes that solve (P1); the others move the model to one machine or leave it unquantized.
bool SolvesJointProblem(const std::string& scheme);

/// Names of all schemes there are, joint first.
std::vector<std::string> SchemeNames();

/// `count` values from low to high, evenly spaced, or in equal ratios.
std::vector<double> Spaced(double low, double high, std::uint32_t count, bool inRatios);

/**
 * The clock profiles of Table I: the agent's chip fixed at a share of its highest clock. (The
 * paper's testbed sets them on a real machine.)
 */
struct ClockProfile
{
    std::string name;
    double share{1};
};

const std::vector<ClockProfile>& ClockProfiles();

/// The problem with the agent at the profile's only clock; the server stays free, as in the paper.
DesignProblem WithClockProfile(DesignProblem problem, const ClockProfile& profile);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PAPER_SETTING_H */
