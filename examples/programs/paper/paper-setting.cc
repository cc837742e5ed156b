/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "paper-setting.h"

#include "support/checked-field.h"

#include "ns3/allocation-scheme.h"
#include "ns3/model-profile.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace coinference
{

const std::vector<std::string>&
PaperQuantizers()
{
    static const std::vector<std::string> names{"uniform", "pot-log"};
    return names;
}

const std::vector<PaperModel>&
PaperModels()
{
    static const std::vector<PaperModel> models{
        {"blip-2-caption", 3.5, 2, 1, 8, 0.2, 50, 0.2, 5},
        {"git-base-caption", 2, 2, 0.3, 4, 0.05, 20, 0.08, 7},
    };
    return models;
}

DesignProblem
ProblemOf(const PaperModel& model)
{
    DesignProblem problem;
    problem.workload = ModelProfile::Load(model.preset).At(Placement::SPLIT);
    problem.delayBudget = model.delayBudget;
    problem.energyBudget = model.energyBudget;
    return problem;
}

DesignProblem
WithoutEnergyBudget(DesignProblem problem)
{
    problem.energyBudget = LARGEST_QUANTITY;
    return problem;
}

DesignProblem
WithoutDelayBudget(DesignProblem problem)
{
    problem.delayBudget = LARGEST_QUANTITY;
    return problem;
}

FigureAxis
BudgetAxis(bool overDelay)
{
    return {overDelay ? "Delay budget T₀" : "Energy budget E₀", overDelay ? "s" : "J", !overDelay};
}

std::vector<double>
BudgetsOf(const PaperModel& model, bool overDelay, std::uint32_t count)
{
    return overDelay ? Spaced(model.lowestDelay, model.highestDelay, count, false)
                     : Spaced(model.lowestEnergy, model.highestEnergy, count, true);
}

bool
SolvesJointProblem(const std::string& scheme)
{
    return scheme != "all-on-agent" && scheme != "all-on-server" && scheme != "full-precision";
}

std::vector<std::string>
SchemeNames()
{
    auto names = AllocationScheme::GetNames();
    // The paper's problem has one split and one width.
    names.erase(std::remove_if(
                    names.begin(),
                    names.end(),
                    [](const std::string& name) { return name == "layered" || name == "split"; }),
                names.end());
    std::stable_partition(names.begin(), names.end(), [](const std::string& name) {
        return name == "joint";
    });
    return names;
}

std::vector<double>
Spaced(double low, double high, std::uint32_t count, bool inRatios)
{
    std::vector<double> values;
    for (std::uint32_t i = 0; i < count; ++i)
    {
        const double share = double(i) / (count - 1);
        values.push_back(inRatios ? low * std::pow(high / low, share) : low + (high - low) * share);
    }
    return values;
}

const std::vector<ClockProfile>&
ClockProfiles()
{
    static const std::vector<ClockProfile> profiles{{"low", 0.4}, {"medium", 0.7}, {"high", 1}};
    return profiles;
}

DesignProblem
WithClockProfile(DesignProblem problem, const ClockProfile& profile)
{
    problem.agent.operatingPoints = {profile.share * problem.agent.maxFrequency};
    return problem;
}

} // namespace coinference
} // namespace ns3
