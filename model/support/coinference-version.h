/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_VERSION_H
#define COINFERENCE_VERSION_H

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * \ingroup coinference
 * \brief The module's version, for files that have to tell what made them.
 * \return major.minor.patch
 */
std::string ModuleVersion();

/**
 * \ingroup coinference
 * \brief The ns-3 release that the module was built against.
 * \return the release, like 3.37
 */
std::string Ns3Version();

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_VERSION_H */
