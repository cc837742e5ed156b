/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_GROUP_QUANTIZER_H
#define COINFERENCE_GROUP_QUANTIZER_H

#include "weight-quantizer.h"

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-theory
 * @brief Symmetric absmax code with a scale for each group of weights, as INT4 and INT8 kernels use
 * it.
 *
 * Of a group of g weights in order of storage, the largest magnitude m sets the step
 * m/(2^(b^ - 1) - 1); each weight becomes the nearest multiple, zero among them. The scale takes 16
 * bits of its own (its rounding to them, at most 2^-11, is left out), so that a weight takes
 * b^ + 16/g. For exponential magnitudes m grows like the harmonic number H_g, and distortion is
 * about H_g/(4 lambda (2^(b^ - 1) - 1)): more than D_U, which bounds the best code, not this one.
 */
class GroupQuantizer : public WeightQuantizer
{
  public:
    /**
     * @param bitWidth b^ [bit], 2 to 32: one bit leaves no step
     * @param groupSize g, 1 to 1048576
     * @throw std::invalid_argument naming the argument, its value and what is allowed
     */
    GroupQuantizer(std::uint32_t bitWidth, std::uint32_t groupSize);

    /** @return g, the weights that share a scale */
    std::uint32_t GetGroupSize() const
    {
        return m_groupSize;
    }

    /** @return b^ + 16/g [bit] */
    double GetBitsPerWeight() const override;

    /**
     * @brief Quantize all weights, groups in order of storage (down the columns); the last group
     * may be smaller.
     * @param weights replaced by their quantized values; a group with a NaN or an infinity becomes
     *        NaN
     */
    void QuantizeInPlace(Eigen::Ref<Eigen::MatrixXd> weights) const override;

    /**
     * @brief Expected absolute error per weight of a full group of exponential magnitudes, by
     * quadrature over the law of the largest one to some 1e-10, relatively.
     * @param weightRate lambda [1/weight unit], > 0
     * @return the distortion [weight unit]
     */
    double ExpectedDistortion(double weightRate) const override;

  private:
    std::uint32_t m_groupSize; //!< g
    double m_steps;            //!< 2^(b^ - 1) - 1, from zero to the largest magnitude
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_GROUP_QUANTIZER_H */
