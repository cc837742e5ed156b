/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/functor-callback.h"
#include "../support/random-problem.h"
#include "simulation/fluid-channel.h"

#include "ns3/edge-server.h"
#include "ns3/embodied-agent.h"
#include "ns3/inet-socket-address.h"
#include "ns3/message-network.h"
#include "ns3/node-container.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// Senders and one server, as channels.
class MessageNetworkTest : public testing::Test
{
  protected:
    MessageNetworkTest()
        : network(CreateObject<MessageNetwork>())
    {
        servers.Create(1);
        network->AddAddress(SERVER, servers.Get(0));
        server = Create<FluidChannel>(network, servers.Get(0), true);
        Listen(server);
    }

    ~MessageNetworkTest() override
    {
        Simulator::Destroy();
        channels.clear();
        server = nullptr;
        network->Dispose();
    }

    void Listen(Ptr<MessageChannel> channel)
    {
        channel->SetCallbacks(
            CallbackOf<Ptr<MessageChannel>, const CoinferenceHeader&, const Address&>(
                [this](Ptr<MessageChannel>, const CoinferenceHeader& header, const Address& from) {
                    arrivals[header.sequence] = Simulator::Now().GetSeconds();
                    senders[header.sequence] = from;
                }),
            CallbackOf<Ptr<MessageChannel>>([](Ptr<MessageChannel>) { FAIL() << "malformed"; }),
            CallbackOf<Ptr<MessageChannel>>([this](Ptr<MessageChannel>) { ++closed; }));
    }

    /// One more sender over the given way.
    std::uint32_t Add(const MessageNetwork::Route& route)
    {
        nodes.Create(1);
        const auto node = nodes.Get(nodes.GetN() - 1);
        network->SetRoute(node, servers.Get(0), route);
        network->SetRoute(servers.Get(0), node, route);
        channels.push_back(Create<FluidChannel>(network, node, false));
        Listen(channels.back());
        return nodes.GetN() - 1;
    }

    /// Send so many bits at a time.
    void At(double time, std::uint32_t sender, std::uint32_t sequence, double bits)
    {
        CoinferenceHeader header;
        header.sequence = sequence;
        header.payloadSize = static_cast<std::uint32_t>(bits / 8) - CoinferenceHeader::SIZE;
        Simulator::Schedule(Seconds(time),
                            [this, sender, header] { channels[sender]->Send(header, SERVER); });
    }

    double Rate(std::uint32_t sender) const
    {
        return network->GetRate(nodes.Get(sender), servers.Get(0));
    }

    const Address SERVER = InetSocketAddress("10.0.0.1", 4210);
    Ptr<MessageNetwork> network;
    NodeContainer servers;
    NodeContainer nodes;
    Ptr<FluidChannel> server;
    std::vector<Ptr<FluidChannel>> channels;
    std::map<std::uint32_t, double> arrivals;
    std::map<std::uint32_t, Address> senders;
    int closed{0};
};

} // namespace

TEST_F(MessageNetworkTest, OneMessageTakesWhatItsLinksTake)
{
    const auto fast = network->AddLink(1e7);
    const auto slow = network->AddLink(2e6);
    // 1e6 bit at 2e6/1.25 bit/s, then 0.1 s, and a packet of 1e4 bit stored once.
    Add({{{fast, 1.1}, {slow, 1.25}}, Seconds(0.1), 1e-6, 1e4});
    At(1, 0, 1, 1e6);
    // A message smaller than a packet is stored sooner.
    At(5, 0, 2, 8000);
    Simulator::Run();
    EXPECT_NEAR(arrivals[1], 1 + 0.625 + 0.1 + 0.01, 1e-9);
    EXPECT_NEAR(arrivals[2], 5 + 0.005 + 0.1 + 0.008, 1e-9);
    EXPECT_EQ(network->GetInFlight(), 0);
}

