/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PARTITIONED_SERVER_H
#define COINFERENCE_PARTITIONED_SERVER_H

#include "compute-side.h"
#include "shared-server.h"

#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief Each agent has a share of the server's clock, jobs run side by side (S1): the literature's
 * server, for comparison with its papers.
 *
 * An agent needs the least share with which its own problem is feasible; choices are feasible if
 * and only if these add up to the capacity. Beware: with the cubic law a share costs as if it were
 * a chip of its own at that clock, and K agents use up to K^2 times less energy than one chip that
 * does all their work in the same time.
 */
class PartitionedServer : public SharedServer
{
  public:
    /** @param problem a valid problem, which must outlive it */
    explicit PartitionedServer(const SharedProblem& problem);

    std::optional<double> Fit(const Choice& choice, double from) const override;
    double Cost(std::size_t agent, std::size_t option, double level) const override;
    double NeedWith(std::size_t agent,
                    std::size_t option,
                    double level,
                    double moreDelay,
                    double moreEnergy) const override;
    double Capacity(double level) const override;
    double HighestLevel(double lowest) const override;
    void Compose(const Choice& choice, double level, SharedAllocation& answer) const override;
    Limit WhyInfeasible(const Choice& choice) const override;
    std::optional<SharedProof> Prove(const Choice& choice) const override;

  private:
    /// The longest time at the server within which an option is feasible; negative if it is in
    /// none.
    double MostServerTime(std::size_t agent,
                          std::size_t option,
                          double moreDelay,
                          double moreEnergy) const;

    /// The part of the clock that does an agent's job in a time; infinite for a negative one [Hz].
    double ShareIn(std::size_t agent, double time) const;

    double m_capacity;           ///< [Hz]
    std::vector<double> m_times; ///< at the server, of all options, MAX_BIT_WIDTH apart [s]
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PARTITIONED_SERVER_H */
