/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_ALLOCATION_H
#define COINFERENCE_ALLOCATION_H

#include "ns3/workload.h"

#include <cstdint>
#include <optional>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief What stands in the way.
 */
enum class Limit : std::uint8_t
{
    NONE,             //!< nothing
    DELAY,            //!< T0 alone: even the highest clocks are too slow
    ENERGY,           //!< E0 alone: even the clocks of least energy cost too much
    DELAY_AND_ENERGY, //!< both together: each could be met, not at the same clocks; or each fails
    RATE,             //!< the period: the budgets can be met, but one side falls behind its stream
    MEMORY,           //!< the agent's memory, or the server's, does not hold its weights
    SERVER,           //!< of agents that share a server: its time, for all together
    BAND              //!< of agents that share a band: its width, for all together
};

/**
 * @ingroup coinference-decision
 * @param limit a limit
 * @return "none", "delay", "energy", "delay-and-energy", "rate", "memory", "server" or "band"
 */
const char* LimitName(Limit limit);

/**
 * @ingroup coinference-decision
 * @brief The clocks of a design: f and f~, and those of memories that have several.
 */
struct Clocks
{
    double agent{0};        //!< f [Hz]; 0 only if the agent has no work
    double server{0};       //!< f~ [Hz]; 0 only if the server has no work
    double agentMemory{0};  //!< f_m of the agent's memory [Hz]; 0: the highest, or the only one
    double serverMemory{0}; //!< the same of the server's [Hz]
};

/**
 * @ingroup coinference-decision
 * @brief When the tokens of an answer are there, by design.
 */
struct TokenTimes
{
    double first{0}; //!< from sensing to the first, the communication reserve included [s]
    double each{0};  //!< from one to the next, on average [s]
};

/**
 * @ingroup coinference-decision
 * @brief A scheme's answer to a design problem.
 *
 * Where the status is INFEASIBLE only `reason` has a meaning.
 */
struct Allocation
{
    /** @brief What the answer is worth. */
    enum class Status : std::uint8_t
    {
        OPTIMAL,   //!< proven to be the best there is
        FEASIBLE,  //!< meets the budgets, nothing is proven
        INFEASIBLE //!< the scheme found nothing that meets the budgets
    };

    Status status{Status::INFEASIBLE};     //!< what the answer is worth
    Limit reason{Limit::NONE};             //!< if infeasible: why
    Placement placement{Placement::SPLIT}; //!< who runs what
    std::uint32_t split{OWN_SPLIT};        //!< if SPLIT: which of the model's
    Precision precision;                   //!< b^, or a width a layer
    Clocks clocks;                         //!< f and f~ [Hz]
    double delay{0};                       //!< T with the communication reserve [s]
    double energy{0};                      //!< E with the communication reserve [J]
    double distortionUpper{0};             //!< D_U(b^ - 1), infinite at b^ = 1 [weight unit]
    double distortionLower{0};             //!< D_L(b^ - 1) [weight unit]
    double distortionTrue{0};              //!< D(b^ - 1) [weight unit]
    double distortionScalar{0};            //!< D_S(b^ - 1), finite at b^ = 1 [weight unit]
    double totalDistortion{0}; //!< quantized weights times D_S; 0 if there are none [weight unit]
    std::optional<TokenTimes> tokenTimes; //!< of an answer of tokens
    std::optional<double> quality;        //!< of the task, if it is measured at this precision
    double objective{0};                  //!< D_U - D_L, the objective of (P1) [weight unit]
    Limit binding{Limit::NONE}; //!< if optimal: why the next bit-width is infeasible; NONE if
                                //!< there is no next one

    std::uint32_t draws{0};         //!< random schemes: draws made, 0 for all others
    std::uint32_t feasibleDraws{0}; //!< random schemes: draws that were feasible
    // Means and sample standard deviations over the feasible draws of random schemes. All are
    // finite: a draw of b^ = 1, at which D_U is not, counts with ln 2/lambda, also a bound.
    double objectiveMean{0};    //!< mean of min(D_U, ln 2/lambda) - D_L [weight unit]
    double objectiveStdDev{0};  //!< spread of the same
    double tightUpperMean{0};   //!< mean of min(D_U, ln 2/lambda), also a bound [weight unit]
    double tightUpperStdDev{0}; //!< spread of the same
    double totalMean{0};        //!< mean of totalDistortion [weight unit]
    double totalStdDev{0};      //!< spread of the same
    double bitWidthMean{0};     //!< mean of b^ [bit]
    double bitWidthStdDev{0};   //!< spread of the same

    /** @return whether there is something to apply */
    bool IsFeasible() const
    {
        return status != Status::INFEASIBLE;
    }
};

/**
 * @ingroup coinference-decision
 * @param status what an answer is worth
 * @return "optimal", "feasible" or "infeasible"
 */
const char* StatusName(Allocation::Status status);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_ALLOCATION_H */
