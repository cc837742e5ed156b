/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_QUANTITY_LABEL_H
#define COINFERENCE_QUANTITY_LABEL_H

#include <optional>
#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief What people call a quantity.
 */
struct QuantityLabel
{
    std::string text; //!< for an axis or a column
    std::string unit; //!< SI unit; empty for numbers without one

    /** @return the text, with the unit in brackets if there is one */
    std::string WithUnit() const;
};

/**
 * @ingroup coinference-study
 * @brief A path like "groups.robots.delay.mean".
 */
struct GroupPath
{
    std::string group; //!< for example "robots"
    std::string rest;  //!< for example "delay.mean"; empty if there is nothing behind the group
};

/**
 * @ingroup coinference-study
 * @param path of a number of a summary
 * @return group and rest; absent if it is not of a group
 */
std::optional<GroupPath> GroupPathOf(const std::string& path);

/**
 * @ingroup coinference-study
 * @brief Label of an option of coinference-run, or of a number of its summary.
 * @param name the option ("delayBudget"), or the path in the summary ("delay.p95")
 * @return the label; for an unknown name the name itself, without a unit
 */
QuantityLabel LabelOf(const std::string& name);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_QUANTITY_LABEL_H */
