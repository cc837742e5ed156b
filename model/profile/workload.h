/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_WORKLOAD_H
#define COINFERENCE_WORKLOAD_H

#include "compute-chip.h"
#include "model-part.h"
#include "phase-work.h"
#include "precision.h"
#include "quality-table.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/** Most bits a weight can have, quantized or not. */
constexpr std::uint32_t MAX_FULL_PRECISION_BITS = 64;

/**
 * @ingroup coinference-profile
 * @brief Which machine runs which part of the model.
 */
enum class Placement : std::uint8_t
{
    SPLIT,  //!< the agent runs its part, the server the rest
    AGENT,  //!< the agent runs everything, nothing is sent
    SERVER, //!< the server runs everything, the raw input is sent
};

/**
 * @ingroup coinference-profile
 * @param placement a placement
 * @return "split", "agent" or "server"
 */
const char* PlacementName(Placement placement);

/**
 * @ingroup coinference-profile
 * @param field the field's name in messages
 * @param name what PlacementName() gives
 * @return the placement
 * @throw std::invalid_argument for another name
 */
Placement PlacementFromName(const std::string& field, const std::string& name);

/**
 * @ingroup coinference-profile
 * @brief What quantization does to a weight on average (rate-distortion.h), at R = b^ - 1, and to
 * all of them.
 */
struct Distortions
{
    double lower{0};  //!< D_L [weight unit]
    double exact{0};  //!< D, what no code can fall below [weight unit]
    double scalar{0}; //!< D_S of the best scalar code, finite at b^ = 1 [weight unit]
    double upper{0};  //!< D_U, infinite at b^ = 1 [weight unit]
    double total{0};  //!< of the whole quantized part, n D_S; of layers sum s_i n_i D_S
};

/**
 * @ingroup coinference-profile
 * @brief The work, the traffic and the weights of one inference at one placement: what
 * ModelProfile::At() gives, and the one place that knows how they follow from the precision
 * (eq. 4 and 5).
 *
 * A function that takes bits takes any real number of them, as the relaxed problem needs.
 */
struct Workload
{
    double agentFlops{0};           //!< N, at full precision [FLOP], >= 0
    double serverFlops{0};          //!< N~ [FLOP], >= 0
    double fullPrecisionBits{16};   //!< b, a whole number from 1 to MAX_FULL_PRECISION_BITS
    double weights{1};              //!< n, how many the agent's, quantized, part has, >= 0
    double serverWeights{0};        //!< how many the server's part has, >= 0
    double weightRate{50};          //!< lambda of the agent's part [1/weight unit], > 0
    std::uint64_t uplinkBytes{0};   //!< embedding or raw input to the server; 0 if nothing is sent
    std::uint64_t downlinkBytes{0}; //!< result back; 0 if nothing is sent
    /**
     * The layers of the agent's part, each with weights; null where they are not told apart. Their
     * work and weights add up to those above.
     */
    std::shared_ptr<const ModelLayers> layers;
    std::shared_ptr<const QualityTable> quality; //!< measured at this split; null if it is not
    /// Phases of the agent's part; null where the model does not tell them.
    std::shared_ptr<const ModelPhases> agentPhases;
    std::shared_ptr<const ModelPhases> serverPhases; //!< of the server's part, likewise
    /// Of both, a phase that the split cuts in one; null for one after the other.
    std::shared_ptr<const ModelPhases> phases;
    /// Whether arithmetic shrinks with b^ (eq. 4), or bytes alone do, as of kernels that widen
    /// weights before they multiply.
    bool computeScalesWithBits{true};
    double cacheBits{16};   //!< bits of a value of the cache, 1 to 64
    std::uint32_t group{0}; //!< weights that share a scale of 16 bit, >= 16; 0: scales are not read

    /**
     * @param precision b^
     * @return work left of the agent's part, N b^/b (eq. 4), or N if !computeScalesWithBits [FLOP]
     */
    double AgentFlops(const Precision& precision) const
    {
        return computeScalesWithBits ? agentFlops * precision.Bits() / fullPrecisionBits
                                     : agentFlops;
    }

