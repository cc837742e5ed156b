/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-lte-cell.h"

#include "ns3/abort.h"

#ifdef COINFERENCE_LTE
#include "ns3/config.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/lte-helper.h"
#include "ns3/point-to-point-epc-helper.h"
#include "ns3/uinteger.h"
#endif

namespace ns3
{
namespace coinference
{

#ifdef COINFERENCE_LTE

void
SetLteDefaults()
{
    // Segments wait at the radio for their turn: room for a window of them.
    Config::SetDefault("ns3::LteRlcUm::MaxTxBufferSize", UintegerValue(1 << 21));
    // As many users as it takes.
    Config::SetDefault("ns3::LteEnbRrc::SrsPeriodicity", UintegerValue(320));
}

LteCell
BuildLteCell(Ptr<Node> mast,
             const NodeContainer& users,
             std::uint32_t resourceBlocks,
             int64_t stream)
{
    LteCell cell;
    auto epc = CreateObject<PointToPointEpcHelper>();
    auto lte = CreateObject<LteHelper>();
    lte->SetEpcHelper(epc);
    lte->SetEnbDeviceAttribute("UlBandwidth", UintegerValue(resourceBlocks));
    lte->SetEnbDeviceAttribute("DlBandwidth", UintegerValue(resourceBlocks));
    const auto masts = lte->InstallEnbDevice(NodeContainer(mast));
    const auto radios = lte->InstallUeDevice(users);
    cell.streams += lte->AssignStreams(masts, stream + cell.streams);
    cell.streams += lte->AssignStreams(radios, stream + cell.streams);
    epc->AssignUeIpv4Address(radios);
    Ipv4StaticRoutingHelper routing;
    for (std::uint32_t i = 0; i < users.GetN(); ++i)
    {
        const auto ipv4 = users.Get(i)->GetObject<Ipv4>();
        routing.GetStaticRouting(ipv4)->SetDefaultRoute(epc->GetUeDefaultGatewayAddress(),
                                                        ipv4->GetInterfaceForDevice(radios.Get(i)));
        lte->Attach(radios.Get(i), masts.Get(0));
    }
    // What they have made does not outlive them.
    mast->AggregateObject(lte);
    mast->AggregateObject(epc);
    cell.gateway = epc->GetPgwNode();
    return cell;
}

#else

void
SetLteDefaults()
{
}

LteCell
BuildLteCell(Ptr<Node> /* mast */,
             const NodeContainer& /* users */,
             std::uint32_t /* resourceBlocks */,
             int64_t /* stream */)
{
    NS_ABORT_MSG("coinference-run: built without ns-3's module lte");
}

#endif

} // namespace coinference
} // namespace ns3
