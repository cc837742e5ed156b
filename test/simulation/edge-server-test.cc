/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/coinference-scene.h"
#include "../support/functor-callback.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/edge-server.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <stdexcept>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// A peer that speaks for itself, on the first agent's node.
class Stranger
{
  public:
    Stranger(const Scene& scene, TypeId protocol)
        : m_socket(Socket::CreateSocket(scene.nodes.Get(1), protocol))
    {
        m_socket->SetRecvCallback(MakeCallback(&Stranger::HandleReadable, this));
        m_socket->SetCloseCallbacks(MakeCallback(&Stranger::HandleClosed, this),
                                    MakeCallback(&Stranger::HandleClosed, this));
        m_socket->Bind();
        Simulator::Schedule(Seconds(0.5),
                            [this] { m_socket->Connect(InetSocketAddress("10.0.0.1", 4210)); });
    }

    void SendAt(double seconds, Ptr<Packet> packet)
    {
        Simulator::Schedule(Seconds(seconds), [this, packet] { m_socket->Send(packet); });
    }

    std::uint32_t received{0}; //!< byte
    bool closed{false};

  private:
    void HandleReadable(Ptr<Socket> socket)
    {
        while (auto packet = socket->Recv())
        {
            received += packet->GetSize();
        }
    }

    void HandleClosed(Ptr<Socket>)
    {
        closed = true;
    }

    Ptr<Socket> m_socket;
};

Ptr<Packet>
Garbage(std::uint32_t size)
{
    std::vector<std::uint8_t> bytes(size, 0x5a);
    return Create<Packet>(bytes.data(), size);
}

Ptr<Packet>
Request(double flops, double frequency, std::uint32_t resultSize)
{
    CoinferenceHeader header;
    header.type = CoinferenceHeader::REQUEST;
    header.agent = 99;
    header.payloadSize = 10;
    header.resultSize = resultSize;
    header.serverFlops = flops;
    header.serverFrequency = frequency;
    auto packet = Create<Packet>(10);
    packet->AddHeader(header);
    return packet;
}

void
ExpectBalance(const EdgeServer& server)
{
    const auto counts = server.GetCounts();
    EXPECT_EQ(counts.received,
              counts.served + counts.refused + counts.aborted + server.GetBacklog());
}

TEST(EdgeServer, ServesFirstComeFirstServed)
{
    SceneOptions options;
    options.agents = 6;
    Scene scene(options);
    scene.Set("MaxInferences", UintegerValue(3));
    scene.Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=0.3]"));
    for (std::uint32_t i = 0; i < 6; ++i)
    {
        scene.agents[i]->SetAttribute("Frequency", DoubleValue(2e9 - 1e8 * i));
    }
    scene.Run(30);
    ASSERT_EQ(scene.records.size(), 18);
    EXPECT_EQ(scene.edge->GetCounts().served, 18);
    // Sorted by arrival, each starts when the one before it ends, or at once.
    std::vector<InferenceRecord> sorted = scene.records;
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
        return a.serverReceived < b.serverReceived;
    });
    for (std::size_t i = 1; i < sorted.size(); ++i)
    {
        EXPECT_EQ(sorted[i].serverStarted,
                  std::max(sorted[i].serverReceived, sorted[i - 1].serverFinished));
    }
}

TEST(EdgeServer, EachRequestRunsAtTheClockItAskedFor)
{
    SceneOptions options;
    options.agents = 2;
    Scene scene(options);
    scene.Set("MaxInferences", UintegerValue(2));
    scene.Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=2]"));
    scene.Device(0)->SetFrequency(5e9);
    scene.agents[0]->SetAttribute("ServerFrequency", DoubleValue(1e10));
    scene.Run(30);
    ASSERT_EQ(scene.records.size(), 4);
    for (const auto& record : scene.records)
    {
        EXPECT_EQ(record.serverFrequency, record.agent == 1 ? 1e10 : 5e9)
            << "one agent's clock does not stay on for the others";
    }
}

