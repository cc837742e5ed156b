/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "trained-network.h"

#include "output/sample-statistics.h"
#include "weights/safetensors-reader.h"

#include "ns3/coinference-data-folder.h"
#include "ns3/weight-quantizer.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

Eigen::MatrixXd
ReadMatrix(const TensorData& tensor)
{
    typedef Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> ByRow;
    ByRow matrix(static_cast<Eigen::Index>(tensor.shape.at(0)),
                 static_cast<Eigen::Index>(tensor.shape.at(1)));
    Eigen::Index at = 0;
    tensor.ForEach([&](const double* numbers, std::size_t count) {
        std::copy(numbers, numbers + count, matrix.data() + at);
        at += static_cast<Eigen::Index>(count);
    });
    return matrix;
}

/// How much of the digits is right.
SampleStatistics
RightShares(const NetworkWeights& weights, const std::vector<Eigen::VectorXd>& digits)
{
    SampleStatistics shares;
    for (const auto& digit : digits)
    {
        const double wrong = (ReluNetworkOutput(weights, digit) - digit).squaredNorm();
        shares.Add(1 - wrong / digit.squaredNorm());
    }
    return shares;
}

void
AddMeasurement(QualityTable& table, double bits, const SampleStatistics& shares)
{
    const double mean = *shares.GetMean();
    const auto interval = shares.GetConfidenceInterval().value_or(ConfidenceInterval{mean, mean});
    table.bits.push_back(bits);
    table.value.push_back(mean);
    table.low.push_back(interval.low);
    table.high.push_back(interval.high);
}

double
CountWeights(const NetworkWeights& weights, std::size_t first, std::size_t last)
{
    double count = 0;
    for (auto i = first; i < last; ++i)
    {
        count += static_cast<double>(weights[i].size());
    }
    return count;
}

} // namespace

TrainedNetwork
ReadTrainedNetwork(std::uint32_t inputs)
{
    const auto path = (DataFolder() / "fcdnn-16.safetensors").string();
    const auto tensors = ReadSafetensors(path);
    const auto find = [&](const std::string& name) {
        const auto found = std::find_if(tensors.begin(), tensors.end(), [&](const auto& tensor) {
            return tensor.name == name && tensor.shape.size() == 2;
        });
        if (found == tensors.end())
        {
            throw std::invalid_argument(path + " has no matrix " + name);
        }
        return ReadMatrix(*found);
    };
    TrainedNetwork trained;
    for (std::size_t i = 1; i < FCDNN16_WIDTHS.size(); ++i)
    {
        trained.weights.push_back(find("layer" + std::to_string(i)));
    }
    const auto digits = find("digits");
    for (Eigen::Index i = 0; i < std::min<Eigen::Index>(inputs, digits.rows()); ++i)
    {
        const Eigen::VectorXd digit = digits.row(i);
        trained.inputs.push_back(digit / digit.cwiseAbs().sum());
    }
    return trained;
}

NetworkWeights
QuantizedNetwork(NetworkWeights weights,
                 const std::string& quantizer,
                 std::uint32_t bitWidth,
                 std::size_t layers)
{
    for (std::size_t i = 0; i < layers; ++i)
    {
        WeightQuantizer::Create(quantizer, bitWidth, EstimateWeightRate(weights[i]))
            ->QuantizeInPlace(weights[i]);
    }
    return weights;
}

ModelProfile
TrainedNetworkProfile(const std::vector<std::string>& quantizers)
{
    constexpr std::uint32_t ALL = 1000;     // digits
    constexpr double FULL = 16;             // bits of a weight in the file
    constexpr std::uint32_t MOST_BITS = 12; // that are tried
    const auto trained = ReadTrainedNetwork(ALL);
    const auto& weights = trained.weights;
    const auto half = weights.size() / 2;
    ModelProfile profile;
    profile.name = "FCDNN-16";
    profile.agentWeights = CountWeights(weights, 0, half);
    profile.serverWeights = CountWeights(weights, half, weights.size());
    profile.agentFlops = 2 * profile.agentWeights;
    profile.serverFlops = 2 * profile.serverWeights;
    profile.fullPrecisionBits = FULL;
    profile.embeddingValues = static_cast<std::uint64_t>(weights[half].cols());
    double magnitudes = 0;
    for (std::size_t i = 0; i < half; ++i)
    {
        magnitudes += weights[i].cwiseAbs().sum();
    }
    profile.weightRate = profile.agentWeights / magnitudes;
    for (const auto& quantizer : quantizers)
    {
        QualityTable table;
        table.name = "reconstruction";
        table.unit = "1";
        table.quantizer = quantizer;
        for (std::uint32_t bits = 1; bits <= MOST_BITS; ++bits)
        {
            const auto quantized = QuantizedNetwork(weights, quantizer, bits, half);
            AddMeasurement(table, bits, RightShares(quantized, trained.inputs));
        }
        AddMeasurement(table, FULL, RightShares(weights, trained.inputs));
        profile.quality.push_back(table);
    }
    return profile;
}

} // namespace coinference
} // namespace ns3
