/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_ONNX_MODEL_H
#define COINFERENCE_ONNX_MODEL_H

#include "mapped-file.h"
#include "tensor-data.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{
namespace coinference
{

struct OnnxGraph;

/**
 * @ingroup coinference-weights
 * @brief A constant in an ONNX file.
 */
struct OnnxTensor
{
    /// Types of elements, as ONNX numbers them, of which something is done.
    enum Type : std::int32_t
    {
        FLOAT = 1,
        UINT8 = 2,
        INT8 = 3,
        INT32 = 6,
        INT64 = 7,
        BOOL = 9,
        FLOAT16 = 10,
        DOUBLE = 11,
        BFLOAT16 = 16
    };

    std::string_view name;            //!< its name; of an attribute perhaps none
    std::int32_t type{0};             //!< of its elements
    std::vector<std::uint64_t> shape; //!< its extents
    std::string_view message;         //!< the whole of it
    std::string_view bytes;           //!< elements side by side
    bool hasBytes{false};             //!< whether they are there and not in lists
    std::string location;             //!< file of the elements, if they are not in this one
    std::uint64_t offset{0};          //!< where they begin in it [byte]
    std::uint64_t length{0};          //!< how many bytes they are; 0: all that follow

    /** @return its extents' product, 2^48 at most */
    std::uint64_t GetCount() const
    {
        return TensorData::CountOf(shape);
    }
};

/**
 * @ingroup coinference-weights
 * @brief What an operator's node says beside its inputs.
 */
struct OnnxAttribute
{
    std::string_view name;               //!< its name
    float number{0};                     //!< if it is one
    std::int64_t integer{0};             //!< if it is one
    std::string_view text;               //!< if it is one
    std::vector<std::int64_t> integers;  //!< if it is a list of them
    std::vector<float> numbers;          //!< if it is a list of them
    std::vector<std::string_view> texts; //!< if it is a list of them
    std::shared_ptr<OnnxTensor> tensor;  //!< if it is one
    std::shared_ptr<OnnxGraph> graph;    //!< if it is one
};

/**
 * @ingroup coinference-weights
 * @brief An operator at work.
 */
struct OnnxNode
{
    std::string_view name;                 //!< its name, perhaps none
    std::string_view operation;            //!< the operator, such as "Conv"
    std::string_view domain;               //!< of operators that are not ONNX's own
    std::vector<std::string_view> inputs;  //!< names of values; "" for one left out
    std::vector<std::string_view> outputs; //!< likewise
    std::vector<OnnxAttribute> attributes; //!< in the file's order

    /** @return a name for people: its own, or that of its first output */
    std::string Label() const;

    /**
     * @param wanted an attribute's name
     * @return the attribute, or null
     */
    const OnnxAttribute* Find(std::string_view wanted) const;

    /**
     * @param wanted an attribute's name
     * @param otherwise what it is if it is not said
     * @return its value
     */
    std::int64_t GetInteger(std::string_view wanted, std::int64_t otherwise) const;

    /**
     * @param wanted an attribute's name
     * @param otherwise what it is if it is not said
     * @return its value
     */
    double GetNumber(std::string_view wanted, double otherwise) const;

    /**
     * @param wanted an attribute's name
     * @return its list; empty if it is not said
     */
    std::vector<std::int64_t> GetIntegers(std::string_view wanted) const;

    /**
     * @param wanted an attribute's name
     * @return its text; empty if it is not said
     */
    std::string_view GetText(std::string_view wanted) const;
};

/**
 * @ingroup coinference-weights
 * @brief An input or output of a graph.
 */
struct OnnxValue
{
    std::string_view name;           //!< its name
    std::int32_t type{0};            //!< of its elements; 0 if that is not said
    std::vector<std::int64_t> shape; //!< its extents, -1 where they are open
    bool hasShape{false};            //!< whether they are told at all
};

/**
 * @ingroup coinference-weights
 * @brief A model's graph, or a branch of one.
 */
struct OnnxGraph
{
    std::vector<OnnxNode> nodes;          //!< in an order in which they can run
    std::vector<OnnxTensor> initializers; //!< its constants
    std::vector<OnnxValue> inputs;        //!< initializers may be among them
    std::vector<OnnxValue> outputs;       //!< what comes out
};

/**
 * @ingroup coinference-weights
 * @brief A model as an ONNX file has it. Names are views into the file.
 */
struct OnnxModel
{
    std::shared_ptr<const MappedFile> file; //!< the file
    std::int64_t opset{0};                  //!< version of ONNX's own operators
    OnnxGraph graph;                        //!< the model
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_ONNX_MODEL_H */