TEST(EdgeServer, RefusesBeyondItsQueue)
{
    SceneOptions options;
    options.agents = 5;
    Scene scene(options);
    scene.Device(0)->SetAttribute("MaxQueue", UintegerValue(2));
    scene.Set("MaxInferences", UintegerValue(1));
    int refused = 0;
    scene.edge->TraceConnectWithoutContext(
        "Refused",
        CallbackOf<const CoinferenceHeader&, const Address&>(
            [&](const CoinferenceHeader&, const Address&) { ++refused; }));
    scene.Run(30);
    EXPECT_EQ(refused, 2);
    EXPECT_EQ(scene.edge->GetCounts().refused, 2);
    EXPECT_EQ(scene.Counts().dropped, 2);
    EXPECT_EQ(scene.Counts().done, 3);
    ExpectBalance(*scene.edge);
}

TEST(EdgeServer, RefusesWorkAndClocksThatCannotBe)
{
    Scene scene({});
    Stranger stranger(scene, TcpSocketFactory::GetTypeId());
    stranger.SendAt(1, Request(1e9, 1e12, 100)); // clock too high
    stranger.SendAt(2, Request(1e29, 0, 100));   // would take longer than time
    stranger.SendAt(3, Request(1e9, 1e-30, 100));
    stranger.SendAt(4, Request(1e9, 1e9, 100)); // fine
    scene.Run(6);
    EXPECT_EQ(scene.edge->GetCounts().refused, 3);
    EXPECT_EQ(scene.edge->GetCounts().served, 2) << "the stranger's and the agent's";
    EXPECT_EQ(stranger.received, 3 * 81 + 180);
    EXPECT_FALSE(stranger.closed);
    ExpectBalance(*scene.edge);
}

TEST(EdgeServer, ClosesOnAStreamOfGarbageAndServesTheOthers)
{
    Scene scene({});
    Stranger stranger(scene, TcpSocketFactory::GetTypeId());
    stranger.SendAt(1, Garbage(1));
    Simulator::Schedule(Seconds(1.5), [&] { EXPECT_EQ(scene.edge->GetChannels(), 1); });
    stranger.SendAt(2, Garbage(100000));
    scene.Run(20);
    const auto counts = scene.edge->GetCounts();
    EXPECT_EQ(counts.malformed, 1);
    EXPECT_EQ(counts.received, scene.Counts().done);
    EXPECT_GT(scene.Counts().done, 3);
    EXPECT_TRUE(stranger.closed);
    EXPECT_EQ(scene.edge->GetChannels(), 1) << "the agent's";
}

TEST(EdgeServer, AResultIsNoRequest)
{
    Scene scene({});
    Stranger stranger(scene, TcpSocketFactory::GetTypeId());
    CoinferenceHeader header;
    header.type = CoinferenceHeader::RESULT;
    header.payloadSize = 1;
    auto packet = Create<Packet>(1);
    packet->AddHeader(header);
    stranger.SendAt(1, packet);
    scene.Run(3);
    EXPECT_EQ(scene.edge->GetCounts().malformed, 1);
    EXPECT_EQ(scene.edge->GetCounts().received, 1) << "the agent's";
}

TEST(EdgeServer, DropsAlienDatagrams)
{
    SceneOptions options;
    options.udp = true;
    Scene scene(options);
    Stranger stranger(scene, UdpSocketFactory::GetTypeId());
    for (int i = 1; i <= 50; ++i)
    {
        stranger.SendAt(0.6 + 0.1 * i, Garbage(i * 7));
    }
    stranger.SendAt(7, Request(1e9, 1e9, 100));
    scene.Run(20);
    EXPECT_EQ(scene.edge->GetCounts().malformed, 50);
    EXPECT_EQ(stranger.received, 180);
    EXPECT_EQ(scene.edge->GetCounts().received, scene.Counts().done + 1);
    EXPECT_FALSE(stranger.closed);
}

