/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "node-order.h"

#include <functional>
#include <queue>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace ns3
{
namespace coinference
{

namespace
{

/// What a graph within a node takes that it does not have itself.
void
AddTakenFromOutside(const OnnxGraph& graph, std::vector<std::string_view>& taken)
{
    std::unordered_set<std::string_view> own;
    for (const auto& value : graph.inputs)
    {
        own.insert(value.name);
    }
    for (const auto& tensor : graph.initializers)
    {
        own.insert(tensor.name);
    }
    for (const auto& node : graph.nodes)
    {
        own.insert(node.outputs.begin(), node.outputs.end());
    }
    const auto add = [&](std::string_view name) {
        if (!own.count(name))
        {
            taken.push_back(name);
        }
    };
    for (const auto& node : graph.nodes)
    {
        for (const auto name : TakenBy(node))
        {
            add(name);
        }
    }
    for (const auto& value : graph.outputs)
    {
        add(value.name);
    }
}

} // namespace

std::vector<std::string_view>
TakenBy(const OnnxNode& node)
{
    std::vector<std::string_view> taken;
    for (const auto name : node.inputs)
    {
        if (!name.empty())
        {
            taken.push_back(name);
        }
    }
    for (const auto& attribute : node.attributes)
    {
        if (attribute.graph)
        {
            AddTakenFromOutside(*attribute.graph, taken);
        }
    }
    return taken;
}

void
PutInOrder(OnnxGraph& graph)
{
    std::unordered_map<std::string_view, std::size_t> maker; // node of a value
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    {
        for (const auto name : graph.nodes[i].outputs)
        {
            if (!name.empty() && !maker.emplace(name, i).second)
            {
                throw std::invalid_argument("value " + std::string(name) +
                                            " is the output of two nodes, allowed is one");
            }
        }
    }
    std::vector<std::vector<std::size_t>> takers(graph.nodes.size());
    std::vector<std::size_t> waitsFor(graph.nodes.size(), 0);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    {
        for (const auto name : TakenBy(graph.nodes[i]))
        {
            if (const auto found = maker.find(name); found != maker.end())
            {
                takers[found->second].push_back(i);
                ++waitsFor[i];
            }
        }
    }
    // The first in the file of those that can run.
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    {
        if (waitsFor[i] == 0)
        {
            ready.push(i);
        }
    }
    std::vector<OnnxNode> ordered;
    ordered.reserve(graph.nodes.size());
    while (!ready.empty())
    {
        const auto i = ready.top();
        ready.pop();
        ordered.push_back(std::move(graph.nodes[i]));
        for (const auto taker : takers[i])
        {
            if (--waitsFor[taker] == 0)
            {
                ready.push(taker);
            }
        }
    }
    if (ordered.size() < graph.nodes.size())
    {
        std::size_t i = 0;
        while (waitsFor[i] == 0)
        {
            ++i;
        }
        throw std::invalid_argument("node " + graph.nodes[i].Label() +
                                    " takes what takes its own output, allowed is no circle");
    }
    graph.nodes = std::move(ordered);
}

} // namespace coinference
} // namespace ns3
