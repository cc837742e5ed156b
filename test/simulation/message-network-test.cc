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

#include <algorithm>
#include <cmath>
#include <deque>
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

TEST_F(MessageNetworkTest, WeightsShareALink)
{
    const auto link = network->AddLink(1e6);
    MessageNetwork::Route heavy{{{link, 1}}, Time(0)};
    heavy.weight = 3;
    Add(heavy);
    Add({{{link, 1}}, Time(0)});
    At(0, 0, 1, 1e6);
    At(0, 1, 2, 1e6);
    Simulator::Schedule(Seconds(0.5), [this] {
        EXPECT_DOUBLE_EQ(Rate(0), 0.75e6);
        EXPECT_DOUBLE_EQ(Rate(1), 0.25e6);
    });
    Simulator::Run();
    const double first = 1 / 0.75;
    EXPECT_NEAR(arrivals[1], first, 1e-9);
    EXPECT_NEAR(arrivals[2], first + 1 - first * 0.25, 1e-9);
}

TEST_F(MessageNetworkTest, AnswersOnABusWaitAsInTurns)
{
    // Against stations that take turns, frame by frame: written anew, without fluids.
    constexpr double PAYLOAD = 10000; // [bit]
    constexpr double FRAME = 10500;   // on the bus
    constexpr double RATE = 1e8;      // [bit/s]
    constexpr double ACKNOWLEDGEMENT = 600;
    constexpr int FRAMES = 400; // of each sender's message
    for (const int senders : {1, 2, 3, 5, 9})
    {
        for (const double asked : {0.01, 0.03, 0.3}) // when the answers come; at last to nobody
        {
            SCOPED_TRACE(testing::Message() << senders << " senders, answers at " << asked);
            const auto first = nodes.GetN();
            const double begin = Simulator::Now().GetSeconds();
            BusFrames frames{PAYLOAD};
            frames.perFrame = 0.5;
            frames.acknowledgement = ACKNOWLEDGEMENT;
            const auto bus = network->AddBus(RATE, frames);
            MessageNetwork::Route answer{{{bus, FRAME / PAYLOAD}}, Time(0)};
            answer.fromGateway = true;
            Add(answer);
            Add(answer);
            for (int i = 0; i < senders; ++i)
            {
                Add({{{bus, FRAME / PAYLOAD}}, Time(0)});
                At(0, first + 2 + i, 2 + i, FRAMES * PAYLOAD);
            }
            At(asked, first, 0, PAYLOAD);
            At(asked, first + 1, 1, PAYLOAD); // behind the other
            Simulator::Run();

            std::vector<int> left(senders, FRAMES);
            std::vector<double> ends(2 + senders, 0);
            std::deque<int> gateway; // -1: an acknowledgement; else an answer
            int owed = 0;            // halves of acknowledgements
            int asking = 0;
            double now = 0;
            while (std::any_of(left.begin(), left.end(), [](int l) { return l > 0; }) ||
                   !gateway.empty() || asking < 2)
            {
                bool isIdle = gateway.empty();
                for (int i = 0; i < senders; ++i)
                {
                    if (left[i] > 0)
                    {
                        isIdle = false;
                        now += FRAME / RATE;
                        ends[2 + i] = --left[i] == 0 ? now : 0;
                        if (++owed == 2)
                        {
                            gateway.push_back(-1);
                            owed = 0;
                        }
                    }
                }
                for (; asking < 2 && (now >= asked || isIdle); ++asking)
                {
                    now = std::max(now, asked);
                    gateway.push_back(asking);
                }
                if (!gateway.empty())
                {
                    const int sent = gateway.front();
                    gateway.pop_front();
                    now += (sent < 0 ? ACKNOWLEDGEMENT : FRAME) / RATE;
                    if (sent >= 0)
                    {
                        ends[sent] = now;
                    }
                }
            }
            const double turn = (senders + 1) * FRAME / RATE;
            for (int i = 0; i < 2 + senders; ++i)
            {
                EXPECT_NEAR(arrivals[i] - begin, ends[i], 3 * turn + 0.005 * ends[i]) << i;
            }
        }
    }
}

TEST_F(MessageNetworkTest, StationsThatWaitShortenABusesSilence)
{
    BusFrames frames{1000};
    frames.silence = 100;
    frames.travel = 10;
    const auto bus = network->AddBus(1e6, frames);
    for (int i = 0; i < 4; ++i)
    {
        Add({{{bus, 1.2}}, Time(0)});
        At(100, i, i, 1e5);
    }
    At(0, 0, 9, 1e5);
    Simulator::Run();
    EXPECT_NEAR(arrivals[9], 0.1 * (1.2 + 0.1), 1e-9);                // alone: all of it
    const double silence = 10 + 90 * 1.5 / 4 * (1 - std::pow(3, -4)); // 3 wait
    EXPECT_NEAR(arrivals[0], 100 + 0.4 * (1.2 + silence / 1000), 1e-9);
    EXPECT_DEATH(network->AddBus(1, BusFrames{}), "bus payload = 0 is not allowed");
    frames.silence = 5;
    EXPECT_DEATH(network->AddBus(1, frames), "bus silence = 5 is not allowed");
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

TEST_F(MessageNetworkTest, ARouteThatChangesCountsForTheNextMessage)
{
    MessageNetwork::Route route;
    route.hops = {{network->AddLink(1e6), 1}};
    route.delay = Seconds(1);
    const auto sender = Add(route);
    At(1, sender, 0, 1e6);
    route.mostRate = 1e5;
    route.delay = Seconds(0.5);
    Simulator::Schedule(Seconds(5), [this, sender, route] {
        network->SetRoute(nodes.Get(sender), servers.Get(0), route);
    });
    At(5, sender, 1, 1e6);
    Simulator::Run();
    EXPECT_NEAR(arrivals[0], 3, 1e-6);
    EXPECT_NEAR(arrivals[1], 15.5, 1e-6) << "at its new rate, with its new delay";
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
