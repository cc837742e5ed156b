/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/functor-callback.h"

#include "ns3/data-rate.h"
#include "ns3/datagram-channel.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/message-channel.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/node.h"
#include "ns3/simple-channel.h"
#include "ns3/simple-net-device.h"
#include "ns3/simulator.h"
#include "ns3/stream-channel.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/tcp-socket.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <gtest/gtest.h>
#include <random>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// A socket that the test plays: what is sent is kept, what is received the test makes up.
class PlayedSocket : public Socket
{
  public:
    explicit PlayedSocket(Socket::SocketType type)
        : m_type(type)
    {
    }

    /// Let the owner read a piece of a stream or a datagram.
    void Arrive(Ptr<Packet> packet, const Address& from = InetSocketAddress("10.0.0.9", 9))
    {
        m_incoming.emplace_back(packet, from);
        NotifyDataRecv();
    }

    void Connected()
    {
        NotifyConnectionSucceeded();
    }

    void Refused()
    {
        NotifyConnectionFailed();
    }

    void PeerCloses()
    {
        NotifyNormalClose();
    }

    /// Make room in the send buffer.
    void Drain(std::uint32_t bytes)
    {
        room += bytes;
        NotifySend(room);
    }

    std::uint32_t room{0xffffffff};                    //!< left in the send buffer [byte]
    std::vector<Ptr<Packet>> sent;                     //!< in order
    std::vector<Address> to;                           //!< of each datagram
    bool closed{false};                                //!< Close() was called
    bool fails{false};                                 //!< refuse to send
    Callback<void> whenSent{MakeNullCallback<void>()}; //!< called inside of each SendTo

    enum SocketErrno GetErrno() const override
    {
        return ERROR_NOTERROR;
    }

    Socket::SocketType GetSocketType() const override
    {
        return m_type;
    }

    Ptr<Node> GetNode() const override
    {
        return nullptr;
    }

    int Bind(const Address&) override
    {
        return 0;
    }

    int Bind() override
    {
        return 0;
    }

    int Bind6() override
    {
        return 0;
    }

    int Close() override
    {
        closed = true;
        return 0;
    }

    int ShutdownSend() override
    {
        return 0;
    }

    int ShutdownRecv() override
    {
        return 0;
    }

    int Connect(const Address&) override
    {
        return 0;
    }

    int Listen() override
    {
        return 0;
    }

    uint32_t GetTxAvailable() const override
    {
        return room;
    }

    int Send(Ptr<Packet> packet, uint32_t) override
    {
        if (fails)
        {
            return -1;
        }
        EXPECT_LE(packet->GetSize(), room);
        EXPECT_GT(packet->GetSize(), 0);
        room -= packet->GetSize();
        sent.push_back(packet);
        return static_cast<int>(packet->GetSize());
    }

    int SendTo(Ptr<Packet> packet, uint32_t flags, const Address& address) override
    {
        to.push_back(address);
        const auto size = Send(packet, flags);
        if (!whenSent.IsNull())
        {
            whenSent();
        }
        return size;
    }

    uint32_t GetRxAvailable() const override
    {
        return 0;
    }

    Ptr<Packet> Recv(uint32_t maxSize, uint32_t flags) override
    {
        Address from;
        return RecvFrom(maxSize, flags, from);
    }

    Ptr<Packet> RecvFrom(uint32_t, uint32_t, Address& from) override
    {
        if (m_incoming.empty())
        {
            return nullptr;
        }
        const auto packet = m_incoming.front().first;
        from = m_incoming.front().second;
        m_incoming.pop_front();
        return packet;
    }

    int GetSockName(Address&) const override
    {
        return 0;
    }

    int GetPeerName(Address&) const override
    {
        return 0;
    }

    bool SetAllowBroadcast(bool) override
    {
        return false;
    }

    bool GetAllowBroadcast() const override
    {
        return false;
    }

  private:
    Socket::SocketType m_type;
    std::deque<std::pair<Ptr<Packet>, Address>> m_incoming;
};

CoinferenceHeader
Message(std::uint32_t sequence, std::uint32_t payloadSize)
{
    CoinferenceHeader header;
    header.agent = 3;
    header.sequence = sequence;
    header.payloadSize = payloadSize;
    header.resultSize = 1;
    return header;
}

/// A message as one packet.
Ptr<Packet>
Whole(const CoinferenceHeader& header)
{
    auto packet = Create<Packet>(header.payloadSize);
    packet->AddHeader(header);
    return packet;
}