TEST(EdgeServer, CountsPartialMessagesOfLostPeers)
{
    Scene scene({});
    auto stranger = Socket::CreateSocket(scene.nodes.Get(1), TcpSocketFactory::GetTypeId());
    stranger->Bind();
    Simulator::Schedule(Seconds(0.5),
                        [&] { stranger->Connect(InetSocketAddress("10.0.0.1", 4210)); });
    Simulator::Schedule(Seconds(1), [&] {
        stranger->Send(Request(1e9, 1e9, 100)->CreateFragment(0, 85));
        stranger->Close();
    });
    scene.Run(5);
    EXPECT_EQ(scene.edge->GetCounts().incomplete, 1);
    EXPECT_EQ(scene.edge->GetChannels(), 1);
}

TEST(EdgeServer, WithoutPowerItAnswersNobody)
{
    for (const bool udp : {false, true})
    {
        SceneOptions options;
        options.udp = udp;
        Scene scene(options);
        scene.Set("SensingInterval", StringValue("ns3::ConstantRandomVariable[Constant=1]"));
        scene.Set("Timeout", TimeValue(Seconds(2)));
        Simulator::Schedule(Seconds(3.25), &ComputeDevice::PowerOff, scene.Device(0));
        Simulator::Schedule(Seconds(6.5), &ComputeDevice::PowerOn, scene.Device(0));
        scene.Run(9.9);
        EXPECT_EQ(scene.edge->GetCounts().aborted, 4) << "one computing, three that came after";
        EXPECT_EQ(scene.Counts().timedOut, 4);
        EXPECT_EQ(scene.Counts().done, 4);
        ExpectBalance(*scene.edge);
    }
}

TEST(EdgeServer, TakesItsJobsBackWhenItStops)
{
    SceneOptions options;
    options.agents = 5;
    options.withServer = false;
    Scene scene(options);
    scene.Set("MaxInferences", UintegerValue(1));
    const auto server = scene.AddServer(Seconds(0), Seconds(2.35));
    // 0.1875 s at the agents, then 0.1 s each: two are in the server when it stops, or done.
    Simulator::Schedule(Seconds(2.3), [&] { EXPECT_EQ(server->GetBacklog(), 4); });
    scene.Run(10);
    EXPECT_FALSE(scene.Device(0)->IsBusy());
    EXPECT_EQ(scene.Device(0)->GetQueueLength(), 0);
    EXPECT_EQ(server->GetCounts().served, 1);
    EXPECT_EQ(server->GetCounts().aborted, 4);
    EXPECT_EQ(scene.Counts().dropped, 4);
    ExpectBalance(*server);
}

TEST(EdgeServer, ServesTheEarliestDeadlineFirstAndRefusesWhatIsTooLate)
{
    SceneOptions options;
    options.agents = 3;
    options.rate = "1Gbps";
    for (const bool dropLate : {false, true})
    {
        Scene scene(options);
        scene.Device(0)->SetAttribute("Queueing", StringValue("Edf"));
        scene.Device(0)->SetAttribute("DropLate", BooleanValue(dropLate));
        scene.Set("MaxInferences", UintegerValue(1));
        scene.Set("ServerFrequency", DoubleValue(1e9)); // 1 s each
        // All reach the server within the first job, the second is the most patient.
        const double budgets[] = {9, 8, 2.9};
        for (int i = 0; i < 3; ++i)
        {
            scene.agents[i]->SetStartTime(Seconds(2 + 0.05 * i));
            scene.agents[i]->SetAttribute("DelayBudget", TimeValue(Seconds(budgets[i])));
        }
        scene.agents[1]->SetAttribute("DelayBudget", TimeValue(Seconds(dropLate ? 2.0 : 8.0)));
        scene.Run(12);
        ASSERT_EQ(scene.records.size(), 3);
        if (!dropLate)
        {
            EXPECT_EQ(scene.records[1].agent, 3) << "the third is served second";
            EXPECT_EQ(scene.Counts().done, 3);
            continue;
        }
        // The second, first by deadline, would end at some 2.2 s.
        for (const auto& record : scene.records)
        {
            EXPECT_EQ(record.outcome, record.agent == 2 ? Outcome::DROPPED : Outcome::DONE);
        }
        EXPECT_EQ(scene.edge->GetCounts().tooLate, 1);
        EXPECT_EQ(scene.edge->GetCounts().refused, 1);
        ExpectBalance(*scene.edge);
    }
}

