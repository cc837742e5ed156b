/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "onnx-layers.h"

#include "onnx-reader.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

/// A constant seen through nodes: its extents are the stored ones in this order.
struct Constant
{
    const OnnxTensor* tensor;
    std::string_view name;          // its own, or of the node that holds it
    std::vector<std::size_t> order; // empty as long as they are in order
};

typedef std::unordered_map<std::string_view, Constant> Constants;

/// Goes through a model's graphs.
class LayerFinder
{
  public:
    explicit LayerFinder(const OnnxModel& model)
        : m_model(model)
    {
    }

    OnnxLayers Find()
    {
        Look(m_model.graph, {});
        return std::move(m_found);
    }

  private:
    void Look(const OnnxGraph& graph, Constants constants)
    {
        for (const auto& tensor : graph.initializers)
        {
            constants[tensor.name] = {&tensor, tensor.name, {}};
        }
        for (const auto& node : graph.nodes)
        {
            LookAt(node, constants);
            for (const auto& attribute : node.attributes)
            {
                if (attribute.graph)
                {
                    Look(*attribute.graph, constants);
                }
            }
        }
    }

    void LookAt(const OnnxNode& node, Constants& constants)
    {
        if (!node.domain.empty())
        {
            return;
        }
        if (node.operation == "Constant" && !node.outputs.empty())
        {
            const auto* value = node.Find("value");
            if (value && value->tensor)
            {
                constants[node.outputs.front()] = {value->tensor.get(), node.outputs.front(), {}};
            }
            return;
        }
        SeeThrough(node, constants);
        const bool isLayer = node.operation == "Conv" || node.operation == "ConvTranspose" ||
                             node.operation == "Gemm" || node.operation == "MatMul" ||
                             node.operation == "LSTM";
        if (!isLayer || node.inputs.size() < 2)
        {
            return;
        }
        const auto found = constants.find(node.inputs[1]);
        if (found == constants.end())
        {
            return;
        }
        WeightLayer layer;
        layer.name = node.Label();
        layer.operation = node.operation;
        layer.weights = DataOf(m_model, *found->second.tensor);
        layer.weights.name = found->second.name;
        layer.constant = found->second.tensor;
        layer.hasWeights = layer.weights.element != TensorData::Element::OTHER;
        const auto axis = ChannelAxis(node, layer.weights.shape.size());
        const auto& order = found->second.order;
        layer.channelAxis = axis < order.size() ? order[axis] : axis;
        layer.blockAxis = order.empty() ? 0 : order[0];
        layer.channelBlocks = ChannelBlocks(node, layer.weights.shape, layer.blockAxis);
        if (layer.hasWeights)
        {
            m_found.byNode[&node] = m_found.layers.size();
            m_found.layers.push_back(std::move(layer));
        }
    }

    static void SeeThrough(const OnnxNode& node, Constants& constants)
    {
        if (node.inputs.empty() || node.outputs.empty())
        {
            return;
        }
        const auto found = constants.find(node.inputs.front());
        const bool isTranspose = node.operation == "Transpose";
        if (found == constants.end() ||
            !(isTranspose || node.operation == "Identity" || node.operation == "Cast"))
        {
            return;
        }
        auto seen = found->second;
        if (isTranspose)
        {
            const auto rank = seen.tensor->shape.size();
            std::vector<std::size_t> before(rank);
            std::iota(before.begin(), before.end(), 0);
            before = seen.order.empty() ? before : seen.order;
            seen.order.assign(before.rbegin(), before.rend());
            const auto wanted = node.GetIntegers("perm");
            for (std::size_t i = 0; i < wanted.size() && i < rank; ++i)
            {
                const auto from = static_cast<std::uint64_t>(wanted[i]);
                seen.order[i] = from < rank ? before[from] : 0;
            }
        }
        constants[node.outputs.front()] = std::move(seen);
    }

    /// Which extent of a node's second input counts output channels.
    static std::size_t ChannelAxis(const OnnxNode& node, std::size_t rank)
    {
        std::size_t axis = 0; // Conv
        if (node.operation == "ConvTranspose" || node.operation == "LSTM")
        {
            axis = 1;
        }
        else if (node.operation == "Gemm")
        {
            axis = node.GetInteger("transB", 0) != 0 ? 0 : 1;
        }
        else if (node.operation == "MatMul")
        {
            axis = rank == 0 ? 0 : rank - 1;
        }
        return axis < rank ? axis : 0;
    }

    /// Parts of the second input's first extent, which is stored as another, with channels of
    /// their own.
    static std::uint64_t ChannelBlocks(const OnnxNode& node,
                                       const std::vector<std::uint64_t>& shape,
                                       std::size_t first)
    {
        if (node.operation == "LSTM" && first < shape.size())
        {
            return std::max<std::uint64_t>(1, shape[first]); // directions
        }
        return node.operation == "ConvTranspose"
                   ? static_cast<std::uint64_t>(
                         std::max<std::int64_t>(1, node.GetInteger("group", 1)))
                   : 1;
    }

    const OnnxModel& m_model;
    OnnxLayers m_found;
};

} // namespace

OnnxLayers
FindOnnxLayers(const OnnxModel& model)
{
    return LayerFinder(model).Find();
}

} // namespace coinference
} // namespace ns3