/// One datagram of a message.
Ptr<Packet>
Fragment(std::uint32_t sequence,
         std::uint32_t payloadSize,
         std::uint32_t offset,
         std::uint32_t size)
{
    auto header = Message(sequence, payloadSize);
    header.fragmentOffset = offset;
    auto packet = Create<Packet>(size);
    packet->AddHeader(header);
    return packet;
}

class ChannelTest : public testing::Test
{
  protected:
    ~ChannelTest() override
    {
        if (m_channel)
        {
            m_channel->Close();
        }
        Simulator::Destroy();
    }

    template <typename Channel, typename... Args>
    Ptr<Channel> Make(Args... args)
    {
        auto channel = Create<Channel>(args...);
        channel->SetCallbacks(MakeCallback(&ChannelTest::HandleMessage, this),
                              MakeCallback(&ChannelTest::HandleMalformed, this),
                              MakeCallback(&ChannelTest::HandleClosed, this));
        m_channel = channel;
        return channel;
    }

    void HandleMessage(Ptr<MessageChannel>, const CoinferenceHeader& header, const Address&)
    {
        m_received.push_back(header.sequence);
        m_sizes.push_back(header.payloadSize);
        if (m_closeAfter == m_received.size())
        {
            m_channel->Close();
            m_channel = nullptr;
        }
    }

    void HandleMalformed(Ptr<MessageChannel>)
    {
        ++m_malformed;
    }

    void HandleClosed(Ptr<MessageChannel>)
    {
        ++m_closed;
        m_channel = nullptr;
    }

    Ptr<MessageChannel> m_channel;
    std::vector<std::uint32_t> m_received; //!< sequence numbers
    std::vector<std::uint32_t> m_sizes;
    std::size_t m_closeAfter{0}; //!< close the channel at this many messages
    int m_malformed{0};
    int m_closed{0};
};

class StreamChannelTest : public ChannelTest
{
  protected:
    Ptr<PlayedSocket> m_socket{CreateObject<PlayedSocket>(Socket::NS3_SOCK_STREAM)};
};

TEST_F(StreamChannelTest, SurvivesSegmentsOfAnySize)
{
    auto stream = Create<Packet>();
    std::vector<std::uint32_t> sizes = {1, 79, 80, 81, 1000, 1, 4000};
    for (std::uint32_t i = 0; i < sizes.size(); ++i)
    {
        stream->AddAtEnd(Whole(Message(i, sizes[i])));
    }
    std::mt19937 random(1);
    for (std::uint32_t most : {1U, 2U, 79U, 80U, 81U, 500U, 100000U})
    {
        m_received.clear();
        m_sizes.clear();
        m_socket = CreateObject<PlayedSocket>(Socket::NS3_SOCK_STREAM);
        auto channel = Make<StreamChannel>(m_socket, true);
        for (std::uint32_t at = 0; at < stream->GetSize();)
        {
            const auto size = std::min<std::uint32_t>(1 + random() % most, stream->GetSize() - at);
            m_socket->Arrive(stream->CreateFragment(at, size));
            at += size;
        }
        EXPECT_EQ(m_received, (std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5, 6})) << most;
        EXPECT_EQ(m_sizes, sizes) << most;
        channel->Close();
        EXPECT_EQ(channel->GetLosses(), 0);
    }
    EXPECT_EQ(m_malformed, 0);
}

TEST_F(StreamChannelTest, SendsThroughBuffersOfAnySize)
{
    for (std::uint32_t room : {1U, 7U, 79U, 80U, 81U, 5000U, 16384U, 1000000U})
    {
        m_received.clear();
        auto out = CreateObject<PlayedSocket>(Socket::NS3_SOCK_STREAM);
        out->room = 0;
        auto sender = Create<StreamChannel>(out, true);
        sender->SetCallbacks({}, {}, {});
        for (std::uint32_t i = 0; i < 3; ++i)
        {
            sender->Send(Message(i, 20000), Address());
        }
        EXPECT_EQ(sender->GetQueueLength(), 3);
        // The real socket's room never exceeds its buffer; a channel waits for a worthwhile piece
        // of at most 16384 bytes, which a buffer that drains wholly gives in the end.
        for (int i = 0; i < 100000 && sender->GetQueueLength() > 0; ++i)
        {
            out->Drain(room);
        }
        EXPECT_EQ(sender->GetQueueLength(), 0);
        auto in = CreateObject<PlayedSocket>(Socket::NS3_SOCK_STREAM);
        auto receiver = Make<StreamChannel>(in, true);
        std::uint32_t bytes = 0;
        for (const auto& packet : out->sent)
        {
            bytes += packet->GetSize();
            in->Arrive(packet);
        }
        EXPECT_EQ(bytes, 3 * 20080);
        EXPECT_EQ(m_received, (std::vector<std::uint32_t>{0, 1, 2})) << room;
        sender->Close();
    }
}

