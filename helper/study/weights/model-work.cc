/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-work.h"

#include "node-order.h"
#include "shape-rules.h"
#include "support/checked-field.h"
#include "tensor-elements.h"

#include <algorithm>
#include <limits>
#include <set>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

typedef std::unordered_map<std::string_view, ValueFacts> Facts;

/// What graphs further out know.
struct Scope
{
    Facts facts;
    const Scope* outer{nullptr};

    const ValueFacts* Find(std::string_view name) const
    {
        for (const auto* scope = this; scope; scope = scope->outer)
        {
            if (const auto found = scope->facts.find(name); found != scope->facts.end())
            {
                return &found->second;
            }
        }
        return nullptr;
    }
};

ShapeRule
RuleOf(const OnnxNode& node)
{
    for (const auto* rules : {&ElementRules(), &MovementRules(), &LayerRules()})
    {
        if (const auto found = rules->find(node.operation);
            found != rules->end() && node.domain.empty())
        {
            return found->second;
        }
    }
    throw std::invalid_argument("its operator is not one whose shapes are known");
}

/// Goes through a model as if it ran.
class WorkFinder
{
  public:
    explicit WorkFinder(const ModelFile& model)
        : m_file(model),
          m_model(*model.onnx)
    {
    }

    ModelWork Find(const std::map<std::string, ModelInput>& inputs)
    {
        Scope scope;
        for (const auto& [name, input] : inputs)
        {
            auto& value = scope.facts[name];
            value.extents = input.extents;
            value.isInput = input.numbers.empty();
            if (!input.numbers.empty())
            {
                value.numbers = input.numbers;
            }
            m_work.inputValues += static_cast<std::uint64_t>(value.GetCount());
        }
        for (const auto& value : m_model.graph.inputs)
        {
            if (const auto found = scope.facts.find(value.name);
                found != scope.facts.end() && value.type != 0)
            {
                found->second.type = value.type;
            }
        }
        const auto& nodes = m_model.graph.nodes;
        AddConstants(m_model.graph, scope);
        for (const auto& node : nodes)
        {
            Run(node, scope);
            AddLayers(node);
            m_layersUpTo.push_back(m_work.layers.size());
        }
        for (const auto& output : m_model.graph.outputs)
        {
            if (const auto* value = scope.Find(output.name))
            {
                m_work.outputValues += static_cast<std::uint64_t>(value->GetCount());
            }
        }
        FindCuts(scope);
        return std::move(m_work);
    }

  private:
    static void AddConstants(const OnnxGraph& graph, Scope& scope)
    {
        for (const auto& tensor : graph.initializers)
        {
            if (scope.facts.count(tensor.name))
            {
                continue; // an input that replaces its default
            }
            auto& value = scope.facts[tensor.name];
            value.extents.assign(tensor.shape.begin(), tensor.shape.end());
            value.type = tensor.type;
            value.numbers = ElementsOf(tensor, MOST_FOLLOWED);
        }
    }

    /// Find a node's outputs and its work.
    void Run(const OnnxNode& node, Scope& scope)
    {
        try
        {
            if (node.operation == "If" && node.domain.empty())
            {
                RunBranch(node, scope);
                return;
            }
            const auto rule = RuleOf(node);
            bool isInput = false;
            std::vector<const ValueFacts*> inputs;
            for (const auto name : node.inputs)
            {
                inputs.push_back(name.empty() ? nullptr : &ValueOf(name, scope));
                isInput = isInput || (inputs.back() && inputs.back()->isInput);
            }
            // A shape is known before the model runs.
            isInput = isInput && node.operation != "Shape" && node.operation != "Size";
            NodeView view(node, m_model.opset, std::move(inputs));
            rule(view);
            for (std::size_t i = 0; i < node.outputs.size(); ++i)
            {
                auto& value = scope.facts[node.outputs[i]];
                value = std::move(view.outputs[i]);
                value.isInput = isInput && !value.numbers;
            }
            if (view.macs > 0)
            {
                m_macs[&node] = view.macs;
            }
        }
        catch (const std::invalid_argument& error)
        {
            throw std::invalid_argument("node " + node.Label() + " (" +
                                        std::string(node.operation) + "): " + error.what());
        }
    }

