/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_GOLDEN_SECTION_H
#define COINFERENCE_GOLDEN_SECTION_H

#include <limits>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief An interval that shrinks to where a function is least, by golden sections: each step calls
 * it once. For functions that fall and then rise; they may be infinite at the ends.
 *
 * Open where a library's search is closed: its user stops when it has seen enough, and may look at
 * the values that bound the interval.
 */
template <typename Function>
class GoldenSection
{
  public:
    /**
     * @param function what is to be least
     * @param from,to the interval's ends
     * @param fromValue,toValue the function there, where that is known
     */
    GoldenSection(Function function,
                  double from,
                  double to,
                  double fromValue = std::numeric_limits<double>::infinity(),
                  double toValue = std::numeric_limits<double>::infinity())
        : low(from),
          high(to),
          lowValue(fromValue),
          highValue(toValue),
          m_function(function),
          m_left(to - GOLDEN * (to - from)),
          m_right(from + GOLDEN * (to - from)),
          m_leftValue(m_function(m_left)),
          m_rightValue(m_function(m_right))
    {
    }

    /** @brief Give up the part that cannot hold the least. */
    void Shrink()
    {
        if (IsLeft())
        {
            high = m_right;
            highValue = m_rightValue;
            m_right = m_left;
            m_rightValue = m_leftValue;
            m_left = high - GOLDEN * (high - low);
            m_leftValue = m_function(m_left);
        }
        else
        {
            low = m_left;
            lowValue = m_leftValue;
            m_left = m_right;
            m_leftValue = m_rightValue;
            m_right = low + GOLDEN * (high - low);
            m_rightValue = m_function(m_right);
        }
    }

    /** @return the better of the two points inside */
    double Middle() const
    {
        return IsLeft() ? m_left : m_right;
    }

    /** @return the function there */
    double MiddleValue() const
    {
        return IsLeft() ? m_leftValue : m_rightValue;
    }

    double low;       //!< the interval's lower end
    double high;      //!< its upper end
    double lowValue;  //!< the function at the lower end; infinite where it is not known
    double highValue; //!< the function at the upper end; infinite where it is not known

  private:
    static constexpr double GOLDEN = 0.6180339887498949;

    bool IsLeft() const
    {
        return m_leftValue <= m_rightValue;
    }

    Function m_function;
    double m_left;
    double m_right;
    double m_leftValue;
    double m_rightValue;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_GOLDEN_SECTION_H */