TEST_F(StreamChannelTest, WaitsForTheConnection)
{
    auto channel = Make<StreamChannel>(m_socket, false);
    channel->Send(Message(0, 10), Address());
    EXPECT_TRUE(m_socket->sent.empty());
    m_socket->Connected();
    EXPECT_EQ(m_socket->sent.size(), 1);
}

TEST_F(StreamChannelTest, ClosedWhileItConnectsItClosesOnceConnected)
{
    // ns-3's socket would send a reset, which a listening socket takes for a window of zero.
    auto channel = Make<StreamChannel>(m_socket, false);
    channel->Close();
    EXPECT_FALSE(m_socket->closed);
    m_socket->Connected();
    EXPECT_TRUE(m_socket->closed);
    EXPECT_EQ(m_closed, 0);
}

TEST_F(StreamChannelTest, TellsOnceOfTheEnd)
{
    auto refused = Make<StreamChannel>(m_socket, false);
    refused->Send(Message(0, 10), Address());
    m_socket->Refused();
    EXPECT_EQ(m_closed, 1);
    EXPECT_TRUE(m_socket->closed);
    EXPECT_EQ(refused->GetQueueLength(), 0);
    m_socket->PeerCloses();
    EXPECT_EQ(m_closed, 1);

    m_socket = CreateObject<PlayedSocket>(Socket::NS3_SOCK_STREAM);
    auto cut = Make<StreamChannel>(m_socket, true);
    m_socket->Arrive(Whole(Message(1, 100))->CreateFragment(0, 90));
    m_socket->PeerCloses();
    EXPECT_EQ(m_closed, 2);
    EXPECT_EQ(cut->GetLosses(), 1) << "the message received in part";
    EXPECT_TRUE(m_received.empty());
}

TEST_F(StreamChannelTest, IgnoresAllAfterDamage)
{
    Make<StreamChannel>(m_socket, true);
    m_socket->Arrive(Whole(Message(0, 10)));
    std::vector<std::uint8_t> garbage(500, 0xa5);
    m_socket->Arrive(Create<Packet>(garbage.data(), 500));
    m_socket->Arrive(Whole(Message(1, 10)));
    EXPECT_EQ(m_received, (std::vector<std::uint32_t>{0}));
    EXPECT_EQ(m_malformed, 1);
}

TEST_F(StreamChannelTest, AFragmentHasNoPlaceInAStream)
{
    Make<StreamChannel>(m_socket, true);
    m_socket->Arrive(Fragment(0, 100, 50, 50));
    EXPECT_EQ(m_malformed, 1);
}

TEST_F(StreamChannelTest, ACallbackMayCloseIt)
{
    Make<StreamChannel>(m_socket, true);
    m_closeAfter = 1;
    auto two = Whole(Message(0, 10));
    two->AddAtEnd(Whole(Message(1, 10)));
    m_socket->Arrive(two);
    EXPECT_EQ(m_received, (std::vector<std::uint32_t>{0}));
    EXPECT_TRUE(m_socket->closed);
    EXPECT_EQ(m_closed, 0) << "no callback after Close()";
}

TEST_F(StreamChannelTest, WithdrawsOnlyWhatHasNotBegun)
{
    auto channel = Make<StreamChannel>(m_socket, true);
    m_socket->room = 16384;
    channel->Send(Message(0, 40000), Address()); // begun
    channel->Send(Message(1, 100), Address());
    channel->Send(Message(2, 100), Address());
    channel->Withdraw(0);
    channel->Withdraw(1);
    channel->Withdraw(77);
    EXPECT_EQ(channel->GetQueueLength(), 2);
    m_socket->Drain(1000000);
    std::uint32_t bytes = 0;
    for (const auto& packet : m_socket->sent)
    {
        bytes += packet->GetSize();
    }
    EXPECT_EQ(bytes, 40080 + 180);
}