TEST(EdgeServer, ListensOnOneAddressAlone)
{
    SceneOptions options;
    options.withServer = false;
    Scene scene(options);
    const auto server = scene.AddServer(Seconds(0), Time(0));
    AddressValue remote;
    scene.agents[0]->GetAttribute("Remote", remote);
    server->SetAttribute("Local", remote);
    server->SetAttribute("Port", UintegerValue(1)); // not used then
    scene.Set("Local", AddressValue(InetSocketAddress("10.0.0.2", 5000)));
    std::vector<Address> peers;
    server->TraceConnectWithoutContext(
        "Rx",
        CallbackOf<Ptr<const Packet>, const Address&>(
            [&](Ptr<const Packet>, const Address& from) { peers.push_back(from); }));
    scene.Run(6);
    EXPECT_EQ(scene.Counts().done, 1);
    EXPECT_EQ(peers, (std::vector<Address>{InetSocketAddress("10.0.0.2", 5000)}));
}

TEST(EdgeServer, MarksItsPacketsAndSoDoesTheAgent)
{
    for (const bool udp : {false, true})
    {
        SceneOptions options;
        options.udp = udp;
        Scene scene(options);
        scene.Set("Tos", UintegerValue(0x20));
        scene.edge->SetAttribute("Tos", UintegerValue(0x40));
        const auto expectTos = [udp](Ptr<Node> node, std::uint8_t tos, int& packets) {
            node->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
                "SendOutgoing",
                CallbackOf<const Ipv4Header&, Ptr<const Packet>, std::uint32_t>(
                    [udp, tos, &packets](const Ipv4Header& header,
                                         Ptr<const Packet>,
                                         std::uint32_t) {
                        EXPECT_EQ(header.GetTos(), tos) << header << " udp " << udp;
                        ++packets;
                    }));
        };
        int up = 0;
        int down = 0;
        expectTos(scene.nodes.Get(1), 0x20, up);
        expectTos(scene.server(), 0x40, down);
        scene.Run(6);
        EXPECT_EQ(scene.Counts().done, 1);
        EXPECT_GT(up, 1);
        EXPECT_GT(down, 0);
    }
}

TEST(EdgeServer, TracesWholeMessages)
{
    Scene scene({});
    std::vector<CoinferenceHeader> headers;
    const auto keep = [&headers](Ptr<const Packet> message) {
        CoinferenceHeader header;
        message->PeekHeader(header);
        EXPECT_TRUE(header.IsValid());
        EXPECT_EQ(message->GetSize(), CoinferenceHeader::SIZE + header.payloadSize);
        headers.push_back(header);
    };
    scene.edge->TraceConnectWithoutContext(
        "Rx",
        CallbackOf<Ptr<const Packet>, const Address&>(
            [&keep](Ptr<const Packet> message, const Address&) { keep(message); }));
    scene.edge->TraceConnectWithoutContext("Tx", CallbackOf<Ptr<const Packet>>(keep));
    scene.Run(6);
    ASSERT_EQ(headers.size(), 2);
    EXPECT_EQ(headers[0].type, CoinferenceHeader::REQUEST);
    EXPECT_EQ(headers[1].type, CoinferenceHeader::RESULT);
    EXPECT_EQ(headers[1].sequence, headers[0].sequence);
}

TEST(EdgeServer, NeedsADeviceAndAFreePort)
{
    auto node = CreateObject<Node>();
    InternetStackHelper().Install(node);
    node->AddApplication(CreateObject<EdgeServer>());
    EXPECT_DEATH(Simulator::Run(), "no ComputeDevice is aggregated to node 0");
    Simulator::Destroy();

    Scene scene({});
    scene.AddServer(Seconds(1), Time(0));
    EXPECT_DEATH(scene.Run(2), "cannot bind 0.0.0.0:4210 on node 0");
}

} // namespace