TEST_F(MessageNetworkTest, AMessageCostsWhatItCostsWhenItStarts)
{
    const auto air = network->AddLink(1);
    double cost = 1e-6;
    Add({{{air, 1, [&cost]() { return cost; }}}, Seconds(0)});
    Add({{{air, 1e-6, {}}}, Seconds(0)});
    At(1, 0, 1, 1e6);
    Simulator::Schedule(Seconds(1.5), [&cost]() { cost = 4e-6; });
    At(3, 0, 2, 1e6);
    // Equal shares of unequal stations: x bit/s each take 5e-6 x of the air.
    At(10, 0, 3, 1e6);
    At(10, 1, 4, 1e6);
    Simulator::Run();
    EXPECT_NEAR(arrivals[1], 2, 1e-9) << "what changes under way does not count";
    EXPECT_NEAR(arrivals[2], 7, 1e-9);
    EXPECT_NEAR(arrivals[3], 15, 1e-9);
    EXPECT_NEAR(arrivals[4], 15, 1e-9);
}

TEST_F(MessageNetworkTest, MessagesInFlightShareAndOnesOfAPairGoInTurn)
{
    const auto link = network->AddLink(1e6);
    Add({{{link, 1}}, Time(0)});
    Add({{{link, 1}}, Time(0)});
    At(0, 0, 1, 1e6);   // alone until 0.5, then half: 0.5 s left take 1 s
    At(0.5, 1, 2, 1e6); // half until 1.5, the rest alone
    At(0.6, 0, 3, 5e5); // behind the first, from 1.5 on at half: ends with the second at 2.5
    Simulator::Schedule(Seconds(0.7), [this] {
        EXPECT_EQ(network->GetInFlight(), 3);
        EXPECT_EQ(channels[0]->GetQueueLength(), 2);
        EXPECT_DOUBLE_EQ(Rate(0), 5e5);
    });
    Simulator::Run();
    EXPECT_NEAR(arrivals[1], 1.5, 1e-9);
    EXPECT_NEAR(arrivals[2], 2.5, 1e-9);
    EXPECT_NEAR(arrivals[3], 2.5, 1e-9);
}

TEST_F(MessageNetworkTest, WeightsShareALinkAndContentionWastesSomeOfIt)
{
    const auto link = network->AddLink(1e6, 0.1); // a tenth more for each beyond the first
    MessageNetwork::Route heavy{{{link, 1}}, Time(0)};
    heavy.weight = 3;
    Add(heavy);
    Add({{{link, 1}}, Time(0)});
    At(0, 0, 1, 1e6);
    At(0, 1, 2, 1e6);
    Simulator::Schedule(Seconds(0.5), [this] {
        EXPECT_DOUBLE_EQ(Rate(0), 0.75e6 / 1.1);
        EXPECT_DOUBLE_EQ(Rate(1), 0.25e6 / 1.1);
    });
    Simulator::Run();
    const double first = 1.1 / 0.75;
    EXPECT_NEAR(arrivals[1], first, 1e-9);
    EXPECT_NEAR(arrivals[2], first + 1 - first * 0.25 / 1.1, 1e-9);
    EXPECT_DEATH(network->AddLink(1, -1), "contention");
}

TEST_F(MessageNetworkTest, AMessageThatYieldsLetsHalfOfTheOthersGoFirst)
{
    const auto link = network->AddLink(1e6);
    MessageNetwork::Route yielding{{{link, 1}}, Time(0)};
    yielding.yields = true;
    Add(yielding);
    Add({{{link, 1}}, Time(0)});
    Add({{{link, 1}}, Time(0)});
    At(0, 1, 1, 1e6);
    At(0.25, 0, 2, 1e5); // 0.75 s of the one before it; alone then
    At(10, 1, 3, 1e6);
    At(10, 2, 4, 1e6);
    At(10.5, 0, 5, 1e5); // three quarters of 1.5 s, then a third of the link
    At(20, 0, 6, 1e5);   // nobody is there
    Simulator::Run();
    EXPECT_NEAR(arrivals[1], 1, 1e-9);
    EXPECT_NEAR(arrivals[2], 1.1, 1e-9);
    EXPECT_NEAR(arrivals[5], 10.5 + 1.125 + 0.3, 1e-9);
    EXPECT_NEAR(arrivals[3], 12.1, 1e-9);
    EXPECT_NEAR(arrivals[6], 20.1, 1e-9);
}