TEST_F(StreamChannelTest, SurvivesAnyBytesInAnyPieces)
{
    std::mt19937 random(2);
    for (int round = 0; round < 3000; ++round)
    {
        m_socket = CreateObject<PlayedSocket>(Socket::NS3_SOCK_STREAM);
        auto channel = Make<StreamChannel>(m_socket, true);
        for (int piece = 0; piece < 8; ++piece)
        {
            // Valid messages with flipped bytes and random cuts in between.
            std::vector<std::uint8_t> bytes(80 + random() % 100);
            Whole(Message(piece, bytes.size() - 80))->CopyData(bytes.data(), bytes.size());
            if (random() % 3 == 0)
            {
                bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
            }
            const auto packet = Create<Packet>(bytes.data(), bytes.size());
            m_socket->Arrive(packet->CreateFragment(0, 1 + random() % bytes.size()));
        }
        channel->Close();
    }
    EXPECT_GT(m_malformed, 1000);
    EXPECT_GT(m_received.size(), 100);
}

class DatagramChannelTest : public ChannelTest
{
  protected:
    Ptr<DatagramChannel> MakeDatagram(DataRate pacing = DataRate(0))
    {
        return Make<DatagramChannel>(m_socket, 180U, pacing, Seconds(10));
    }

    Ptr<PlayedSocket> m_socket{CreateObject<PlayedSocket>(Socket::NS3_SOCK_DGRAM)};
    Address m_peer{InetSocketAddress("10.0.0.2", 2)};
};

TEST_F(DatagramChannelTest, CutsAMessageIntoDatagrams)
{
    auto channel = MakeDatagram();
    channel->Send(Message(5, 250), m_peer);
    ASSERT_EQ(m_socket->sent.size(), 3);
    const std::vector<std::uint32_t> sizes = {180, 180, 130};
    for (std::uint32_t i = 0; i < 3; ++i)
    {
        EXPECT_EQ(m_socket->sent[i]->GetSize(), sizes[i]);
        EXPECT_EQ(m_socket->to[i], m_peer);
        CoinferenceHeader header;
        m_socket->sent[i]->PeekHeader(header);
        EXPECT_EQ(header.fragmentOffset, i * 100);
        EXPECT_EQ(header.payloadSize, 250);
        EXPECT_TRUE(header.IsValid());
    }
    EXPECT_EQ(channel->GetQueueLength(), 0);
}

TEST_F(DatagramChannelTest, PacesAcrossMessages)
{
    auto channel = MakeDatagram(DataRate("14400bps")); // 180 bytes in 0.1 s
    std::vector<Time> times;
    m_socket->whenSent = CallbackOf<>([&] { times.push_back(Simulator::Now()); });
    channel->Send(Message(0, 150), m_peer); // 180 and 130 bytes
    channel->Send(Message(1, 100), m_peer);
    EXPECT_EQ(channel->GetQueueLength(), 2);
    Simulator::Schedule(Seconds(5), [&] { channel->Send(Message(2, 100), m_peer); });
    Simulator::Run();
    ASSERT_EQ(times.size(), 4);
    EXPECT_EQ(times[0], Seconds(0));
    EXPECT_EQ(times[1], Seconds(0.1));
    EXPECT_NEAR(times[2].GetSeconds(), 0.1 + 130 * 8 / 14400.0, 2e-9);
    EXPECT_EQ(times[3], Seconds(5));
}

TEST_F(DatagramChannelTest, AcceptsFragmentsInAnyOrder)
{
    MakeDatagram();
    std::vector<std::uint32_t> offsets;
    for (std::uint32_t i = 0; i < 50; ++i)
    {
        offsets.push_back(i * 100);
        offsets.push_back(i * 100); // each twice
    }
    std::mt19937 random(3);
    for (std::uint32_t round = 0; round < 200; ++round)
    {
        std::shuffle(offsets.begin(), offsets.end(), random);
        for (const auto offset : offsets)
        {
            m_socket->Arrive(Fragment(round, 5000, offset, 100));
        }
        ASSERT_EQ(m_received.size(), round + 1) << "once, although duplicates follow";
    }
    EXPECT_EQ(StaticCast<DatagramChannel>(m_channel)->GetPartialMessages(), 0);
    Simulator::Run();
    EXPECT_EQ(m_channel->GetLosses(), 0);
    EXPECT_EQ(m_malformed, 0);
}

TEST_F(DatagramChannelTest, AcceptsOverlappingFragments)
{
    MakeDatagram();
    m_socket->Arrive(Fragment(0, 100, 10, 30));
    m_socket->Arrive(Fragment(0, 100, 60, 40));
    m_socket->Arrive(Fragment(0, 100, 20, 30));
    m_socket->Arrive(Fragment(0, 100, 0, 15));
    EXPECT_TRUE(m_received.empty());
    m_socket->Arrive(Fragment(0, 100, 45, 20));
    EXPECT_EQ(m_received.size(), 1);
}

