/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_MODEL_PHASE_H
#define COINFERENCE_MODEL_PHASE_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-profile
 * @brief What a phase of a model that works token by token does.
 */
enum class PhaseKind : std::uint8_t
{
    VISION,  //!< pictures to embeddings
    PREFILL, //!< the prompt, all its tokens at once; gives the first token of the answer
    DECODE,  //!< the answer: a token a step, each of which sees all before it
    ACTION   //!< an action, refined step by step
};

/**
 * @ingroup coinference-profile
 * @param kind a kind of phase
 * @return "vision", "prefill", "decode" or "action"
 */
const char* PhaseKindName(PhaseKind kind);

/**
 * @ingroup coinference-profile
 * @param field the field's name in messages
 * @param name what PhaseKindName() gives
 * @return the kind
 * @throw std::invalid_argument for another name
 */
PhaseKind PhaseKindFromName(const std::string& field, const std::string& name);

/**
 * @ingroup coinference-profile
 * @brief A phase of a model: steps that each read all its weights once (doc/coinference.rst, "Token
 * models").
 *
 * A step works on n tokens that each see x positions, with
 *
 *     flops = 2 W n + 2 W_head + 4 L d x n
 *     bytes = weights' + 2 L d_kv x cache values' + others
 */
struct ModelPhase
{
    PhaseKind kind{PhaseKind::VISION}; //!< what it does
    double weights{0};                 //!< W, which work on every token of a step, >= 0
    double headWeights{0};  //!< W_head, which work on the last token of a step alone, >= 0
    double flops{0};        //!< 2 W n + 2 W_head where that is not it [FLOP], >= 0; 0: it is
    double layers{0};       //!< L, with attention, >= 0
    double width{0};        //!< d, of attention, >= 0
    double cacheWidth{0};   //!< d_kv, of keys, and of values, in the cache; 0: there is none
    double otherBytes{0};   //!< that a step moves besides: activations that do not stay on the
                            //!< chip [byte], >= 0
    double tokens{1};       //!< n, of a step, >= 1
    double context{0};      //!< x, in the first step; 0: the step's own tokens
    std::uint32_t steps{1}; //!< how many; of DECODE on average, >= 1

    /** @return work of a step, attention's products aside [FLOP] */
    double PlainFlops() const
    {
        return flops > 0 ? flops : 2 * weights * tokens + 2 * headWeights;
    }

    /** @return work of a step for each position seen, 4 L d n [FLOP] */
    double FlopsPerPosition() const
    {
        return 4 * layers * width * tokens;
    }

    /** @return values of the cache that a step reads for each position seen, 2 L d_kv */
    double CacheValuesPerPosition() const
    {
        return 2 * layers * cacheWidth;
    }

    /** @return x of the first step */
    double FirstContext() const
    {
        return context > 0 ? context : tokens;
    }

    /** @return by how many positions x grows from step to step: 1 of DECODE */
    double ContextGrowth() const
    {
        return kind == PhaseKind::DECODE ? 1 : 0;
    }

    /** @return weights that a step reads */
    double AllWeights() const
    {
        return weights + headWeights;
    }

    /** @return work of all steps [FLOP] */
    double TotalFlops() const;

    /**
     * @brief A part of a phase of one step, as of a cut between its layers.
     * @param share of its work, from 0 to 1
     * @return the phase with so much of its weights, work and layers
     */
    ModelPhase Part(double share) const;

    /**
     * @brief Check every field.
     * @param prefix the field names' prefix in messages
     * @throw std::invalid_argument naming the field, its value and what is allowed
     */
    void Validate(const std::string& prefix) const;
};

/** Most steps of a phase: an answer has at most a million tokens. */
constexpr std::uint32_t MOST_PHASE_STEPS = 999'999;

/** Most phases of a model: what is computed for them stays off the heap. */
constexpr std::size_t MOST_PHASES = 16;

/**
 * @ingroup coinference-profile
 * @brief Phases in the order in which they run, at most MOST_PHASES.
 */
typedef std::vector<ModelPhase> ModelPhases;

/**
 * @ingroup coinference-profile
 * @param phases phases
 * @return tokens of the answer that they give: one of PREFILL and one of each step of DECODE; 0
 *         without DECODE
 */
std::uint64_t TokensOf(const ModelPhases& phases);

/**
 * @ingroup coinference-profile
 * @brief Check phases, each and together: DECODE comes once, behind PREFILL.
 * @param phases the phases
 * @throw std::invalid_argument naming the field, its value and what is allowed
 */
void ValidatePhases(const ModelPhases& phases);

/**
 * @ingroup coinference-profile
 * @brief Phases before and behind a cut.
 */
struct CutPhases
{
    ModelPhases before; //!< what runs before it
    ModelPhases behind; //!< and behind it
};

/**
 * @ingroup coinference-profile
 * @brief Cut phases where some work is done: between two, or within one of one step, between its
 * layers.
 * @param field name of the field that says where, for messages
 * @param phases the phases
 * @param flops work before the cut [FLOP]; to 0.1 % where it is between phases
 * @return both parts
 * @throw std::invalid_argument where the cut would be within a phase of several steps, each of
 *         which would cross it; behind a PREFILL whose cache DECODE or ACTION would need on the
 *         other side; or behind all
 */
CutPhases CutAt(const std::string& field, const ModelPhases& phases, double flops);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MODEL_PHASE_H */
