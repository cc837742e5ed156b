/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SCENE_H
#define COINFERENCE_SCENE_H

#include "functor-callback.h"

#include "ns3/csma-helper.h"
#include "ns3/data-rate.h"
#include "ns3/edge-server.h"
#include "ns3/embodied-agent.h"
#include "ns3/error-model.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv6-address-helper.h"
#include "ns3/node-container.h"
#include "ns3/node.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/// A small model whose numbers are easy: 2000 byte of embedding, 100 byte of result.
inline ModelProfile
SmallModel()
{
    ModelProfile model;
    model.name = "small";
    model.agentFlops = 3.2e10;
    model.serverFlops = 1.28e11;
    model.fullPrecisionBits = 16;
    model.weightRate = 50;
    model.embeddingValues = 1000;
    model.activationBits = 16;
    model.inputBytes = 5000;
    model.resultBytes = 100;
    return model;
}

/// What a scene is made of.
struct SceneOptions
{
    std::uint32_t agents{1};
    bool udp{false};
    bool ipv6{false};
    bool csma{false};            //!< one bus instead of a point-to-point link for each agent
    std::string rate{"10Mbps"};  //!< of each link
    Time delay{MilliSeconds(2)}; //!< of each link
    double lossRate{0};          //!< of each receiving device, by packet
    bool withServer{true};       //!< whether a server listens from the start
};

/// Agents and a server over real links, and all records that the agents trace.
class Scene
{
  public:
    explicit Scene(const SceneOptions& options)
        : m_options(options)
    {
        nodes.Create(options.agents + 1);
        InternetStackHelper stack;
        stack.Install(nodes);
        stack.AssignStreams(nodes, 1000000);
        if (options.csma)
        {
            CsmaHelper csma;
            csma.SetChannelAttribute("DataRate", StringValue(options.rate));
            csma.SetChannelAttribute("Delay", TimeValue(options.delay));
            const auto devices = csma.Install(nodes);
            csma.AssignStreams(devices, 2000000);
            Finish(devices);
        }
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue(options.rate));
        link.SetChannelAttribute("Delay", TimeValue(options.delay));
        for (std::uint32_t i = 0; i < options.agents; ++i)
        {
            if (!options.csma)
            {
                Finish(link.Install(server(), nodes.Get(i + 1)));
            }
            AddAgent(i);
        }
        auto chip = ComputeChip::PaperServer();
        AddDevice(server(), chip);
        if (options.withServer)
        {
            edge = AddServer(Seconds(0), Time(0));
        }
    }

    ~Scene()
    {
        Simulator::Destroy();
    }

    Ptr<Node> server() const
    {
        return nodes.Get(0);
    }

    Ptr<ComputeDevice> Device(std::uint32_t node) const
    {
        return nodes.Get(node)->GetObject<ComputeDevice>();
    }

    /// Another server application; a stop of 0 is never.
    Ptr<EdgeServer> AddServer(Time start, Time stop)
    {
        auto application = CreateObject<EdgeServer>();
        SetProtocol(application);
        application->SetStartTime(start);
        application->SetStopTime(stop);
        server()->AddApplication(application);
        return application;
    }

    /// Set an attribute of all agents.
    void Set(const std::string& name, const AttributeValue& value)
    {
        for (auto& agent : agents)
        {
            agent->SetAttribute(name, value);
        }
    }

    void Run(double seconds)
    {
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
    }

    InferenceCounts Counts() const
    {
        InferenceCounts sum;
        for (const auto& agent : agents)
        {
            sum += agent->GetCounts();
        }
        return sum;
    }

    /// Everything of all records, to the last bit.
    std::string Text() const
    {
        std::ostringstream text;
        text << std::hexfloat;
        const auto at = [](const std::optional<Time>& time) { return time.value_or(Seconds(-1)); };
        for (const auto& r : records)
        {
            text << r.agent << ' ' << r.sequence << ' ' << r.precision.BitWidth() << ' '
                 << r.agentFrequency << ' ' << r.serverFrequency << ' ' << r.sensed << ' '
                 << at(r.computeStarted) << ' ' << at(r.computeFinished) << ' '
                 << at(r.serverReceived) << ' ' << at(r.serverStarted) << ' '
                 << at(r.serverFinished) << ' ' << r.ended << ' ' << r.agentEnergy << ' '
                 << r.serverEnergy << ' ' << r.radioEnergy << ' ' << r.deadlineMet
                 << r.energyBudgetMet << ' ' << OutcomeName(r.outcome) << '\n';
        }
        return text.str();
    }

    NodeContainer nodes; //!< the server's is the first
    std::vector<Ptr<EmbodiedAgent>> agents;
    Ptr<EdgeServer> edge;
    std::vector<InferenceRecord> records;

  private:
    void SetProtocol(Ptr<Object> application) const
    {
        if (m_options.udp)
        {
            application->SetAttribute("Protocol", TypeIdValue(UdpSocketFactory::GetTypeId()));
        }
    }

    static void AddDevice(Ptr<Node> node, const ComputeChip& chip)
    {
        auto device = CreateObject<ComputeDevice>();
        device->SetChip(chip);
        node->AggregateObject(device);
    }

    /// Addresses and losses for the devices of a link, the server's first.
    void Finish(const NetDeviceContainer& devices)
    {
        if (m_options.ipv6)
        {
            const auto interfaces = m_ipv6.Assign(devices);
            for (std::uint32_t i = 1; i < devices.GetN(); ++i)
            {
                m_remotes.emplace_back(Inet6SocketAddress(interfaces.GetAddress(0, 1), 4210));
            }
            m_ipv6.NewNetwork();
        }
        else
        {
            const auto interfaces = m_ipv4.Assign(devices);
            for (std::uint32_t i = 1; i < devices.GetN(); ++i)
            {
                m_remotes.emplace_back(InetSocketAddress(interfaces.GetAddress(0), 4210));
            }
            m_ipv4.NewNetwork();
        }
        for (std::uint32_t i = 0; m_options.lossRate > 0 && i < devices.GetN(); ++i)
        {
            auto errors = CreateObject<RateErrorModel>();
            errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
            errors->SetRate(m_options.lossRate);
            errors->AssignStreams(3000000 + 10 * static_cast<std::int64_t>(m_remotes.size()) + i);
            devices.Get(i)->SetAttribute("ReceiveErrorModel", PointerValue(errors));
        }
    }

    void AddAgent(std::uint32_t i)
    {
        auto agent = CreateObject<EmbodiedAgent>();
        SetProtocol(agent);
        agent->SetModelProfile(SmallModel());
        agent->SetAttribute("Remote", AddressValue(m_remotes.at(i)));
        agent->SetAttribute("BitWidth", UintegerValue(6));
        agent->SetStartTime(Seconds(2)); // IPv6 has its addresses by then
        agent->AssignStreams(10 * i);
        agent->TraceConnectWithoutContext(
            "Inference",
            CallbackOf<const InferenceRecord&>(
                [this](const InferenceRecord& record) { records.push_back(record); }));
        nodes.Get(i + 1)->AddApplication(agent);
        AddDevice(nodes.Get(i + 1), ComputeChip());
        agents.push_back(agent);
    }

    SceneOptions m_options;
    Ipv4AddressHelper m_ipv4{"10.0.0.0", m_options.csma ? "255.255.0.0" : "255.255.255.252"};
    Ipv6AddressHelper m_ipv6{"2001:db8::", 64};
    std::vector<Address> m_remotes; //!< the server as each agent sees it
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SCENE_H */