TEST_F(DatagramChannelTest, DuplicatesOfAWholeMessageAreNoNewOne)
{
    auto channel = MakeDatagram();
    for (int i = 0; i < 3; ++i)
    {
        m_socket->Arrive(Fragment(0, 100, 0, 100));
    }
    EXPECT_EQ(m_received.size(), 1);
    EXPECT_EQ(channel->GetPartialMessages(), 0);
    // From another sender, or of another type, it is another message.
    m_socket->Arrive(Fragment(0, 100, 0, 100), InetSocketAddress("10.0.0.9", 10));
    EXPECT_EQ(m_received.size(), 2);
    Simulator::Run();
    EXPECT_EQ(channel->GetLosses(), 0);
}

TEST_F(DatagramChannelTest, ForgetsWhatStaysIncomplete)
{
    auto channel = MakeDatagram();
    m_socket->Arrive(Fragment(0, 200, 0, 100));
    Simulator::Schedule(Seconds(4), [&] { m_socket->Arrive(Fragment(1, 200, 0, 100)); });
    Simulator::Schedule(Seconds(9.999), [&] {
        EXPECT_EQ(channel->GetPartialMessages(), 2);
        EXPECT_EQ(channel->GetLosses(), 0);
    });
    // The identity used again after expiry is a new message with its own timeout.
    Simulator::Schedule(Seconds(11), [&] {
        EXPECT_EQ(channel->GetPartialMessages(), 1);
        EXPECT_EQ(channel->GetLosses(), 1);
        m_socket->Arrive(Fragment(0, 200, 100, 100));
    });
    Simulator::Schedule(Seconds(15), [&] { EXPECT_EQ(channel->GetPartialMessages(), 1); });
    Simulator::Schedule(Seconds(20.9), [&] { m_socket->Arrive(Fragment(0, 200, 0, 100)); });
    Simulator::Run();
    EXPECT_EQ(m_received, (std::vector<std::uint32_t>{0}));
    EXPECT_EQ(channel->GetPartialMessages(), 0);
    EXPECT_EQ(channel->GetLosses(), 2);
}

TEST_F(DatagramChannelTest, BoundsWhatItKeepsInMind)
{
    auto channel = MakeDatagram();
    const std::uint32_t many = 3 * DatagramChannel::MAX_PARTIAL;
    for (std::uint32_t i = 0; i < many; ++i)
    {
        m_socket->Arrive(Fragment(i, 200, 0, 100));
    }
    EXPECT_EQ(channel->GetPartialMessages(), std::size_t{DatagramChannel::MAX_PARTIAL});
    EXPECT_EQ(channel->GetLosses(), many - DatagramChannel::MAX_PARTIAL);
    m_socket->Arrive(Fragment(many - 1, 200, 100, 100));
    EXPECT_EQ(m_received.size(), 1) << "the newest are kept";
    Simulator::Run();
    EXPECT_EQ(channel->GetPartialMessages(), 0);
    EXPECT_EQ(channel->GetLosses(), many - 1);
}

TEST_F(DatagramChannelTest, DropsAlienAndDamagedDatagrams)
{
    MakeDatagram();
    std::vector<std::uint8_t> bytes(300, 0x43);
    for (std::uint32_t size : {0, 1, 79, 80, 81, 300})
    {
        m_socket->Arrive(Create<Packet>(bytes.data(), size));
    }
    EXPECT_EQ(m_malformed, 6);
    m_socket->Arrive(Fragment(0, 100, 0, 0)); // a header alone
    EXPECT_EQ(m_malformed, 7);
    m_socket->Arrive(Fragment(0, 100, 50, 51)); // beyond the end
    EXPECT_EQ(m_malformed, 8);
    m_socket->Arrive(Fragment(0, 200, 0, 100));
    m_socket->Arrive(Fragment(0, 300, 100, 100)); // the same message of another size
    EXPECT_EQ(m_malformed, 9);
    m_socket->Arrive(Fragment(0, 200, 100, 100));
    EXPECT_EQ(m_received.size(), 1);
}

