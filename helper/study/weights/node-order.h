/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_NODE_ORDER_H
#define COINFERENCE_NODE_ORDER_H

#include "onnx-model.h"

#include <string_view>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief Put a graph's nodes into an order in which they can run: the file's, as far as that can
 * be.
 * @param graph the graph; those within its nodes' attributes are in order
 * @throw std::invalid_argument naming a value that two nodes make, or that takes itself to make
 */
void PutInOrder(OnnxGraph& graph);

/**
 * @ingroup coinference-weights
 * @brief What a node takes: its inputs, and what graphs within it take from outside of them.
 * @param node the node
 * @return names of values, some perhaps more than once, none empty
 */
std::vector<std::string_view> TakenBy(const OnnxNode& node);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_NODE_ORDER_H */
