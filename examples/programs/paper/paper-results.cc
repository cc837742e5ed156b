/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "paper-results.h"

#include <cstdio>

namespace ns3
{
namespace coinference
{

void
AddCheck(PaperResults& results, const std::string& claim, bool holds, const std::string& evidence)
{
    results.checks.push_back({claim, holds, evidence});
}

std::string
ShortNumber(double value)
{
    char text[32];
    std::snprintf(text, sizeof(text), "%.4g", value);
    return text;
}

} // namespace coinference
} // namespace ns3
