/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_DISTORTION_PROPAGATION_H
#define COINFERENCE_DISTORTION_PROPAGATION_H

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-theory
 * @brief Weights of a fully connected network, W_1 first: f(x) = W_L s(W_(L-1) s(... W_1 x)).
 *
 * How far quantized weights W^ move the output (arXiv:2602.13052, section III and appendix A). With
 * 1-Lipschitz s, s(0) = 0, and induced 1-norms, exchange W for W^ layer by layer from the last to
 * the first. The exchange at layer i changes its output by at most
 * ||W_i - W^_i|| prod_(j<i) ||W_j|| ||x||, since the layers before still are the original ones,
 * and the layers after, already exchanged, enlarge that by at most prod_(j>i) ||W^_j||. Summed,
 *
 *     ||f(x, W) - f(x, W^)|| <= ||x|| sum_i A_i ||W_i - W^_i||,
 *     A_i = prod_(j>i) ||W^_j|| prod_(j<i) ||W_j||.
 *
 * The paper puts ||W_j|| + tau_j >= ||W^_j|| for the unknown W^, which is all there is before
 * quantization; after it, the norm of W^ itself is never worse. Neither can be improved on norms
 * alone: with W_j >= 0 of equal column sums and W^_j = (1 + e) W_j both hold with equality. For
 * other networks they grow with the product of the norms and can be far from tight.
 */
using NetworkWeights = std::vector<Eigen::MatrixXd>;

/**
 * @ingroup coinference-theory
 * @brief Widths of the FCDNN-16 autoencoder of the paper's evaluation: 28 x 28 pixels in and out,
 * 16 layers of weights between.
 */
constexpr std::array<std::uint32_t, 17>
    FCDNN16_WIDTHS{784, 64, 128, 256, 512, 256, 128, 64, 32, 64, 128, 256, 512, 256, 128, 64, 784};

/**
 * @ingroup coinference-theory
 * @brief Output of the network with ReLU between its layers and none after the last.
 * @param weights the weights, at least one layer
 * @param input x
 * @return f(x, W)
 * @throw std::invalid_argument if the shapes do not fit together
 */
Eigen::VectorXd ReluNetworkOutput(const NetworkWeights& weights, const Eigen::VectorXd& input);

/**
 * @ingroup coinference-theory
 * @brief Induced 1-norm, the largest column sum of magnitudes.
 * @param matrix any matrix
 * @return the norm; 0 for an empty matrix, NaN if an element is NaN
 */
double InducedOneNorm(const Eigen::Ref<const Eigen::MatrixXd>& matrix);

/**
 * @ingroup coinference-theory
 * @brief The coefficients A_i, from what is known of the norms.
 * @param norms ||W_j||, first layer first
 * @param quantizedNorms ||W^_j|| or bounds of them, such as the paper's ||W_j|| + tau_j
 * @return A_i, as many
 * @throw std::invalid_argument if there are not as many of both, or one is negative or NaN
 */
std::vector<double> DistortionAmplification(const std::vector<double>& norms,
                                            const std::vector<double>& quantizedNorms);

/**
 * @ingroup coinference-theory
 * @brief Bound of the output distortion ||f(x, W) - f(x, W^)||_1 for all ||x||_1 <= 1.
 * @param weights W
 * @param quantized W^, of the same shapes
 * @return the sum over A_i ||W_i - W^_i||_1 with the norms of W^ as they are
 * @throw std::invalid_argument if the shapes do not fit together
 */
double OutputDistortionBound(const NetworkWeights& weights, const NetworkWeights& quantized);

/**
 * @ingroup coinference-theory
 * @brief The same bound as the paper has it, with ||W_j|| + tau_j for the norms of W^ and
 * tau_j = ||W_j - W^_j||_1.
 * @param weights W
 * @param quantized W^, of the same shapes
 * @return the bound, never below OutputDistortionBound()
 * @throw std::invalid_argument if the shapes do not fit together
 */
double PaperOutputDistortionBound(const NetworkWeights& weights, const NetworkWeights& quantized);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_DISTORTION_PROPAGATION_H */
