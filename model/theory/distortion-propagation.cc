/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "distortion-propagation.h"

#include "support/checked-field.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace ns3
{
namespace coinference
{

namespace
{

std::string
Shape(Eigen::Index rows, Eigen::Index columns)
{
    return std::to_string(rows) + " x " + std::to_string(columns);
}

/** A product of norms is zero with any factor, even where the others have overflowed. */
double
Product(double a, double b)
{
    return a == 0 || b == 0 ? 0 : a * b;
}

void
CheckShapes(const NetworkWeights& weights, const NetworkWeights& quantized)
{
    if (weights.size() != quantized.size())
    {
        RejectField("layers of the quantized weights",
                    std::to_string(quantized.size()),
                    std::to_string(weights.size()) + " as of the weights");
    }
    for (std::size_t i = 0; i < weights.size(); ++i)
    {
        const auto& w = weights[i];
        const auto& q = quantized[i];
        if (w.rows() != q.rows() || w.cols() != q.cols())
        {
            RejectField("shape of quantized layer " + std::to_string(i + 1),
                        Shape(q.rows(), q.cols()),
                        Shape(w.rows(), w.cols()));
        }
        if (i > 0 && w.cols() != weights[i - 1].rows())
        {
            RejectField("columns of layer " + std::to_string(i + 1),
                        std::to_string(w.cols()),
                        std::to_string(weights[i - 1].rows()) + ", the rows of the layer before");
        }
    }
}

std::vector<double>
Norms(const NetworkWeights& weights)
{
    std::vector<double> norms;
    norms.reserve(weights.size());
    for (const auto& matrix : weights)
    {
        norms.push_back(InducedOneNorm(matrix));
    }
    return norms;
}

std::vector<double>
NormsOfDifference(const NetworkWeights& weights, const NetworkWeights& quantized)
{
    std::vector<double> norms;
    norms.reserve(weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i)
    {
        norms.push_back(InducedOneNorm(weights[i] - quantized[i]));
    }
    return norms;
}

double
Bound(const std::vector<double>& norms,
      const std::vector<double>& quantizedNorms,
      const std::vector<double>& differences)
{
    const auto amplification = DistortionAmplification(norms, quantizedNorms);
    double bound = 0;
    for (std::size_t i = 0; i < differences.size(); ++i)
    {
        bound += Product(amplification[i], differences[i]);
    }
    return bound;
}

} // namespace

Eigen::VectorXd
ReluNetworkOutput(const NetworkWeights& weights, const Eigen::VectorXd& input)
{
    if (weights.empty())
    {
        RejectField("layers", "0", "at least 1");
    }
    Eigen::VectorXd values = input;
    for (std::size_t i = 0; i < weights.size(); ++i)
    {
        if (weights[i].cols() != values.size())
        {
            RejectField("columns of layer " + std::to_string(i + 1),
                        std::to_string(weights[i].cols()),
                        std::to_string(values.size()) + ", the values that enter it");
        }
        values = weights[i] * (i == 0 ? values : values.cwiseMax(0.0).eval());
    }
    return values;
}

double
InducedOneNorm(const Eigen::Ref<const Eigen::MatrixXd>& matrix)
{
    double norm = 0;
    for (Eigen::Index j = 0; j < matrix.cols(); ++j)
    {
        const double sum = matrix.col(j).cwiseAbs().sum();
        if (std::isnan(sum))
        {
            return sum; // which a maximum would hide
        }
        norm = std::max(norm, sum);
    }
    return norm;
}

std::vector<double>
DistortionAmplification(const std::vector<double>& norms, const std::vector<double>& quantizedNorms)
{
    if (norms.size() != quantizedNorms.size())
    {
        RejectField("quantizedNorms",
                    std::to_string(quantizedNorms.size()) + " layers",
                    "as many as norms, " + std::to_string(norms.size()));
    }
    for (std::size_t i = 0; i < norms.size(); ++i)
    {
        if (!(norms[i] >= 0))
        {
            RejectField("norms", NumberToText(norms[i]), "at least 0");
        }
        if (!(quantizedNorms[i] >= 0))
        {
            RejectField("quantizedNorms", NumberToText(quantizedNorms[i]), "at least 0");
        }
    }
    std::vector<double> amplification(norms.size(), 1);
    double product = 1;
    for (std::size_t i = 0; i < norms.size(); ++i)
    {
        amplification[i] = product;
        product = Product(product, norms[i]);
    }
    product = 1;
    for (std::size_t i = norms.size(); i-- > 0;)
    {
        amplification[i] = Product(amplification[i], product);
        product = Product(product, quantizedNorms[i]);
    }
    return amplification;
}

double
OutputDistortionBound(const NetworkWeights& weights, const NetworkWeights& quantized)
{
    CheckShapes(weights, quantized);
    return Bound(Norms(weights), Norms(quantized), NormsOfDifference(weights, quantized));
}

double
PaperOutputDistortionBound(const NetworkWeights& weights, const NetworkWeights& quantized)
{
    CheckShapes(weights, quantized);
    const auto norms = Norms(weights);
    const auto tolerances = NormsOfDifference(weights, quantized);
    auto quantizedNorms = norms;
    for (std::size_t i = 0; i < norms.size(); ++i)
    {
        quantizedNorms[i] += tolerances[i];
    }
    return Bound(norms, quantizedNorms, tolerances);
}

} // namespace coinference
} // namespace ns3
