/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_WORKLOAD_H
#define COINFERENCE_WORKLOAD_H

#include "compute-chip.h"

#include <cstdint>
#include <ostream>
#include <string>

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
 * @brief How finely the agent's weights are quantized: b^ bits each, sign included.
 */
class Precision
{
  public:
    /** @brief None chosen: 0 bits. */
    constexpr Precision() = default;

    /** @param bitWidth b^ of all weights [bit]; a number of bits is a precision */
    constexpr Precision(std::uint32_t bitWidth)
        : m_bitWidth(bitWidth)
    {
    }

    /** @return b^ [bit] */
    constexpr std::uint32_t BitWidth() const
    {
        return m_bitWidth;
    }

  private:
    std::uint32_t m_bitWidth{0}; //!< b^ [bit]
};

/** @return whether two precisions are the same */
constexpr bool
operator==(const Precision& a, const Precision& b)
{
    return a.BitWidth() == b.BitWidth();
}

/** @return whether two precisions differ */
constexpr bool
operator!=(const Precision& a, const Precision& b)
{
    return !(a == b);
}

/**
 * @brief Write the bit-width.
 * @param stream where to
 * @param precision the precision
 * @return the stream
 */
inline std::ostream&
operator<<(std::ostream& stream, const Precision& precision)
{
    return stream << precision.BitWidth();
}

/**
 * @ingroup coinference-profile
 * @brief What quantization does to a weight on average (rate-distortion.h), at R = b^ - 1.
 */
struct Distortions
{
    double lower{0};  //!< D_L [weight unit]
    double exact{0};  //!< D, what no code can fall below [weight unit]
    double scalar{0}; //!< D_S of the best scalar code, finite at b^ = 1 [weight unit]
    double upper{0};  //!< D_U, infinite at b^ = 1 [weight unit]
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
     * @param precision b^
     * @return work left of the agent's part, N b^/b (eq. 4) [FLOP]
     */
    double AgentFlops(const Precision& precision) const
    {
        return agentFlops * precision.BitWidth() / fullPrecisionBits;
    }

    /**
     * @param bits b^
     * @param chip who computes
     * @return cycles of the agent's part, b^ N/(b c) (eq. 4), c the chip's flopsPerCycle
     */
    double AgentCycles(double bits, const ComputeChip& chip) const
    {
        return bits * (agentFlops / (fullPrecisionBits * chip.flopsPerCycle));
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
     * @return memory that the agent's weights take, n b^/8 [byte]
     */
    double AgentMemory(double bits) const
    {
        return weights * bits / 8;
    }

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
     * @param precision b^, from 1 to MAX_FULL_PRECISION_BITS
     * @return the bounds of the distortion of a weight
     * @throw std::invalid_argument for another precision
     */
    Distortions DistortionsAt(const Precision& precision) const;

    /**
     * @param distortions of a weight, DistortionsAt()
     * @return that of the whole quantized part, n D_S; 0 if there is none [weight unit]
     */
    double TotalDistortion(const Distortions& distortions) const
    {
        return weights * distortions.scalar;
    }

    /**
     * @brief Move the work of a split to where another placement runs it.
     * @param placement who is to run what
     * @return AGENT: all FLOPs and weights on the agent, no traffic. SERVER: all on the server,
     *         nothing quantized; the traffic is what it was, see ModelProfile::At().
     */
    Workload Placed(Placement placement) const;

    /**
     * @brief Check every field.
     * @throw std::invalid_argument naming the field, its value and what is allowed
     */
    void Validate() const;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_WORKLOAD_H */
