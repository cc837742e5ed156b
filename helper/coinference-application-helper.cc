/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "coinference-application-helper.h"

namespace ns3
{
namespace coinference
{

CoinferenceApplicationHelper::CoinferenceApplicationHelper(TypeId application,
                                                           const ComputeChip& chip)
    : ApplicationHelper(application),
      m_devices(chip)
{
}

void
CoinferenceApplicationHelper::SetDeviceAttribute(const std::string& name,
                                                 const AttributeValue& value)
{
    m_devices.SetAttribute(name, value);
}

Ptr<Application>
CoinferenceApplicationHelper::DoInstall(Ptr<Node> node)
{
    m_devices.InstallIfMissing(node);
    return ApplicationHelper::DoInstall(node);
}

} // namespace coinference
} // namespace ns3
