/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ppo-policy.h"

#include "clock-solver.h"
#include "support/checked-field.h"
#include "support/strict-json.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Columns = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic>;

/// Wider layers are refused: nothing of the kind is ever trained, and a file could ask for any.
constexpr std::size_t WIDEST_LAYER = 4096;

/// Bounds of the observed logarithms, so that no budget or no work gives a finite number too.
constexpr double LARGEST_LOG = 8;

std::string
LayerField(std::size_t layer, const char* field)
{
    return "layers[" + std::to_string(layer) + "]" + field;
}

std::vector<float>
ReadNumbers(const nlohmann::json& json, const std::string& field)
{
    if (!json.is_array() || json.empty() || json.size() > WIDEST_LAYER)
    {
        RejectField(field,
                    json.is_array() ? std::to_string(json.size()) + " numbers" : ShortJson(json),
                    "an array of 1 to " + std::to_string(WIDEST_LAYER) + " numbers");
    }
    std::vector<float> numbers;
    numbers.reserve(json.size());
    for (const auto& number : json)
    {
        // What JSON has instead of NaN is null.
        if (!number.is_number())
        {
            RejectField(field, ShortJson(number), "finite numbers only");
        }
        numbers.push_back(number.get<float>());
    }
    return numbers;
}

PpoPolicy::Layer
ReadLayer(const nlohmann::json& json, std::size_t index)
{
    const auto weights = json.is_object() ? json.find("weights") : json.end();
    const auto biases = json.is_object() ? json.find("biases") : json.end();
    if (weights == json.end() || biases == json.end())
    {
        throw std::invalid_argument(LayerField(index, "") + " lacks weights or biases");
    }
    PpoPolicy::Layer layer;
    layer.biases = ReadNumbers(*biases, LayerField(index, ".biases"));
    if (!weights->is_array() || weights->size() != layer.biases.size())
    {
        RejectField(LayerField(index, ".weights"),
                    weights->is_array() ? std::to_string(weights->size()) + " rows" : "no array",
                    std::to_string(layer.biases.size()) + " rows, as there are biases");
    }
    for (const auto& row : *weights)
    {
        const auto numbers = ReadNumbers(row, LayerField(index, ".weights"));
        if (!layer.weights.empty() && numbers.size() != layer.inputs)
        {
            RejectField(LayerField(index, ".weights"),
                        "rows of " + std::to_string(layer.inputs) + " and of " +
                            std::to_string(numbers.size()) + " numbers",
                        "rows of one length");
        }
        layer.inputs = numbers.size();
        layer.weights.insert(layer.weights.end(), numbers.begin(), numbers.end());
    }
    return layer;
}

} // namespace

PpoPolicy::PpoPolicy(std::vector<Layer> layers)
    : m_layers(std::move(layers))
{
    if (m_layers.empty())
    {
        RejectField("layers", "none", "at least one layer");
    }
    std::size_t width = INPUTS;
    std::size_t widest = width;
    for (std::size_t i = 0; i < m_layers.size(); ++i)
    {
        const auto& layer = m_layers[i];
        if (layer.inputs != width || layer.weights.size() != width * layer.biases.size())
        {
            RejectField(LayerField(i, ".weights"),
                        std::to_string(layer.inputs) + " numbers a row",
                        std::to_string(width) + ", as many as come in");
        }
        const auto finite = [](float number) { return std::isfinite(number); };
        if (!std::all_of(layer.weights.begin(), layer.weights.end(), finite) ||
            !std::all_of(layer.biases.begin(), layer.biases.end(), finite))
        {
            RejectField(LayerField(i, ""), "NaN or infinity", "finite numbers only");
        }
        width = layer.biases.size();
        widest = std::max(widest, width);
    }
    if (width != OUTPUTS)
    {
        RejectField(LayerField(m_layers.size() - 1, ".biases"),
                    std::to_string(width) + " numbers",
                    std::to_string(OUTPUTS) + ", the policy's outputs");
    }
    m_from.resize(widest * MAX_BIT_WIDTH);
    m_to.resize(widest * MAX_BIT_WIDTH);
}

