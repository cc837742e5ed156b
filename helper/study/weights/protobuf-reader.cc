/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "protobuf-reader.h"

#include "little-endian.h"

#include <stdexcept>
#include <string>

namespace ns3
{
namespace coinference
{

bool
ProtobufReader::Next()
{
    if (m_rest.empty())
    {
        return false;
    }
    const auto key = TakeVarint(m_rest);
    if (key >> 3 == 0 || key >> 32 != 0)
    {
        throw std::invalid_argument("a field has the number " + std::to_string(key >> 3) +
                                    ", allowed are 1 to 536870911");
    }
    m_number = static_cast<std::uint32_t>(key >> 3);
    m_kind = static_cast<Kind>(key & 7);
    switch (key & 7)
    {
    case VARINT:
        m_value = TakeVarint(m_rest);
        return true;
    case EIGHT_BYTES:
        m_value = FromLittleEndian<std::uint64_t>(Take(8).data());
        return true;
    case BYTES:
        m_bytes = Take(TakeVarint(m_rest));
        return true;
    case FOUR_BYTES:
        m_value = FromLittleEndian<std::uint32_t>(Take(4).data());
        return true;
    default:
        throw std::invalid_argument("field " + std::to_string(m_number) + " is of kind " +
                                    std::to_string(key & 7) + ", allowed are 0, 1, 2 and 5");
    }
}

std::uint64_t
ProtobufReader::TakeVarint(std::string_view& bytes)
{
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 10; ++i)
    {
        if (i == bytes.size())
        {
            throw std::invalid_argument("the file ends within a number");
        }
        const auto byte = static_cast<std::uint8_t>(bytes[i]);
        value |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
        if (byte < 0x80)
        {
            bytes.remove_prefix(i + 1);
            return value;
        }
    }
    throw std::invalid_argument("a number is longer than ten bytes");
}

std::string_view
ProtobufReader::Take(std::uint64_t count)
{
    if (count > m_rest.size())
    {
        throw std::invalid_argument("field " + std::to_string(m_number) + " is to have " +
                                    std::to_string(count) + " bytes, and " +
                                    std::to_string(m_rest.size()) + " are left");
    }
    const auto taken = m_rest.substr(0, count);
    m_rest.remove_prefix(count);
    return taken;
}

std::string_view
ProtobufReader::GetBytes() const
{
    if (m_kind != BYTES)
    {
        throw std::invalid_argument("field " + std::to_string(m_number) + " is no text or message");
    }
    return m_bytes;
}

std::uint64_t
ProtobufReader::GetNumberValue() const
{
    if (m_kind == BYTES)
    {
        throw std::invalid_argument("field " + std::to_string(m_number) + " is no number");
    }
    return m_value;
}

float
ProtobufReader::GetFloat() const
{
    if (m_kind != FOUR_BYTES)
    {
        throw std::invalid_argument("field " + std::to_string(m_number) +
                                    " is no number of four bytes");
    }
    return BitsAs<float>(static_cast<std::uint32_t>(m_value));
}

} // namespace coinference
} // namespace ns3
