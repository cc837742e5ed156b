/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SWEEP_LABELS_H
#define COINFERENCE_SWEEP_LABELS_H

#include "report/quantity-label.h"
#include "sweep-spec.h"

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @param spec a sweep
 * @param name a parameter, a metric or a column of inferences
 * @return what the sweep's figures and tables call it: its label there, "Deadline [s]", or the
 *         usual one
 */
QuantityLabel SweepLabel(const SweepSpec& spec, const std::string& name);

/**
 * @ingroup coinference-study
 * @param spec a sweep
 * @param scheme one of its schemes
 * @return what it is called
 */
std::string SweepSchemeLabel(const SweepSpec& spec, const std::string& scheme);

/**
 * @ingroup coinference-study
 * @param spec a sweep
 * @param parameter a parameter, or "scheme"
 * @param value one of its values
 * @return what its label says; the value itself without one
 */
std::string SweepValueLabel(const SweepSpec& spec,
                            const std::string& parameter,
                            const std::string& value);

/**
 * @ingroup coinference-study
 * @param spec a sweep
 * @param parameter a parameter, or "scheme"
 * @param value one of its values
 * @return the same for figures: a number with at most five digits, if these tell it from all others
 */
std::string SweepTickLabel(const SweepSpec& spec,
                           const std::string& parameter,
                           const std::string& value);

/**
 * @ingroup coinference-study
 * @param spec a sweep
 * @param parameter a parameter, or "scheme"
 * @param value one of its values
 * @return "Delay budget T₀ = 2 s"; schemes, and values with a label of their own, speak for
 *         themselves
 */
std::string DescribeSweepValue(const SweepSpec& spec,
                               const std::string& parameter,
                               const std::string& value);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SWEEP_LABELS_H */