PpoPolicy
PpoPolicy::FromText(const std::string& text)
{
    const auto json = ParseStrictJson<nlohmann::json>(text);
    const auto found = json.is_object() ? json.find("layers") : json.end();
    if (found == json.end() || !found->is_array())
    {
        throw std::invalid_argument("layers is missing or no array");
    }
    std::vector<Layer> layers;
    for (const auto& layer : *found)
    {
        layers.push_back(ReadLayer(layer, layers.size()));
    }
    return PpoPolicy(std::move(layers));
}

PpoPolicy::Observation
PpoPolicy::Observe(const DesignProblem& problem, std::uint32_t bitWidth)
{
    const auto highest = ClockSolver(problem).Highest();
    const double time = problem.delayBudget - problem.communicationDelay;
    const double energy = problem.energyBudget - problem.communicationEnergy;
    const double agentCycles = problem.AgentCycles(bitWidth);
    const double serverCycles = problem.ServerCycles();
    const double agentDelay = agentCycles / highest.agent;
    const double serverDelay = serverCycles / highest.server;
    const double agentEnergy = agentCycles * problem.agent.EnergyPerCycle(highest.agent);
    const double serverEnergy = serverCycles * problem.server.EnergyPerCycle(highest.server);

    const auto logShare = [](double part, double budget) {
        if (part <= 0)
        {
            return static_cast<float>(-LARGEST_LOG);
        }
        const double log = budget > 0 ? std::log(part / budget) : LARGEST_LOG;
        return static_cast<float>(std::clamp(log, -LARGEST_LOG, LARGEST_LOG));
    };
    return {logShare(agentDelay, time),
            logShare(serverDelay, time),
            logShare(agentDelay + serverDelay, time),
            logShare(agentEnergy, energy),
            logShare(serverEnergy, energy),
            logShare(agentEnergy + serverEnergy, energy),
            bitWidth / 8.0F};
}

double
PpoPolicy::ClockFraction(double output)
{
    return std::exp(std::clamp(output, LEAST_LOG_FRACTION, 0.0));
}

PpoPolicy::Choice
PpoPolicy::Choose(const DesignProblem& problem)
{
    const auto& bitWidths = problem.bitWidths;
    const auto n = bitWidths.GetN();
    for (std::uint32_t i = 0; i < n; ++i)
    {
        const auto observation = Observe(problem, bitWidths.Get(i));
        std::copy(observation.begin(), observation.end(), m_from.begin() + i * INPUTS);
    }
    for (const auto& layer : m_layers)
    {
        const auto outputs = layer.biases.size();
        const Eigen::Map<const Matrix> weights(layer.weights.data(), outputs, layer.inputs);
        const Eigen::Map<const Eigen::VectorXf> biases(layer.biases.data(), outputs);
        const Eigen::Map<const Columns> from(m_from.data(), layer.inputs, n);
        Eigen::Map<Columns> to(m_to.data(), outputs, n);
        to.noalias() = weights * from;
        to.colwise() += biases;
        if (&layer != &m_layers.back())
        {
            to = to.cwiseMax(0.0F);
        }
        m_from.swap(m_to);
    }
    const Eigen::Map<const Columns> result(m_from.data(), OUTPUTS, n);
    std::uint32_t best = 0;
    for (std::uint32_t i = 1; i < n; ++i)
    {
        best = result(0, i) > result(0, best) ? i : best;
    }
    const auto highest = ClockSolver(problem).Highest();
    const double agent = ClockFraction(result(1, best));
    const double server = ClockFraction(result(2, best));
    return {bitWidths.Get(best),
            {problem.agent.NearestFrequency(agent * highest.agent),
             problem.server.NearestFrequency(server * highest.server)}};
}

} // namespace coinference
} // namespace ns3
