/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_BIT_WIDTH_SET_H
#define COINFERENCE_BIT_WIDTH_SET_H

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/** Largest bit-width a problem may offer. */
constexpr std::uint32_t MAX_BIT_WIDTH = 32;

/**
 * @ingroup coinference-decision
 * @brief The set B of bit-widths to choose from: distinct values from 1 to MAX_BIT_WIDTH.
 *
 * Iterates in ascending order. Lives on the stack: solvers copy it freely.
 */
class BitWidthSet
{
  public:
    /** @brief The paper's set for the default problem, {1, ..., 8}. */
    BitWidthSet();

    /**
     * @brief Replace the set's content.
     * @param bitWidths the new content, any order, repetitions ignored
     * @throw std::invalid_argument if empty or outside 1 to MAX_BIT_WIDTH
     */
    explicit BitWidthSet(const std::vector<std::uint32_t>& bitWidths);

    /**
     * @brief Read a set, in the one format for attributes and options.
     * @param field the field's name in messages
     * @param text numbers or ranges separated by commas, as "1,2,4" or "1-8"
     * @return the set
     * @throw std::invalid_argument naming the field, its value and what is allowed
     */
    static BitWidthSet FromText(const std::string& field, const std::string& text);

    /** @return the set as FromText() takes it, numbers separated by commas */
    std::string ToText() const;

    /** @brief Remove everything. */
    void Clear();

    /**
     * @brief Add one bit-width; adding one twice changes nothing.
     * @param bitWidth from 1 to MAX_BIT_WIDTH
     * @throw std::invalid_argument outside that range
     */
    void Add(std::uint32_t bitWidth);

    /** @return how many bit-widths there are */
    std::uint32_t GetN() const
    {
        return m_size;
    }

    /**
     * @param index from 0 to GetN() - 1
     * @return the index-th smallest bit-width
     */
    std::uint32_t Get(std::uint32_t index) const
    {
        return m_sorted[index];
    }

    /** @return the largest bit-width, B_max */
    std::uint32_t GetMax() const
    {
        return m_sorted[m_size - 1];
    }

  private:
    std::array<std::uint8_t, MAX_BIT_WIDTH> m_sorted{}; //!< ascending
    std::uint32_t m_size{0};                            //!< how many are in use
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_BIT_WIDTH_SET_H */