TEST_F(DatagramChannelTest, SurvivesAnyBytes)
{
    MakeDatagram();
    std::mt19937 random(4);
    for (int round = 0; round < 20000; ++round)
    {
        std::vector<std::uint8_t> bytes(180);
        Fragment(random() % 200, 500, random() % 5 * 100, bytes.size() - 80)
            ->CopyData(bytes.data(), bytes.size());
        for (auto flips = random() % 4; flips > 0; --flips)
        {
            bytes[random() % 90] = static_cast<std::uint8_t>(random());
        }
        m_socket->Arrive(Create<Packet>(bytes.data(), bytes.size()));
    }
    EXPECT_GT(m_malformed, 1000);
    EXPECT_GT(m_received.size(), 5);
    Simulator::Run();
    EXPECT_EQ(StaticCast<DatagramChannel>(m_channel)->GetPartialMessages(), 0);
}

TEST_F(DatagramChannelTest, CountsWhatTheSocketRefuses)
{
    auto channel = MakeDatagram();
    m_socket->fails = true;
    channel->Send(Message(0, 1000), m_peer);
    EXPECT_EQ(m_socket->to.size(), 1) << "the rest of a message that is lost is not sent";
    EXPECT_EQ(channel->GetLosses(), 1);
    EXPECT_EQ(channel->GetQueueLength(), 0);
}

TEST_F(DatagramChannelTest, WithdrawsEvenWhatHasBegun)
{
    auto channel = MakeDatagram(DataRate("14400bps"));
    channel->Send(Message(0, 1000), m_peer);
    channel->Send(Message(1, 100), m_peer);
    Simulator::Schedule(Seconds(0.25), [&] {
        EXPECT_EQ(m_socket->sent.size(), 3);
        channel->Withdraw(0);
        EXPECT_EQ(channel->GetQueueLength(), 1);
    });
    Simulator::Run();
    EXPECT_EQ(m_socket->sent.size(), 4);
    EXPECT_NEAR(Simulator::Now().GetSeconds(), 0.4, 1e-9);
}

TEST_F(DatagramChannelTest, MayBeClosedWhileItSends)
{
    auto channel = MakeDatagram();
    m_socket->whenSent = CallbackOf<>([&] { channel->Close(); });
    channel->Send(Message(0, 1000), m_peer);
    EXPECT_EQ(m_socket->sent.size(), 1);
    EXPECT_TRUE(m_socket->closed);
}

/// Two nodes and a real link.
class LinkTest : public ChannelTest
{
  protected:
    LinkTest()
        : m_nodes(2)
    {
        InternetStackHelper().Install(m_nodes);
        auto link = CreateObject<SimpleChannel>();
        NetDeviceContainer devices;
        for (std::uint32_t i = 0; i < 2; ++i)
        {
            auto device = CreateObject<SimpleNetDevice>();
            device->SetAttribute("DataRate", DataRateValue(DataRate("10Mbps")));
            device->SetChannel(link);
            device->SetAddress(Mac48Address::Allocate());
            m_nodes.Get(i)->AddDevice(device);
            devices.Add(device);
        }
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
        m_interfaces = addresses.Assign(devices);
    }

    NodeContainer m_nodes;
    Ipv4InterfaceContainer m_interfaces;
};

TEST_F(LinkTest, TcpWithTinyBuffersAndSegments)
{
    for (std::uint32_t buffer : {64U, 100U, 1000U, 20000U})
    {
        m_received.clear();
        auto listener = Socket::CreateSocket(m_nodes.Get(1), TcpSocketFactory::GetTypeId());
        listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), 1000 + buffer % 997));
        listener->Listen();
        listener->SetAcceptCallback(
            MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
            CallbackOf<Ptr<Socket>, const Address&>(
                [this](Ptr<Socket> socket, const Address&) { Make<StreamChannel>(socket, true); }));
        auto socket = Socket::CreateSocket(m_nodes.Get(0), TcpSocketFactory::GetTypeId());
        socket->SetAttribute("SndBufSize", UintegerValue(buffer));
        socket->SetAttribute("SegmentSize", UintegerValue(37));
        socket->Bind();
        auto sender = Create<StreamChannel>(socket, false);
        sender->SetCallbacks({}, {}, {});
        socket->Connect(InetSocketAddress(m_interfaces.GetAddress(1), 1000 + buffer % 997));
        for (std::uint32_t i = 0; i < 5; ++i)
        {
            sender->Send(Message(i, 3000 + i), Address());
        }
        Simulator::Stop(Seconds(60));
        Simulator::Run();
        EXPECT_EQ(m_received, (std::vector<std::uint32_t>{0, 1, 2, 3, 4})) << buffer;
        sender->Close();
        m_channel->Close();
        listener->Close();
    }
}

} // namespace
