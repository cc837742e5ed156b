/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_VERSION_H
#define COINFERENCE_VERSION_H

#include <string>

/**
 * @defgroup coinference Quantization-aware co-inference
 *
 * The rooms of the module, each of which knows those above it alone.
 *
 * @defgroup coinference-support What has no subject: checks, JSON, versions, differences of
 * releases
 * @ingroup coinference
 * @defgroup coinference-theory Rate, distortion and quantizers
 * @ingroup coinference
 * @defgroup coinference-profile Chips and AI models as data, and their workload
 * @ingroup coinference
 * @defgroup coinference-decision The design problem and the schemes that answer it
 * @ingroup coinference
 * @defgroup coinference-simulation Devices, agents, servers, their messages and their control
 * @ingroup coinference
 * @defgroup coinference-output What becomes of records
 * @ingroup coinference
 * @defgroup coinference-helper ns-3 helpers
 * @ingroup coinference
 * @defgroup coinference-study Sweeps, figures and bulk designs; not in the library
 * @ingroup coinference
 */

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-support
 * @brief The module's version, for files that have to tell what made them.
 * @return major.minor.patch
 */
std::string ModuleVersion();

/**
 * @ingroup coinference-support
 * @brief The ns-3 release that the module was built against.
 * @return the release, like 3.37
 */
std::string Ns3Version();

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_VERSION_H */
