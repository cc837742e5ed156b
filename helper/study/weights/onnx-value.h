/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_ONNX_VALUE_H
#define COINFERENCE_ONNX_VALUE_H

#include "onnx-model.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief Extents of a value that is computed.
 */
typedef std::vector<std::int64_t> Extents;

/**
 * @ingroup coinference-weights
 * @brief What is known of a value before anything is computed.
 */
struct ValueFacts
{
    Extents extents;                            //!< its shape
    std::int32_t type{OnnxTensor::FLOAT};       //!< of its elements
    std::optional<std::vector<double>> numbers; //!< its elements, if they are few and do not depend
                                                //!< on the input's
    bool isInput{false};                        //!< whether they depend on the input's

    /** @return how many elements it has */
    std::int64_t GetCount() const;

    /** @return whether its elements are whole numbers or truth values */
    bool IsWhole() const
    {
        return type != OnnxTensor::FLOAT && type != OnnxTensor::FLOAT16 &&
               type != OnnxTensor::DOUBLE && type != OnnxTensor::BFLOAT16;
    }
};

/** @brief Elements that are followed, at most: those of shapes, not of weights. */
constexpr std::int64_t MOST_FOLLOWED = 1 << 16;

/**
 * @ingroup coinference-weights
 * @brief A node whose outputs are to be found, from its inputs.
 */
class NodeView
{
  public:
    /**
     * @param node the node
     * @param opset version of ONNX's operators
     * @param inputs what is known of its inputs; null for those left out
     */
    NodeView(const OnnxNode& node, std::int64_t opset, std::vector<const ValueFacts*> inputs)
        : node(node),
          opset(opset),
          outputs(node.outputs.size()),
          m_inputs(std::move(inputs))
    {
    }

    const OnnxNode& node;            //!< the node
    const std::int64_t opset;        //!< version of ONNX's operators
    std::vector<ValueFacts> outputs; //!< to be found
    double macs{0};                  //!< multiply-accumulates, to be found

    /**
     * @param index a number, from 0
     * @return whether it has an input of it
     */
    bool Has(std::size_t index) const
    {
        return index < m_inputs.size() && m_inputs[index];
    }

    /** @return how many inputs it has, those left out included */
    std::size_t GetN() const
    {
        return m_inputs.size();
    }

    /**
     * @param index an input
     * @return what is known of it
     * @throw std::invalid_argument if there is none
     */
    const ValueFacts& In(std::size_t index) const;

    /**
     * @param index an input
     * @param rank how many extents it has to have at least
     * @return its extents
     * @throw std::invalid_argument if it has fewer
     */
    const Extents& ExtentsOf(std::size_t index, std::size_t rank = 0) const;

    /**
     * @param index an input
     * @return its elements
     * @throw std::invalid_argument if they depend on the model's input
     */
    const std::vector<double>& Numbers(std::size_t index) const;

    /**
     * @param index an input
     * @return its elements, whole numbers
     * @throw std::invalid_argument if they are not known or no whole numbers
     */
    Extents Wholes(std::size_t index) const;

    /**
     * @brief Axes and the like, an attribute in old versions of operators and an input in new ones.
     * @param attribute its name
     * @param index the input
     * @return the list, if either is there
     */
    std::optional<Extents> ListOf(std::string_view attribute, std::size_t index) const;

    /**
     * @param axis from -rank to rank - 1
     * @param rank of a value
     * @return the axis, from 0
     * @throw std::invalid_argument if it is beyond
     */
    static std::size_t Axis(std::int64_t axis, std::size_t rank);

    /**
     * @brief Set an output's extents and type.
     * @param extents its extents
     * @param type its elements'
     * @param index which output, if the node has so many
     * @return what is known of it, for its elements to be added
     * @throw std::invalid_argument if they are negative or more than 2^48 elements
     */
    ValueFacts& Out(Extents extents, std::int32_t type, std::size_t index = 0);

  private:
    std::vector<const ValueFacts*> m_inputs;
    ValueFacts m_unused; // outputs that the node does not name
};

/**
 * @ingroup coinference-weights
 * @brief Multiply extents.
 * @param first,second from 0
 * @return their product, or 2^60 if it is more, which no shape is
 */
std::int64_t Times(std::int64_t first, std::int64_t second);

/**
 * @ingroup coinference-weights
 * @brief Extents of values that meet element by element.
 * @param first,second extents; those of one are repeated
 * @return the result's
 * @throw std::invalid_argument if they do not fit
 */
Extents Broadcast(const Extents& first, const Extents& second);

/**
 * @ingroup coinference-weights
 * @brief Extents as text, such as 1x3x224x224.
 * @param extents the extents
 * @return the text; "scalar" for none
 */
std::string ExtentsText(const Extents& extents);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_ONNX_VALUE_H */