TEST_F(MessageNetworkTest, RatesAreMaxMinFair)
{
    // Raising a message's rate is always at the cost of one that has no more: each is held back by
    // a sender's most, or by a full link on which none has more.
    RandomProblem random(5);
    for (int set = 0; set < 40; ++set)
    {
        std::vector<MessageNetwork::Link> links;
        std::vector<double> rates;
        for (int i = 0; i < 6; ++i)
        {
            rates.push_back(random.LogUniform(1e5, 1e7));
            links.push_back(network->AddLink(rates.back()));
        }
        std::vector<MessageNetwork::Route> routes;
        const auto first = nodes.GetN();
        for (int flow = 0; flow < 8; ++flow)
        {
            MessageNetwork::Route route;
            for (int i = 0; i < 6; ++i)
            {
                if (random.Chance(0.4))
                {
                    route.hops.push_back({links[i], random.Uniform(1, 2)});
                }
            }
            if (route.hops.empty() || random.Chance(0.2))
            {
                route.mostRate = random.LogUniform(1e4, 1e6);
            }
            routes.push_back(route);
            At(1 + set, Add(route), 100 * set + flow, 1e9);
        }
        Simulator::Schedule(Seconds(1.5 + set), [this, first, set, links, rates, routes] {
            std::vector<double> used(links.size(), 0);
            for (std::size_t flow = 0; flow < routes.size(); ++flow)
            {
                for (const auto& hop : routes[flow].hops)
                {
                    used[hop.link - links[0]] += hop.cost * Rate(first + flow);
                }
            }
            for (std::size_t link = 0; link < links.size(); ++link)
            {
                EXPECT_LE(used[link], rates[link] * (1 + 1e-9)) << set;
            }
            for (std::size_t flow = 0; flow < routes.size(); ++flow)
            {
                const double rate = Rate(first + flow);
                bool isHeld = rate >= routes[flow].mostRate * (1 - 1e-9);
                for (const auto& hop : routes[flow].hops)
                {
                    const auto link = hop.link - links[0];
                    bool hasMost = used[link] >= rates[link] * (1 - 1e-6);
                    for (std::size_t other = 0; other < routes.size(); ++other)
                    {
                        for (const auto& its : routes[other].hops)
                        {
                            hasMost = hasMost && (its.link != hop.link ||
                                                  Rate(first + other) <= rate * (1 + 1e-6));
                        }
                    }
                    isHeld = isHeld || hasMost;
                }
                EXPECT_TRUE(isHeld) << set << " " << flow;
                channels[first + flow]->Close();
            }
        });
    }
    Simulator::Run();
    EXPECT_EQ(network->GetInFlight(), 0);
}

TEST_F(MessageNetworkTest, AServerThatGoesIsToldOf)
{
    const auto link = network->AddLink(1e6);
    Add({{{link, 1}}, Seconds(0.2)});
    Add({{{link, 1}}, Seconds(0.2)});
    At(0, 0, 1, 1e6);
    Simulator::Schedule(Seconds(0.5), [this] { server->Close(); });
    At(3, 1, 2, 1e6); // nobody is there
    Simulator::Run();
    EXPECT_TRUE(arrivals.empty());
    EXPECT_EQ(closed, 2);
    EXPECT_EQ(network->GetInFlight(), 0);
}

