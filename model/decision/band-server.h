/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_BAND_SERVER_H
#define COINFERENCE_BAND_SERVER_H

#include "shared-server.h"

#include <memory>
#include <optional>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief What a part of a band carries: bits through a channel of Shannon's capacity.
 */
struct BandUplink
{
    /**
     * @param agent whose embedding, with embeddingBits, gamma
     * @param width its part of the band [Hz], > 0
     * @return how long it takes, bits/(w log2(1 + gamma/w)) [s]; 0 for no bits
     */
    static double Time(const SharedAgent& agent, double width);

    /**
     * @param agent whose embedding
     * @param time how long it may take [s]
     * @return the part of the band that it then needs, by Lambert's W [Hz]; infinite if no band
     *         is enough
     */
    static double Width(const SharedAgent& agent, double time);
};

/**
 * @ingroup coinference-decision
 * @param problem a problem with a band
 * @param times each agent's uplink [s]
 * @return the problem without it, whose reserves hold these times, and the energy of sending
 */
SharedProblem WithUplinkTimes(const SharedProblem& problem, const std::vector<double>& times);

/**
 * @ingroup coinference-decision
 * @param problem a problem with a band
 * @param parts of how many equal parts each agent has one; 1: all of the band
 * @return each agent's uplink [s]
 */
std::vector<double> UplinkTimes(const SharedProblem& problem, double parts);

/// A problem, to be there before what refers to it.
struct RelaxedBand
{
    SharedProblem relaxed; ///< each agent has all of the band
};

/**
 * @ingroup coinference-decision
 * @brief Agents that share a band beside a server of either discipline: each embedding gets a part
 * of the band and so a time on the way; what that leaves of T0 and E0 is for both computations.
 *
 * With uplink times u an agent's need of the server (its time q, or its share of the clock) and its
 * width w(u) are convex, the one rising, the other falling. So bits are feasible if and only if the
 * least sum of needs under sum w <= W is within the server's capacity: one price of the band, at
 * which the widths add up to W, gives that sum. First come first served the capacity is the level S
 * itself, and the least sum minus S is convex in S: its minimum is looked for until a level is
 * found, or lines through three points prove that there is none.
 *
 * Levels, costs and capacity are those of the problem in which each agent has all of the band: no
 * choice is feasible that is not there, which is what searches need of a bound. Exact within 1e-8
 * of the band. Chips have no tables, and periods are no shorter than T0
 * (SharedProblem::Validate()).
 */
class BandServer : private RelaxedBand, public SharedServer
{
  public:
    /** @param problem a valid problem with a band */
    explicit BandServer(const SharedProblem& problem);

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
    /** @return the problem with an equal part of the band for each */
    const SharedProblem& GetAloneProblem() const override;

  private:
    /// Each agent's uplink, and what comes of it.
    struct Sharing
    {
        std::vector<double> times; ///< [s]
        double level;              ///< what it is for
        double need;               ///< of the server, all agents together
        double price;              ///< of the band: need saved by one more hertz
    };

    /// An agent's need of the server where its uplink takes a time.
    double Need(std::size_t agent, std::size_t option, double level, double uplink) const;
    /// The uplink at which need plus price times width is least.
    double BestUplink(std::size_t agent,
                      std::size_t option,
                      double level,
                      double most,
                      double price) const;
    /// The longest uplink that leaves an agent time to compute.
    double MostUplink(std::size_t agent, std::size_t option, double level) const;
    /// The sharing of the band at which the needs' sum is least.
    Sharing Share(const Choice& choice, double level) const;
    /// Uplink times with which a choice is feasible, from a level on that all of the band needs.
    std::optional<Sharing> FindSharing(const Choice& choice, double level) const;

    const SharedProblem& m_original;       ///< with the band
    std::unique_ptr<SharedServer> m_inner; ///< of the relaxed problem
    const SharedProblem m_alone;           ///< with an equal part of the band for each
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_BAND_SERVER_H */
