/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tensor-data.h"

#include "little-endian.h"
#include "protobuf-reader.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

typedef TensorData::Element Element;

constexpr std::size_t PIECE = 1 << 14; // elements that are handed on at once
constexpr std::uint64_t RELEASED = 1 << 25;
constexpr std::uint64_t MOST_ELEMENTS = 1ULL << 48;

/// Collects elements into pieces.
class Pieces
{
  public:
    Pieces(const TensorData& tensor, const TensorData::Taker& take)
        : m_tensor(tensor),
          m_take(take),
          m_left(tensor.GetCount())
    {
        m_piece.reserve(PIECE);
    }

    void Add(double value)
    {
        if (m_left == 0)
        {
            throw std::invalid_argument("it has more than the " +
                                        std::to_string(m_tensor.GetCount()) +
                                        " elements of its shape");
        }
        --m_left;
        m_piece.push_back(value);
        if (m_piece.size() == PIECE)
        {
            HandOn();
        }
    }

    void End()
    {
        HandOn();
        m_tensor.file->Release();
        if (m_left > 0)
        {
            throw std::invalid_argument("it has " + std::to_string(m_tensor.GetCount() - m_left) +
                                        " of the " + std::to_string(m_tensor.GetCount()) +
                                        " elements of its shape");
        }
    }

  private:
    void HandOn()
    {
        if (!m_piece.empty())
        {
            m_take(m_piece.data(), m_piece.size());
        }
        m_released += m_piece.size();
        if (m_released > RELEASED / sizeof(double))
        {
            m_tensor.file->Release();
            m_released = 0;
        }
        m_piece.clear();
    }

    const TensorData& m_tensor;
    const TensorData::Taker& m_take;
    std::uint64_t m_left;
    std::uint64_t m_released{0};
    std::vector<double> m_piece;
};

double
ValueAt(const char* bytes, Element element)
{
    switch (element)
    {
    case Element::HALF:
        return HalfValue(FromLittleEndian<std::uint16_t>(bytes));
    case Element::BRAIN_FLOAT:
        return BrainFloatValue(FromLittleEndian<std::uint16_t>(bytes));
    case Element::SINGLE:
        return BitsAs<float>(FromLittleEndian<std::uint32_t>(bytes));
    default:
        return BitsAs<double>(FromLittleEndian<std::uint64_t>(bytes));
    }
}

/// The elements in an ONNX tensor's lists float_data (4), int32_data (5) and double_data (10).
void
AddLists(const TensorData& tensor, Pieces& pieces)
{
    constexpr std::uint32_t FLOATS = 4;
    constexpr std::uint32_t INTEGERS = 5; // which hold the bits of 16-bit elements
    constexpr std::uint32_t DOUBLES = 10;
    const bool isSixteen =
        tensor.element == Element::HALF || tensor.element == Element::BRAIN_FLOAT;
    const auto list = isSixteen ? INTEGERS : tensor.element == Element::SINGLE ? FLOATS : DOUBLES;
    const auto addBits = [&](std::uint64_t bits) {
        if (isSixteen)
        {
            const auto low = static_cast<std::uint16_t>(bits);
            pieces.Add(tensor.element == Element::HALF ? HalfValue(low) : BrainFloatValue(low));
            return;
        }
        pieces.Add(list == FLOATS ? BitsAs<float>(static_cast<std::uint32_t>(bits))
                                  : BitsAs<double>(bits));
    };
    ProtobufReader message(tensor.lists);
    while (message.Next())
    {
        if (message.GetNumber() != list)
        {
            continue;
        }
        if (!message.IsBytes())
        {
            addBits(message.GetNumberValue());
            continue;
        }
        auto packed = message.GetBytes();
        const std::size_t size = list == FLOATS ? 4 : 8;
        while (!packed.empty())
        {
            if (isSixteen)
            {
                addBits(ProtobufReader::TakeVarint(packed));
                continue;
            }
            if (packed.size() < size)
            {
                throw std::invalid_argument("a list of its elements ends within one");
            }
            pieces.Add(ValueAt(packed.data(), tensor.element));
            packed.remove_prefix(size);
        }
    }
}

} // namespace

std::uint64_t
TensorData::GetCount() const
{
    return CountOf(shape);
}

std::uint64_t
TensorData::CountOf(const std::vector<std::uint64_t>& shape)
{
    // Others beside a 0 are bounded too: products of some of them are taken.
    std::uint64_t count = 1;
    bool isEmpty = false;
    for (const auto extent : shape)
    {
        if (extent > MOST_ELEMENTS / count)
        {
            throw std::invalid_argument("a shape has more than 2^48 elements");
        }
        isEmpty = isEmpty || extent == 0;
        count *= std::max<std::uint64_t>(extent, 1);
    }
    return isEmpty ? 0 : count;
}

std::size_t
TensorData::SizeOf(Element element)
{
    return element == Element::DOUBLE ? 8 : element == Element::SINGLE ? 4 : 2;
}

void
TensorData::ForEach(const Taker& take) const
{
    try
    {
        Pieces pieces(*this, take);
        if (!lists.empty())
        {
            AddLists(*this, pieces);
        }
        const auto size = SizeOf(element);
        for (std::size_t at = 0; at + size <= bytes.size(); at += size)
        {
            pieces.Add(ValueAt(bytes.data() + at, element));
        }
        pieces.End();
    }
    catch (const std::invalid_argument& error)
    {
        throw std::invalid_argument(file->GetPath() + ": tensor " + name + ": " + error.what());
    }
}

} // namespace coinference
} // namespace ns3