    static const ValueFacts& ValueOf(std::string_view name, const Scope& scope)
    {
        const auto* value = scope.Find(name);
        if (!value)
        {
            throw std::invalid_argument("its input " + std::string(name) +
                                        " is neither made nor given");
        }
        return *value;
    }

    void RunBranch(const OnnxNode& node, Scope& scope)
    {
        const auto& condition = ValueOf(node.inputs.empty() ? "" : node.inputs[0], scope);
        if (!condition.numbers || condition.numbers->size() != 1)
        {
            throw std::invalid_argument("which branch is taken depends on the input's elements; "
                                        "--input=NAME:SHAPE=VALUE tells them");
        }
        const auto* branch =
            node.Find(condition.numbers->front() != 0 ? "then_branch" : "else_branch");
        if (!branch || !branch->graph || branch->graph->outputs.size() < node.outputs.size())
        {
            throw std::invalid_argument("it has no branch of as many outputs");
        }
        Scope inner;
        inner.outer = &scope;
        AddConstants(*branch->graph, inner);
        for (const auto& step : branch->graph->nodes)
        {
            Run(step, inner);
        }
        std::vector<ValueFacts> results;
        for (std::size_t i = 0; i < node.outputs.size(); ++i)
        {
            results.push_back(ValueOf(branch->graph->outputs[i].name, inner));
        }
        for (std::size_t i = 0; i < node.outputs.size(); ++i)
        {
            scope.facts[node.outputs[i]] = std::move(results[i]);
        }
    }

    /// Layers of a node and of the graphs within it.
    void AddLayers(const OnnxNode& node)
    {
        const auto macs = m_macs.find(&node);
        const double flops = macs == m_macs.end() ? 0 : 2 * macs->second;
        if (const auto found = m_file.layerOf.find(&node); found != m_file.layerOf.end())
        {
            m_work.layers.push_back(m_file.layers[found->second]);
            m_work.layers.back().flops = flops;
        }
        else if (flops > 0)
        {
            auto& layer = m_work.layers.emplace_back();
            layer.name = node.Label();
            layer.operation = node.operation;
            layer.flops = flops;
        }
        for (const auto& attribute : node.attributes)
        {
            if (attribute.graph)
            {
                for (const auto& inner : attribute.graph->nodes)
                {
                    AddLayers(inner);
                }
            }
        }
    }

    /// What crosses behind each node: values that depend on the input and are taken later.
    std::vector<std::uint64_t> CountCrossing(const Scope& scope) const
    {
        const auto& nodes = m_model.graph.nodes;
        std::unordered_map<std::string_view, std::size_t> lastTaken;
        for (std::size_t i = 0; i < nodes.size(); ++i)
        {
            for (const auto name : TakenBy(nodes[i]))
            {
                lastTaken[name] = i;
            }
        }
        std::vector<double> change(nodes.size() + 1, 0); // which no sum of extents overflows
        const auto cross = [&](std::string_view name, std::size_t first) {
            const auto* value = scope.Find(name);
            const auto last = lastTaken.find(name);
            if (value && value->isInput && last != lastTaken.end() && last->second > first)
            {
                change[first] += static_cast<double>(value->GetCount());
                change[last->second] -= static_cast<double>(value->GetCount());
            }
        };
        for (const auto& value : m_model.graph.inputs)
        {
            cross(value.name, 0);
        }
        for (std::size_t i = 0; i < nodes.size(); ++i)
        {
            for (const auto name : nodes[i].outputs)
            {
                cross(name, i);
            }
        }
        std::vector<std::uint64_t> crossing;
        double now = 0;
        for (std::size_t i = 0; i < nodes.size(); ++i)
        {
            now += change[i];
            crossing.push_back(static_cast<std::uint64_t>(std::min(now, 1e18)));
        }
        return crossing;
    }