    /**
     * @param bits b^
     * @param chip who computes
     * @return cycles of the agent's part, b^ N/(b c) (eq. 4), c the chip's flopsPerCycle; N/c if
     *         !computeScalesWithBits
     */
    double AgentCycles(double bits, const ComputeChip& chip) const
    {
        return computeScalesWithBits
                   ? bits * (agentFlops / (fullPrecisionBits * chip.flopsPerCycle))
                   : agentFlops / chip.flopsPerCycle;
    }

    /**
     * @param chip who computes
     * @return whether the agent's part is counted phase by phase there: the model tells its phases
     *         and the chip its memory's bandwidth
     */
    bool IsAgentPhased(const ComputeChip& chip) const
    {
        return agentPhases && chip.HasRoofline();
    }

    /**
     * @param chip who computes
     * @return the same of the server's part
     */
    bool IsServerPhased(const ComputeChip& chip) const
    {
        return serverPhases && chip.HasRoofline();
    }

    /**
     * @param bits b^
     * @return what the agent's phases ask for: weights of b^ + 16/group bit, the cache and all else
     *         as they are
     */
    PhaseWorks AgentWorks(double bits) const;

    /** @return what the server's phases ask for, at full precision */
    PhaseWorks ServerWorks() const;

    /** @return tokens of the answer, of both parts together; 0 of a model that gives none */
    std::uint64_t Tokens() const
    {
        return (agentPhases ? TokensOf(*agentPhases) : 0) +
               (serverPhases ? TokensOf(*serverPhases) : 0);
    }

    /**
     * @param chip who computes
     * @return cycles of the server's part, N~/c~ (eq. 5), c~ the chip's flopsPerCycle
     */
    double ServerCycles(const ComputeChip& chip) const
    {
        return serverFlops / chip.flopsPerCycle;
    }

    /**
     * @param bits b^
     * @return memory that the agent's weights take, n b^/8, and their scales [byte]
     */
    double AgentMemory(double bits) const
    {
        return weights * (bits + ScaleBits(bits)) / 8;
    }

    /**
     * @param bits b^
     * @return what a weight's share of its group's scale takes, 16/group, of quantized weights
     * [bit]
     */
    double ScaleBits(double bits) const
    {
        return group == 0 || bits >= fullPrecisionBits ? 0 : 16.0 / group;
    }

    /**
     * @param precision b^, or a width for each of `layers`
     * @return memory that the agent's weights take, n b^/8, or sum n_i b_i/8 [byte]
     */
    double AgentMemory(const Precision& precision) const;

    /** @return memory that the server's weights take, at full precision [byte] */
    double ServerMemory() const
    {
        return serverWeights * fullPrecisionBits / 8;
    }

    /** @return the precision of weights as they are, b */
    Precision FullPrecision() const
    {
        return Precision(static_cast<std::uint32_t>(fullPrecisionBits));
    }

    /**
     * @brief Give each layer a width of its own.
     * @param widths b_i of each of `layers`, from 1 to MAX_FULL_PRECISION_BITS
     * @return the precision
     * @throw std::invalid_argument for another number of widths, or another width
     */
    Precision WithWidths(std::vector<std::uint8_t> widths) const;

    /**
     * @param precision b^ from 1 to MAX_FULL_PRECISION_BITS, or a width for each of `layers`
     * @return the bounds of the distortion of a weight, of layers the mean over weights; and of all
     *         together: of layers each counts by its sensitivity, at its own lambda
     * @throw std::invalid_argument for another precision
     */
    Distortions DistortionsAt(const Precision& precision) const;

    /**
     * @param precision b^, or a width a layer
     * @return what the task is worth at it: of widths of layers at their mean; nothing if that is
     *         not measured
     */
    std::optional<double> QualityAt(const Precision& precision) const
    {
        return quality ? quality->At(precision.Bits()) : std::nullopt;
    }

    /**
     * @brief Move the work of a split to where another placement runs it.
     * @param placement who is to run what
     * @return AGENT: all FLOPs and weights on the agent, no traffic, layers not told apart. SERVER:
     *         all on the server, nothing quantized; the traffic is what it was, see
     *         ModelProfile::At().
     */
    Workload Placed(Placement placement) const;

    /**
     * @brief Check every field.
     * @throw std::invalid_argument naming the field, its value and what is allowed
     */
    void Validate() const;

  private:
    void ValidatePhasesOfParts() const;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_WORKLOAD_H */
