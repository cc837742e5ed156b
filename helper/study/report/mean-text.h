/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_MEAN_TEXT_H
#define COINFERENCE_MEAN_TEXT_H

#include "output/sample-statistics.h"

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief A mean and the half-width of its 95 % interval, rounded to what the interval allows.
 * @param sample the sample
 * @return HTML like "2.41 ± 0.03"; a dash if there is nothing
 */
std::string HtmlMean(const SampleStatistics& sample);

/**
 * @ingroup coinference-study
 * @brief The same for LaTeX.
 * @param sample the sample
 * @return LaTeX like "$2.41 \\pm 0.03$"
 */
std::string TexMean(const SampleStatistics& sample);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MEAN_TEXT_H */