    /// Between a layer with weights and the next layer of any kind, where least crosses.
    void FindCuts(const Scope& scope)
    {
        const auto crossing = CountCrossing(scope);
        std::size_t begin = 0;
        std::map<std::string, int> times; // a name is given
        while (begin < m_layersUpTo.size())
        {
            const auto layers = m_layersUpTo[begin];
            auto end = begin;
            auto best = begin;
            while (end < m_layersUpTo.size() && m_layersUpTo[end] == layers)
            {
                best = crossing[end] < crossing[best] ? end : best;
                ++end;
            }
            if (layers > 0 && end < m_layersUpTo.size() && m_work.layers[layers - 1].hasWeights &&
                crossing[best] > 0)
            {
                auto name = m_work.layers[layers - 1].name;
                const int again = ++times[name];
                name += again > 1 ? " (" + std::to_string(again) + ")" : "";
                m_work.cuts.push_back({name, layers, best + 1, crossing[best]});
            }
            begin = end;
        }
    }

    const ModelFile& m_file;
    const OnnxModel& m_model;
    ModelWork m_work;
    std::unordered_map<const OnnxNode*, double> m_macs;
    std::vector<std::size_t> m_layersUpTo; // and with each node
};

ModelInput
ReadInput(std::string_view text)
{
    ModelInput input;
    const auto equals = text.find('=');
    const auto shape = text.substr(0, equals);
    std::vector<std::uint64_t> extents;
    if (shape != "scalar")
    {
        for (const auto item : SplitList(shape, 'x'))
        {
            const auto extent = NumberFromText(item);
            if (!extent || !(*extent >= 1 && *extent <= 1e9) ||
                *extent != static_cast<std::int64_t>(*extent))
            {
                RejectField("input", ShortText(shape), "a shape such as 1x3x224x224");
            }
            input.extents.push_back(static_cast<std::int64_t>(*extent));
            extents.push_back(static_cast<std::uint64_t>(*extent));
        }
    }
    const auto count = TensorData::CountOf(extents);
    if (equals == std::string_view::npos)
    {
        return input;
    }
    const auto number = NumberFromText(text.substr(equals + 1));
    if (!number || count > static_cast<std::uint64_t>(MOST_FOLLOWED))
    {
        RejectField("input", ShortText(text), "a shape of at most 65536 elements, = and a number");
    }
    input.numbers.assign(count, *number);
    return input;
}

} // namespace

std::map<std::string, ModelInput>
ReadModelInputs(const std::string& text, const OnnxModel& model)
{
    std::set<std::string> constants;
    for (const auto& tensor : model.graph.initializers)
    {
        constants.emplace(tensor.name);
    }
    std::vector<std::string> names; // to be told
    for (const auto& value : model.graph.inputs)
    {
        if (!constants.count(std::string(value.name)))
        {
            names.emplace_back(value.name);
        }
    }
    std::string all;
    for (const auto& name : names)
    {
        all += (all.empty() ? "" : ", ") + name;
    }
    std::map<std::string, ModelInput> inputs;
    for (const auto item : SplitList(text, ','))
    {
        const auto colon = item.rfind(':');
        const auto name = colon == std::string_view::npos
                              ? (names.size() == 1 ? names[0] : std::string())
                              : std::string(item.substr(0, colon));
        if (std::find(names.begin(), names.end(), name) == names.end())
        {
            RejectField("input",
                        ShortText(item),
                        "NAME:SHAPE of each of the model's inputs, which are " + all);
        }
        inputs[name] = ReadInput(colon == std::string_view::npos ? item : item.substr(colon + 1));
    }
    for (const auto& name : names)
    {
        if (!inputs.count(name))
        {
            RejectField("input", ShortText(text), "the shapes of all inputs, which are " + all);
        }
    }
    return inputs;
}

ModelWork
FindModelWork(const ModelFile& model, const std::map<std::string, ModelInput>& inputs)
{
    try
    {
        return WorkFinder(model).Find(inputs);
    }
    catch (const std::invalid_argument& error)
    {
        throw std::invalid_argument(model.onnx->file->GetPath() + ": " + error.what());
    }
}

} // namespace coinference
} // namespace ns3