TEST_F(MessageNetworkTest, SaysWhatIsWrong)
{
    EXPECT_DEATH(network->AddLink(0), "link rate = 0 is not allowed: it must be above 0");
    EXPECT_DEATH(Add({{{7, 1}}, Time(0)}), "a route has link 7, which has not been added");
    const auto link = network->AddLink(1);
    EXPECT_DEATH(Add({{{link, 0}}, Time(0)}), "hop cost = 0 is not allowed: it must be above 0");
    EXPECT_DEATH(Add({{{link, 1}}, Seconds(-1)}), "must not be negative");
    nodes.Create(1);
    const auto lost = Create<FluidChannel>(network, nodes.Get(0), false);
    EXPECT_DEATH(lost->Send({}, SERVER), "there is no route from node");
    EXPECT_DEATH(lost->Send({}, InetSocketAddress("10.0.0.9", 1)), "no node has the address");
}

TEST(MessageNetworkRun, AgentsAndServersDoNotNoticeTheDifference)
{
    NodeContainer nodes(3);
    auto network = CreateObject<MessageNetwork>();
    const auto up = network->AddLink(1e7);
    const auto down = network->AddLink(1e7);
    const Address address = InetSocketAddress("10.0.0.1", 4210);
    network->AddAddress(address, nodes.Get(0));
    std::vector<InferenceRecord> records;
    std::vector<Ptr<EmbodiedAgent>> agents;
    auto edge = CreateObject<EdgeServer>();
    edge->SetAttribute("MessageNetwork", PointerValue(network));
    edge->SetStopTime(Seconds(20));
    nodes.Get(0)->AddApplication(edge);
    auto chip = CreateObject<ComputeDevice>();
    chip->SetChip(ComputeChip::PaperServer());
    nodes.Get(0)->AggregateObject(chip);
    for (std::uint32_t i = 1; i < 3; ++i)
    {
        network->SetRoute(nodes.Get(i), nodes.Get(0), {{{up, 1.04}}, MilliSeconds(2)});
        network->SetRoute(nodes.Get(0), nodes.Get(i), {{{down, 1.04}}, MilliSeconds(2)});
        nodes.Get(i)->AggregateObject(CreateObject<ComputeDevice>());
        auto agent = CreateObject<EmbodiedAgent>();
        agent->SetAttribute("MessageNetwork", PointerValue(network));
        agent->SetAttribute("Remote", AddressValue(address));
        agent->SetAttribute("BitWidth", UintegerValue(4));
        agent->SetAttribute("Timeout", TimeValue(Seconds(6)));
        agent->SetAttribute("SensingInterval",
                            StringValue("ns3::ConstantRandomVariable[Constant=4]"));
        agent->TraceConnectWithoutContext(
            "Inference",
            CallbackOf<const InferenceRecord&>(
                [&records](const InferenceRecord& record) { records.push_back(record); }));
        nodes.Get(i)->AddApplication(agent);
        agents.push_back(agent);
    }
    Simulator::Stop(Seconds(40));
    Simulator::Run();
    int done = 0;
    for (const auto& record : records)
    {
        if (record.outcome != Outcome::DONE)
        {
            EXPECT_GT(record.ended, Seconds(19.9));
            continue;
        }
        ++done;
        EXPECT_EQ(record.server, address);
        // 723,712 byte from both at once.
        EXPECT_NEAR(record.UplinkDelay()->GetSeconds(), 2 * 723792 * 8 * 1.04 / 1e7 + 0.002, 1e-6);
        EXPECT_NEAR(record.DownlinkDelay()->GetSeconds(), 208 * 8 * 1.04 / 1e7 + 0.002, 1e-6);
    }
    EXPECT_GE(done, 6);
    InferenceCounts counts;
    for (const auto& agent : agents)
    {
        counts += agent->GetCounts();
    }
    EXPECT_EQ(counts.generated, counts.done + counts.dropped + counts.timedOut + counts.inFlight);
    EXPECT_GT(counts.dropped, 4) << "the server has gone";
    const auto served = edge->GetCounts();
    EXPECT_EQ(served.received, served.served + served.refused + served.aborted);
    Simulator::Destroy();
    network->Dispose();
}
