/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_APPLICATION_HELPER_H
#define COINFERENCE_APPLICATION_HELPER_H

#include "compute-device-helper.h"

#include "ns3/coinference-compat.h"

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-helper
 * @brief What installs the module's applications: each on a node with a processor.
 *
 * A node without a ComputeDevice gets one.
 */
class CoinferenceApplicationHelper : public ApplicationHelper
{
  public:
    /**
     * @brief Set an attribute of the processors to be made.
     *
     * Nodes that have a processor already are then refused: it would have no effect there.
     *
     * @param name an attribute of ComputeDevice
     * @param value its value
     */
    void SetDeviceAttribute(const std::string& name, const AttributeValue& value);

  protected:
    /**
     * @param application the applications' TypeId
     * @param chip of processors where no attribute says otherwise
     */
    CoinferenceApplicationHelper(TypeId application, const ComputeChip& chip);

    Ptr<Application> DoInstall(Ptr<Node> node) override;

  private:
    ComputeDeviceHelper m_devices; //!< makes the processors
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_APPLICATION_HELPER_H */
