/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ppo-scheme.h"

#include "support/json-fields.h"

#include "ns3/coinference-data-folder.h"
#include "ns3/log.h"
#include "ns3/string.h"

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferencePpoScheme");

NS_OBJECT_ENSURE_REGISTERED(PpoScheme);

TypeId
PpoScheme::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::coinference::PpoScheme")
            .SetParent<AllocationScheme>()
            .SetGroupName("Coinference")
            .AddConstructor<PpoScheme>()
            .AddAttribute("Policy",
                          "Path of the trained policy, a JSON file that coinference-train-ppo "
                          "wrote; empty: policies/ppo.json of the module's data",
                          StringValue(""),
                          MakeStringAccessor(&PpoScheme::SetPolicy, &PpoScheme::GetPolicy),
                          MakeStringChecker());
    return tid;
}

void
PpoScheme::SetPolicy(std::string path)
{
    m_path = std::move(path);
    m_policy.reset();
}

std::string
PpoScheme::GetPolicy() const
{
    return m_path;
}

std::string
PpoScheme::PolicyPath() const
{
    return m_path.empty() ? (DataFolder() / "policies" / "ppo.json").string() : m_path;
}

void
PpoScheme::Use(PpoPolicy policy)
{
    m_path.clear();
    m_policy = std::move(policy);
}

Allocation
PpoScheme::DoSolve(const DesignProblem& problem)
{
    NS_LOG_FUNCTION(this);
    problem.RequireWorkOfBits("PPO");
    if (!m_policy)
    {
        ReadJsonFile("PPO policy", PolicyPath(), [this](const std::string& text) {
            m_policy = PpoPolicy::FromText(text);
        });
    }
    const auto choice = m_policy->Choose(problem);
    const auto broken = problem.Broken(choice.bitWidth, choice.clocks);
    return broken == Limit::NONE ? Feasible(problem, Precision(choice.bitWidth), choice.clocks)
                                 : Infeasible(broken);
}

} // namespace coinference
} // namespace ns3
