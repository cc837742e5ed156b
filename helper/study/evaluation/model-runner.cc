/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-runner.h"

#include "weights/node-order.h"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace coinference
{

/// What a graph's nodes find: its own values, constants, and those of graphs further out.
struct ModelRunner::Scope
{
    const Values& values;
    const Constants& constants;
    const Scope* outer{nullptr};

    at::Tensor Find(std::string_view name) const
    {
        for (const auto* scope = this; scope; scope = scope->outer)
        {
            if (const auto found = scope->values.find(name); found != scope->values.end())
            {
                return found->second;
            }
        }
        const auto found = constants.values.find(name);
        if (found == constants.values.end())
        {
            throw std::invalid_argument("its input " + std::string(name) +
                                        " is neither made nor given");
        }
        return found->second;
    }
};

namespace
{

/// What a node's failure is called, ATen's trace left out.
[[noreturn]] void
RejectNode(const OnnxModel& model, const OnnxNode& node, const std::string& reason)
{
    throw std::invalid_argument(model.file->GetPath() + ": node " + node.Label() + " (" +
                                std::string(node.operation) +
                                "): " + reason.substr(0, reason.find('\n')));
}

template <typename Function>
auto
NamingNode(const OnnxModel& model, const OnnxNode& node, Function function)
{
    try
    {
        return function();
    }
    catch (const c10::Error& error)
    {
        RejectNode(model, node, error.what_without_backtrace());
    }
    catch (const std::invalid_argument& error)
    {
        const std::string reason = error.what();
        if (reason.rfind(model.file->GetPath(), 0) == 0)
        {
            throw; // of a node within
        }
        RejectNode(model, node, reason);
    }
    catch (const std::exception& error)
    {
        RejectNode(model, node, error.what());
    }
}

bool
IsOwn(const OnnxNode& node, std::string_view operation)
{
    return node.operation == operation && node.domain.empty();
}

} // namespace

ModelRunner::ModelRunner(std::shared_ptr<const OnnxModel> model,
                         const std::map<std::string, ModelInput>& inputs)
    : m_model(std::move(model)),
      m_inputs(inputs)
{
    const auto& graph = m_model->graph;
    Require(graph);
    for (const auto& value : graph.inputs)
    {
        m_types[value.name] = value.type == 0 ? OnnxTensor::FLOAT : value.type;
        const auto found = m_inputs.find(std::string(value.name));
        if (found != m_inputs.end() && found->second.numbers.empty())
        {
            m_open.push_back(value.name);
            m_changing.insert(value.name);
            m_carrying.insert(value.name);
        }
    }
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    {
        const auto taken = TakenBy(graph.nodes[i]);
        const bool isChanging = std::any_of(taken.begin(), taken.end(), [&](auto name) {
            return m_changing.count(name) > 0;
        });
        m_isChanging.push_back(isChanging);
        for (const auto name : taken)
        {
            m_lastTaken[name] = i;
        }
        if (isChanging)
        {
            m_changing.insert(graph.nodes[i].outputs.begin(), graph.nodes[i].outputs.end());
        }
        const bool isOfShape = IsOwn(graph.nodes[i], "Shape") || IsOwn(graph.nodes[i], "Size");
        if (!isOfShape && std::any_of(taken.begin(), taken.end(), [&](auto name) {
                return m_carrying.count(name) > 0;
            }))
        {
            m_carrying.insert(graph.nodes[i].outputs.begin(), graph.nodes[i].outputs.end());
        }
    }
    for (const auto& output : graph.outputs)
    {
        m_outputs.insert(output.name);
    }
}

void
ModelRunner::Require(const OnnxGraph& graph) const
{
    for (const auto& node : graph.nodes)
    {
        NamingNode(*m_model, node, [&]() {
            if (!IsOwn(node, "If") && !IsOwn(node, "Constant"))
            {
                OperatorOf(node);
            }
        });
        for (const auto& attribute : node.attributes)
        {
            if (attribute.graph)
            {
                Require(*attribute.graph);
            }
        }
    }
}

at::Tensor
ModelRunner::Read(const OnnxTensor& tensor, const Constants& constants) const
{
    const auto found = constants.tensors.find(&tensor);
    if (found != constants.tensors.end())
    {
        return found->second;
    }
    try
    {
        return ReadConstant(*m_model, tensor);
    }
    catch (const std::invalid_argument& error)
    {
        const std::string reason = error.what();
        const auto& path = m_model->file->GetPath();
        throw std::invalid_argument(reason.rfind(path, 0) == 0
                                        ? reason
                                        : path + ": tensor " + std::string(tensor.name) + ": " +
                                              reason);
    }
}

ModelRunner::Constants
ModelRunner::Prepare(const Replacements& replacements) const
{
    Constants constants;
    constants.tensors = replacements;
    // Those of branches are read once, too.
    const std::function<void(const OnnxGraph&)> readAll = [&](const OnnxGraph& graph) {
        for (const auto& tensor : graph.initializers)
        {
            const bool isUnused = &graph == &m_model->graph && !m_lastTaken.count(tensor.name) &&
                                  !m_outputs.count(tensor.name);
            if (!isUnused)
            {
                constants.tensors.emplace(&tensor, Read(tensor, constants));
            }
        }
        for (const auto& node : graph.nodes)
        {
            for (const auto& attribute : node.attributes)
            {
                if (attribute.graph)
                {
                    readAll(*attribute.graph);
                }
                if (attribute.tensor && IsOwn(node, "Constant"))
                {
                    const auto& tensor = *attribute.tensor;
                    constants.tensors.emplace(&tensor, Read(tensor, constants));
                }
            }
        }
    };
    readAll(m_model->graph);
    for (const auto& tensor : m_model->graph.initializers)
    {
        if (const auto found = constants.tensors.find(&tensor); found != constants.tensors.end())
        {
            constants.values[tensor.name] = found->second;
        }
    }
    for (const auto& [name, input] : m_inputs)
    {
        if (!input.numbers.empty())
        {
            const auto type = m_types.find(name);
            constants.values[type->first] = at::tensor(input.numbers, at::kDouble)
                                                .reshape(input.extents)
                                                .to(ComputedAs(type->second));
        }
    }
    const Values none;
    const Scope scope{none, constants, nullptr};
    const auto& nodes = m_model->graph.nodes;
    for (std::size_t i = 0; i < nodes.size(); ++i)
    {
        if (m_isChanging[i])
        {
            continue;
        }
        const auto outputs = Compute(nodes[i], scope);
        for (std::size_t j = 0; j < nodes[i].outputs.size(); ++j)
        {
            if (j < outputs.size() && !nodes[i].outputs[j].empty())
            {
                constants.values[nodes[i].outputs[j]] = outputs[j];
            }
        }
    }
    return constants;
}

Tensors
ModelRunner::Run(const Values& inputs,
                 const Constants& before,
                 const Constants& behind,
                 std::size_t cut,
                 const Crossing& crossing) const
{
    const at::InferenceMode inference;
    const auto& nodes = m_model->graph.nodes;
    auto values = inputs;
    const Scope first{values, before, nullptr};
    const Scope second{values, behind, nullptr};
    for (std::size_t i = 0; i < nodes.size(); ++i)
    {
        if (i == cut && crossing)
        {
            for (auto& [name, value] : values)
            {
                const auto taken = m_lastTaken.find(name);
                const bool crosses = taken != m_lastTaken.end() && taken->second >= cut &&
                                     m_carrying.count(name) > 0 &&
                                     at::isFloatingType(value.scalar_type());
                value = crosses ? crossing(value) : value;
            }
        }
        if (!m_isChanging[i])
        {
            continue;
        }
        auto outputs = Compute(nodes[i], i < cut ? first : second);
        for (std::size_t j = 0; j < nodes[i].outputs.size() && j < outputs.size(); ++j)
        {
            const auto name = nodes[i].outputs[j];
            if (m_lastTaken.count(name) || m_outputs.count(name))
            {
                values[name] = std::move(outputs[j]);
            }
        }
        for (const auto name : TakenBy(nodes[i]))
        {
            if (m_lastTaken.at(name) == i && !m_outputs.count(name))
            {
                values.erase(name);
            }
        }
    }
    Tensors outputs;
    for (const auto& output : m_model->graph.outputs)
    {
        outputs.push_back(second.Find(output.name));
    }
    return outputs;
}

Tensors
ModelRunner::Compute(const OnnxNode& node, const Scope& scope) const
{
    return NamingNode(*m_model, node, [&]() -> Tensors {
        if (IsOwn(node, "Constant"))
        {
            return ComputeConstant(node, scope.constants);
        }
        if (IsOwn(node, "If"))
        {
            return ComputeBranch(node, scope);
        }
        Tensors inputs;
        for (const auto name : node.inputs)
        {
            inputs.push_back(name.empty() ? at::Tensor() : scope.Find(name));
        }
        return OperatorOf(node)(OperatorCall(node, m_model->opset, std::move(inputs)));
    });
}

Tensors
ModelRunner::ComputeConstant(const OnnxNode& node, const Constants& constants) const
{
    for (const auto& attribute : node.attributes)
    {
        if (attribute.name == "value" && attribute.tensor)
        {
            return {Read(*attribute.tensor, constants)};
        }
        if (attribute.name == "value_int")
        {
            return {at::tensor(attribute.integer, at::kLong)};
        }
        if (attribute.name == "value_float")
        {
            return {at::tensor(attribute.number, at::kFloat)};
        }
        if (attribute.name == "value_ints")
        {
            return {at::tensor(attribute.integers, at::kLong)};
        }
        if (attribute.name == "value_floats")
        {
            return {at::tensor(attribute.numbers, at::kFloat)};
        }
    }
    throw std::invalid_argument("it has no value that is a tensor or numbers");
}

Tensors
ModelRunner::ComputeBranch(const OnnxNode& node, const Scope& scope) const
{
    const auto condition = scope.Find(node.inputs.empty() ? "" : node.inputs[0]);
    const auto* branch = node.Find(condition.item<bool>() ? "then_branch" : "else_branch");
    if (!branch || !branch->graph || branch->graph->outputs.size() < node.outputs.size())
    {
        throw std::invalid_argument("it has no branch of as many outputs");
    }
    Values values;
    for (const auto& tensor : branch->graph->initializers)
    {
        values[tensor.name] = Read(tensor, scope.constants);
    }
    const Scope inner{values, scope.constants, &scope};
    for (const auto& step : branch->graph->nodes)
    {
        const auto outputs = Compute(step, inner);
        for (std::size_t j = 0; j < step.outputs.size() && j < outputs.size(); ++j)
        {
            values[step.outputs[j]] = outputs[j];
        }
    }
    Tensors results;
    for (std::size_t i = 0; i < node.outputs.size(); ++i)
    {
        results.push_back(inner.Find(branch->graph->outputs[i].name));
    }
    return results;
}

} // namespace coinference
} // namespace ns3
