/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PPO_POLICY_H
#define COINFERENCE_PPO_POLICY_H

#include "design-problem.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief A policy for the Markov decision process of (P1), trained by proximal policy
 * optimization (PPO), as a plain neural network: applying it takes no learning library.
 *
 * An episode answers one problem in two steps: first the bit-width, then both clocks. One network
 * serves both. Given what is observed of the problem at a bit-width, see Observe(), it gives a
 * score and the means of both clocks' logarithms. The first step draws a bit-width from the
 * softmax of the scores of all that the problem offers, so that any set works; the second draws
 * the clocks at the bit-width chosen. Choose() takes the most probable of both.
 *
 * The network is a chain of fully connected layers, y = W x + w, with ReLU between them.
 */
class PpoPolicy
{
  public:
    /** Numbers observed of a problem at one bit-width. */
    static constexpr std::size_t INPUTS = 7;
    /** Numbers that the network gives: score, and ln(f/f_max) and ln(f~/f~_max) before clamping. */
    static constexpr std::size_t OUTPUTS = 3;
    /** Least ln(f/f_max): no clock is asked for below 0.25 % of its maximum. */
    static constexpr double LEAST_LOG_FRACTION = -6;

    /** @brief What is observed, in the order of Observe(). */
    using Observation = std::array<float, INPUTS>;

    /** @brief One fully connected layer. */
    struct Layer
    {
        std::size_t inputs{0};      //!< length of x
        std::vector<float> weights; //!< W, row after row; one row for each output
        std::vector<float> biases;  //!< w, one for each output
    };

    /** @brief What the policy proposes; nothing says that it meets the budgets. */
    struct Choice
    {
        std::uint32_t bitWidth{0}; //!< b^ [bit]
        Clocks clocks;             //!< f and f~ [Hz]
    };

    /**
     * @brief Take a network.
     * @param layers from the first to the last
     * @throw std::invalid_argument if the layers do not fit together or hold anything but finite
     *        numbers
     */
    explicit PpoPolicy(std::vector<Layer> layers);

    /**
     * @brief Read a policy as `coinference-train-ppo` writes it.
     * @param text the file's text
     * @return the policy
     * @throw std::invalid_argument in one line with what is wrong
     */
    static PpoPolicy FromText(const std::string& text);

    /**
     * @brief What the policy sees of a problem at a bit-width: free of units, and the same for all
     * problems that differ in scale only.
     *
     * With all clocks at their highest, of the time T0 less the communication reserve: ln of the
     * share that the agent takes, that the server takes, that both take; of the energy likewise;
     * and b^/8. Logarithms are clamped to [-8, 8], far outside of what the policy is trained on.
     *
     * @param problem a validated problem
     * @param bitWidth b^, from 1 to MAX_BIT_WIDTH
     * @return the observation
     */
    static Observation Observe(const DesignProblem& problem, std::uint32_t bitWidth);

    /**
     * @brief The clock that a network output asks for, before operating points are looked at.
     * @param output what the network gives, or a draw around it
     * @return f/f_max, exp of the output clamped to [LEAST_LOG_FRACTION, 0]
     */
    static double ClockFraction(double output);

    /**
     * @brief The most probable answer. Of equal scores the smaller bit-width wins.
     * @param problem a validated problem
     * @return a bit-width of the problem's and two clocks; where a chip has operating points, the
     *         one nearest to the clock asked for, the lower of two equally near
     */
    Choice Choose(const DesignProblem& problem);

    /** @return the network's layers */
    const std::vector<Layer>& GetLayers() const
    {
        return m_layers;
    }

  private:
    std::vector<Layer> m_layers;
    std::vector<float> m_from; //!< one layer's inputs, a column for each bit-width
    std::vector<float> m_to;   //!< its outputs likewise
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PPO_POLICY_H */
