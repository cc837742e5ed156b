/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_QUALITY_TABLE_H
#define COINFERENCE_QUALITY_TABLE_H

#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-profile
 * @brief What a model's task is worth at some bit-widths, measured: accuracy, CIDEr, character
 * errors.
 *
 * Distortion bounds what quantization does to weights; this says what it does to the task. It need
 * not rise with the bits, and is a cliff more often than a slope. Of the model's own split, and of
 * one quantizer.
 */
struct QualityTable
{
    std::string name;          //!< what is measured, such as "accuracy"
    std::string unit;          //!< its unit, "1" for a share
    std::string quantizer;     //!< with which quantizer, such as "uniform"
    std::vector<double> bits;  //!< b^, ascending, full precision perhaps the last [bit]
    std::vector<double> value; //!< quality at each of these
    std::vector<double> low;   //!< lower end of its interval, as many; or empty
    std::vector<double> high;  //!< upper end, as many; or empty

    /** @return the unit as people are shown it: empty where it is "1" */
    std::string ShownUnit() const
    {
        return unit == "1" ? "" : unit;
    }

    /**
     * @param atBits b^ [bit]
     * @return the value there; between two measured widths (the mean of a width a layer) on the
     *         line between theirs; nothing outside of those measured
     */
    std::optional<double> At(double atBits) const;

    /**
     * @param atBits b^ [bit]
     * @return whether the table has just this width
     */
    bool IsMeasured(double atBits) const;

    /**
     * @brief Check every field.
     * @param prefix the field names' prefix in messages
     * @throw std::invalid_argument naming the field, its value and what is allowed
     */
    void Validate(const std::string& prefix) const;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_QUALITY_TABLE_H */
