/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PPO_SCHEME_H
#define COINFERENCE_PPO_SCHEME_H

#include "allocation-scheme.h"
#include "ppo-policy.h"

#include <optional>
#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief The paper's strongest rival: a policy trained by PPO chooses bit-width and clocks. Short
 * name "ppo".
 *
 * One answer a problem, the policy's most probable one, and no repair: if it breaks a budget the
 * answer is INFEASIBLE, with the budgets broken as reason, whether or not another point would have
 * met them. The policy is read when the first problem is answered; Solve() throws
 * std::invalid_argument if it cannot be.
 */
class PpoScheme : public AllocationScheme
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Answer with a policy that is in no file; the attribute Policy becomes empty.
     * @param policy the policy
     */
    void Use(PpoPolicy policy);

  protected:
    Allocation DoSolve(const DesignProblem& problem) override;

  private:
    /**
     * @brief Choose the policy file; the next problem is answered with it.
     * @param path the attribute Policy
     */
    void SetPolicy(std::string path);
    /** @return policies/ppo.json of DataFolder(), unless the attribute says otherwise */
    std::string PolicyPath() const;
    /** @return the attribute Policy */
    std::string GetPolicy() const;

    std::string m_path;                //!< policy file; empty: the module's
    std::optional<PpoPolicy> m_policy; //!< read from it
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PPO_SCHEME_H */
