/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_TENSOR_DATA_H
#define COINFERENCE_TENSOR_DATA_H

#include "mapped-file.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief The weights of a tensor, in a file, looked at piece by piece.
 */
struct TensorData
{
    /** @brief How an element is written. */
    enum class Element : std::uint8_t
    {
        HALF,        //!< IEEE 754 half precision, F16
        BRAIN_FLOAT, //!< bfloat16, the upper half of a float
        SINGLE,      //!< float, F32
        DOUBLE,      //!< double, F64
        OTHER        //!< integers and whatever else has no quantization error to measure
    };

    /// Takes elements in order of storage: the first of them, how many.
    typedef std::function<void(const double*, std::size_t)> Taker;

    std::string name;                       //!< the tensor's name in its file
    Element element{Element::OTHER};        //!< how its elements are written
    std::vector<std::uint64_t> shape;       //!< its extents, the last one's elements side by side
    bool isFirstFastest{false};             //!< the first extent's are instead (Fortran's order)
    std::shared_ptr<const MappedFile> file; //!< where the bytes are
    std::string_view bytes;                 //!< elements side by side, little-endian
    /// An ONNX tensor's message, if its elements stand in lists of numbers and not in `bytes`.
    std::string_view lists;

    /** @return how many elements it has */
    std::uint64_t GetCount() const;

    /**
     * @brief Go through all elements once, in pieces, without keeping the file's pages in memory.
     * @param take is given them
     * @throw std::invalid_argument naming file and tensor if the lists have more or fewer elements,
     *        or with what the taker throws of it
     */
    void ForEach(const Taker& take) const;

    /**
     * @param element how an element is written, not OTHER
     * @return its size [byte]
     */
    static std::size_t SizeOf(Element element);

    /**
     * @brief Multiply extents.
     * @param shape the extents
     * @return how many elements such a tensor has
     * @throw std::invalid_argument if these are more than 2^48
     */
    static std::uint64_t CountOf(const std::vector<std::uint64_t>& shape);
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_TENSOR_DATA_H */
