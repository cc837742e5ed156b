/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SHAPE_RULES_H
#define COINFERENCE_SHAPE_RULES_H

#include "onnx-value.h"

#include <string_view>
#include <unordered_map>

namespace ns3
{
namespace coinference
{

/** @brief Finds a node's outputs, and its multiply-accumulates. */
typedef void (*ShapeRule)(NodeView& view);

/** @brief Rules by operator. */
typedef std::unordered_map<std::string_view, ShapeRule> ShapeRules;

/**
 * @ingroup coinference-weights
 * @return rules of operators that work element by element, or along an axis that stays
 */
const ShapeRules& ElementRules();

/**
 * @ingroup coinference-weights
 * @return rules of operators that move elements, or make them
 */
const ShapeRules& MovementRules();

/**
 * @ingroup coinference-weights
 * @return rules of operators that multiply, pool and scale
 */
const ShapeRules& LayerRules();

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SHAPE_RULES_H */
