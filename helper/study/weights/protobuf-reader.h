/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PROTOBUF_READER_H
#define COINFERENCE_PROTOBUF_READER_H

#include <cstdint>
#include <string_view>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief Goes through the fields of a message in Protocol Buffers' wire format, where it lies.
 *
 * Of the library itself only a generated class of the whole model would help, which holds a copy of
 * all weights.
 */
class ProtobufReader
{
  public:
    /** @param message the message's bytes, not copied */
    explicit ProtobufReader(std::string_view message)
        : m_rest(message)
    {
    }

    /**
     * @brief Go to the next field.
     * @return whether there is one
     * @throw std::invalid_argument if the bytes end within it or its kind does not exist
     */
    bool Next();

    /** @return the field's number */
    std::uint32_t GetNumber() const
    {
        return m_number;
    }

    /** @return whether the field is a length and so many bytes: text, a message, packed numbers */
    bool IsBytes() const
    {
        return m_kind == BYTES;
    }

    /**
     * @return the field's bytes
     * @throw std::invalid_argument if it is a number
     */
    std::string_view GetBytes() const;

    /**
     * @return the field as a number: a varint, or the bits of one of four or eight bytes
     * @throw std::invalid_argument if it is bytes
     */
    std::uint64_t GetNumberValue() const;

    /** @return the field as a signed varint */
    std::int64_t GetSigned() const
    {
        return static_cast<std::int64_t>(GetNumberValue());
    }

    /**
     * @return the field as a float
     * @throw std::invalid_argument if it is not of four bytes
     */
    float GetFloat() const;

    /**
     * @brief Take a varint off the front of bytes.
     * @param bytes the bytes, without it afterwards
     * @return its value
     * @throw std::invalid_argument if they end within it or it is longer than ten bytes
     */
    static std::uint64_t TakeVarint(std::string_view& bytes);

  private:
    /// Kinds of fields, as the wire format numbers them.
    enum Kind : std::uint8_t
    {
        VARINT = 0,
        EIGHT_BYTES = 1,
        BYTES = 2,
        FOUR_BYTES = 5
    };

    std::string_view Take(std::uint64_t count);

    std::string_view m_rest;
    std::uint32_t m_number{0};
    Kind m_kind{VARINT};
    std::uint64_t m_value{0};
    std::string_view m_bytes;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PROTOBUF_READER_H */
