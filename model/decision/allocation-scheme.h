/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_ALLOCATION_SCHEME_H
#define COINFERENCE_ALLOCATION_SCHEME_H

#include "design-problem.h"

#include "ns3/object.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * \ingroup coinference
 * \brief Which machine runs which part of the model.
 */
enum class Placement : std::uint8_t
{
    SPLIT,  //!< the agent runs its part, the server the rest
    AGENT,  //!< the agent runs everything, nothing is sent
    SERVER, //!< the server runs everything, the raw input is sent
};

/**
 * \ingroup coinference
 * \param placement a placement
 * \return "split", "agent" or "server"
 */
const char* PlacementName(Placement placement);

/**
 * \ingroup coinference
 * \brief A scheme's answer to a design problem.
 *
 * Where the status is INFEASIBLE only `reason` has a meaning.
 */
struct Allocation
{
    /** \brief What the answer is worth. */
    enum class Status : std::uint8_t
    {
        OPTIMAL,   //!< proven to be the best there is
        FEASIBLE,  //!< meets the budgets, nothing is proven
        INFEASIBLE //!< the scheme found nothing that meets the budgets
    };

    Status status{Status::INFEASIBLE};     //!< what the answer is worth
    Limit reason{Limit::NONE};             //!< if infeasible: why
    Placement placement{Placement::SPLIT}; //!< who runs what
    std::uint32_t bitWidth{0};             //!< b^ [bit]
    Clocks clocks;                         //!< f and f~ [Hz]
    double delay{0};                       //!< T with the communication reserve [s]
    double energy{0};                      //!< E with the communication reserve [J]
    double distortionUpper{0};             //!< D_U(b^ - 1), infinite at b^ = 1 [weight unit]
    double distortionLower{0};             //!< D_L(b^ - 1) [weight unit]
    double distortionTrue{0};              //!< D(b^ - 1) [weight unit]
    double distortionScalar{0};            //!< D_S(b^ - 1), finite at b^ = 1 [weight unit]
    double totalDistortion{0};  //!< quantized weights times D_S; 0 if there are none [weight unit]
    double objective{0};        //!< D_U - D_L, the objective of (P1) [weight unit]
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

    /** \return whether there is something to apply */
    bool IsFeasible() const
    {
        return status != Status::INFEASIBLE;
    }
};

/**
 * \ingroup coinference
 * \brief Abstract scheme that answers design problems.
 *
 * A scheme of one's own is one subclass with a TypeId and DoSolve(). It is then chosen by name
 * like the module's: see Create().
 */
class AllocationScheme : public Object
{
  public:
    /**
     * \brief Get the type ID.
     * \return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * \brief Make a scheme by name.
     * \param name a TypeId name, or its short form: "fixed-frequency" is
     *        ns3::coinference::FixedFrequencyScheme
     * \return the scheme
     * \throw std::invalid_argument if there is no such scheme, listing those there are
     */
    static Ptr<AllocationScheme> Create(const std::string& name);

    /**
     * \brief Names of all schemes, sorted.
     * \return short forms where Create() takes them, TypeId names otherwise
     */
    static std::vector<std::string> GetNames();

    /**
     * \brief Answer a problem.
     * \param problem the problem; checked first
     * \return the answer; every feasible one is re-checked against all limits, of the problem as
     *         placed, within RECHECK_SLACK
     * \throw std::invalid_argument if a field of the problem is not allowed
     * \throw std::logic_error if the scheme claims a point feasible that breaks a limit
     */
    Allocation Solve(const DesignProblem& problem);

    /**
     * \brief Use fixed random variable streams.
     * \param stream first stream index to use
     * \return the number of stream indices used; 0 for deterministic schemes
     */
    virtual int64_t AssignStreams(int64_t stream);

  protected:
    /**
     * \brief Answer a checked problem.
     * \param problem the problem
     * \return the answer, made with Feasible() or Infeasible()
     */
    virtual Allocation DoSolve(const DesignProblem& problem) = 0;

    /**
     * \brief Compose a feasible answer with all its numbers.
     * \param problem the problem whose work and reserves apply
     * \param bitWidth b^, 1 to MAX_FULL_PRECISION_BITS
     * \param clocks f and f~
     * \param placement who runs what; `problem` must already be placed, see PlacedProblem()
     * \return the answer, with status FEASIBLE
     * \throw std::invalid_argument for another bit-width
     */
    static Allocation Feasible(const DesignProblem& problem,
                               std::uint32_t bitWidth,
                               const Clocks& clocks,
                               Placement placement = Placement::SPLIT);

    /**
     * \brief Compose an infeasible answer.
     * \param reason why
     * \return the answer
     */
    static Allocation Infeasible(Limit reason);
};

/**
 * \ingroup coinference
 * \brief Move a problem's work to where a placement runs it.
 * \param problem the problem as stated, split
 * \param placement who is to run what
 * \return AGENT: all FLOPs and weights on the agent, no communication. SERVER: all on the server,
 *         the communication reserve kept. SPLIT: the problem itself.
 */
DesignProblem PlacedProblem(const DesignProblem& problem, Placement placement);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_ALLOCATION_SCHEME_H */
