/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_OPERATOR_CALL_H
#define COINFERENCE_OPERATOR_CALL_H

#include "weights/onnx-model.h"

#include <ATen/ATen.h>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ns3
{
namespace coinference
{

/** @brief Whole numbers, as ATen takes extents, axes and pads. */
typedef std::vector<std::int64_t> Wholes;

/** @brief What an operator makes, in the order of its node's outputs. */
typedef std::vector<at::Tensor> Tensors;

/**
 * @ingroup coinference-evaluation
 * @brief A node that runs, with its inputs' elements.
 */
class OperatorCall
{
  public:
    /**
     * @param node the node
     * @param opset version of ONNX's operators
     * @param inputs its inputs; undefined tensors for those left out
     */
    OperatorCall(const OnnxNode& node, std::int64_t opset, Tensors inputs)
        : node(node),
          opset(opset),
          m_inputs(std::move(inputs))
    {
    }

    const OnnxNode& node;     //!< the node
    const std::int64_t opset; //!< version of ONNX's operators

    /** @return how many inputs it has, those left out included */
    std::size_t GetN() const
    {
        return m_inputs.size();
    }

    /**
     * @param index a number, from 0
     * @return whether it has an input of it
     */
    bool Has(std::size_t index) const
    {
        return index < m_inputs.size() && m_inputs[index].defined();
    }

    /**
     * @param index an input
     * @return its elements
     * @throw std::invalid_argument if there is none
     */
    const at::Tensor& In(std::size_t index) const;

    /**
     * @param index an input
     * @return it, or an undefined tensor if it is left out
     */
    at::Tensor Optional(std::size_t index) const
    {
        return Has(index) ? m_inputs[index] : at::Tensor();
    }

    /** @return its inputs */
    const Tensors& GetInputs() const
    {
        return m_inputs;
    }

    /**
     * @param index an input
     * @return its elements, whole numbers
     */
    Wholes WholesOf(std::size_t index) const;

    /**
     * @param index an input
     * @return its elements
     */
    std::vector<double> NumbersOf(std::size_t index) const;

    /**
     * @brief Axes and the like, an attribute in old versions of operators and an input in new ones.
     * @param attribute its name
     * @param index the input
     * @return the list, if either is there
     */
    std::optional<Wholes> ListOf(std::string_view attribute, std::size_t index) const;

    /**
     * @param otherwise what the attribute "axis" is if it is not said
     * @param rank of a value
     * @return the axis, from 0
     * @throw std::invalid_argument if it is beyond
     */
    std::int64_t AxisOf(std::int64_t otherwise, std::int64_t rank) const;

    /**
     * @brief Refuse what is not computed.
     * @param attribute a text
     * @param allowed what it may be; it may also be left out
     * @throw std::invalid_argument naming it if it is another
     */
    void RequireText(std::string_view attribute, std::string_view allowed) const;

  private:
    Tensors m_inputs;
};

/** @brief Makes a node's outputs. */
typedef Tensors (*Operator)(const OperatorCall& call);

/** @brief Operators by name. */
typedef std::unordered_map<std::string_view, Operator> Operators;

/**
 * @ingroup coinference-evaluation
 * @return operators that work element by element, or along an axis that stays
 */
const Operators& ElementOperators();

/**
 * @ingroup coinference-evaluation
 * @return operators that move elements, or make them
 */
const Operators& MovementOperators();

/**
 * @ingroup coinference-evaluation
 * @return operators that multiply, pool, reduce and scale
 */
const Operators& LayerOperators();

/**
 * @ingroup coinference-evaluation
 * @return operators that keep a state from step to step
 */
const Operators& RecurrentOperators();

/**
 * @ingroup coinference-evaluation
 * @brief Find a node's operator.
 * @param node the node
 * @return its operator
 * @throw std::invalid_argument if it is none of these
 */
Operator OperatorOf(const OnnxNode& node);

/**
 * @ingroup coinference-evaluation
 * @param type of elements, as ONNX numbers them
 * @return how they are computed: half precision as single
 * @throw std::invalid_argument if they are not
 */
at::ScalarType ComputedAs(std::int32_t type);

/**
 * @ingroup coinference-evaluation
 * @brief Read a constant.
 * @param model the model
 * @param tensor a constant of it
 * @return its elements
 * @throw std::invalid_argument naming the tensor if they cannot be read
 */
at::Tensor ReadConstant(const OnnxModel& model, const OnnxTensor& tensor);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_OPERATOR_CALL_H */
