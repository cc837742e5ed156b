/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-channel.h"

#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceMessageChannel");

namespace
{

/// A stream hands data to its socket in pieces of at least this size, to spare small segments.
constexpr std::uint32_t STREAM_PIECE = 16384;

} // namespace

MessageChannel::MessageChannel(Ptr<Socket> socket)
    : m_socket(socket)
{
}

MessageChannel::~MessageChannel()
{
    Detach(); // the socket may outlive the channel, its callbacks must not
}

void
MessageChannel::SetCallbacks(MessageCallback message,
                             MalformedCallback malformed,
                             ClosedCallback closed)
{
    m_message = message;
    m_malformed = malformed;
    m_closed = closed;
}

Ptr<Socket>
MessageChannel::Detach()
{
    const auto socket = m_socket;
    m_socket = nullptr;
    if (socket)
    {
        socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, std::uint32_t>());
        socket->SetConnectCallback(MakeNullCallback<void, Ptr<Socket>>(),
                                   MakeNullCallback<void, Ptr<Socket>>());
        socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                                  MakeNullCallback<void, Ptr<Socket>>());
    }
    return socket;
}

void
MessageChannel::Close()
{
    NS_LOG_FUNCTION(this);
    Clear();
    if (const auto socket = Detach())
    {
        socket->Close();
    }
}

void
MessageChannel::Abandon()
{
    NS_LOG_FUNCTION(this);
    Clear();
    Detach();
}

std::uint64_t
MessageChannel::GetLosses() const
{
    return m_losses;
}

StreamChannel::StreamChannel(Ptr<Socket> socket, bool connected)
    : MessageChannel(socket),
      m_worthSending(STREAM_PIECE),
      m_connected(connected)
{
    // A socket whose whole buffer is smaller than a piece would never have room for one.
    UintegerValue bufferSize;
    if (socket->GetAttributeFailSafe("SndBufSize", bufferSize))
    {
        const auto half = static_cast<std::uint32_t>(bufferSize.Get() / 2);
        m_worthSending = std::min(m_worthSending, std::max(half, 1U));
    }
    socket->SetConnectCallback(MakeCallback(&StreamChannel::HandleConnected, this),
                               MakeCallback(&StreamChannel::HandleClosed, this));
    socket->SetCloseCallbacks(MakeCallback(&StreamChannel::HandleClosed, this),
                              MakeCallback(&StreamChannel::HandleClosed, this));
    socket->SetRecvCallback(MakeCallback(&StreamChannel::HandleReadable, this));
    socket->SetSendCallback(MakeCallback(&StreamChannel::HandleSendable, this));
}

void
StreamChannel::Send(const CoinferenceHeader& header, const Address& /* to */)
{
    NS_LOG_FUNCTION(this << header);
    m_outgoing.push_back({header, 0});
    Pump();
}

void
StreamChannel::Withdraw(std::uint32_t sequence)
{
    // A message begun must be ended, or the receiver would lose track of the stream.
    const auto isWhole = [sequence](const Outgoing& message) {
        return message.header.sequence == sequence && message.sent == 0;
    };
    m_outgoing.erase(std::remove_if(m_outgoing.begin(), m_outgoing.end(), isWhole),
                     m_outgoing.end());
}

void
StreamChannel::Flush()
{
    Pump();
}

void
StreamChannel::Clear()
{
    m_losses += m_payloadLeft > 0 || m_headerGot > 0;
    m_payloadLeft = 0;
    m_headerGot = 0;
    m_outgoing.clear();
    m_connected = false;
}

std::size_t
StreamChannel::GetQueueLength() const
{
    return m_outgoing.size();
}

void
StreamChannel::HandleConnected(Ptr<Socket> /* socket */)
{
    m_connected = true;
    Pump();
}

void
StreamChannel::HandleClosed(Ptr<Socket> /* socket */)
{
    const Ptr<MessageChannel> self(this);
    const auto closed = m_closed;
    Close();
    if (!closed.IsNull())
    {
        closed(self);
    }
}

void
StreamChannel::HandleSendable(Ptr<Socket> /* socket */, std::uint32_t /* available */)
{
    Pump();
}

void
StreamChannel::Pump()
{
    while (m_connected && !m_outgoing.empty())
    {
        auto& message = m_outgoing.front();
        const auto left = CoinferenceHeader::SIZE + message.header.payloadSize - message.sent;
        const auto available = m_socket->GetTxAvailable();
        if (available < std::min(left, m_worthSending))
        {
            return; // the socket tells when there is more room
        }
        const auto piece = std::min(left, available);
        if (m_socket->Send(MakePiece(message, piece)) < 0)
        {
            return; // the connection is ending: HandleClosed comes
        }
        if (!m_socket)
        {
            return; // what listens to the socket has closed this channel
        }
        message.sent += piece;
        if (piece == left)
        {
            m_outgoing.pop_front();
        }
    }
}

Ptr<Packet>
StreamChannel::MakePiece(const Outgoing& message, std::uint32_t size)
{
    constexpr auto HEADER = CoinferenceHeader::SIZE;
    if (message.sent >= HEADER)
    {
        return Create<Packet>(size);
    }
    const auto end = message.sent + size;
    auto packet = Create<Packet>(end > HEADER ? end - HEADER : 0);
    packet->AddHeader(message.header);
    return size == packet->GetSize() ? packet : packet->CreateFragment(message.sent, size);
}

void
StreamChannel::HandleReadable(Ptr<Socket> /* socket */)
{
    const Ptr<MessageChannel> self(this); // a callback may release the channel
    Address from;
    while (m_socket)
    {
        const auto packet = m_socket->RecvFrom(from);
        if (!packet || packet->GetSize() == 0)
        {
            return;
        }
        Consume(packet, from);
    }
}

void
StreamChannel::Consume(Ptr<Packet> packet, const Address& from)
{
    const auto size = packet->GetSize();
    std::uint32_t offset = 0;
    while (offset < size && m_socket && !m_damaged)
    {
        if (m_payloadLeft > 0)
        {
            const auto payload = std::min(m_payloadLeft, size - offset);
            offset += payload;
            m_payloadLeft -= payload;
            if (m_payloadLeft == 0 && !m_message.IsNull())
            {
                m_message(this, m_incoming, from);
            }
            continue;
        }
        const auto piece = std::min(CoinferenceHeader::SIZE - m_headerGot, size - offset);
        const auto rest = offset == 0 ? packet : packet->CreateFragment(offset, piece);
        rest->CopyData(&m_headerBytes[m_headerGot], piece);
        offset += piece;
        m_headerGot += piece;
        if (m_headerGot < CoinferenceHeader::SIZE)
        {
            continue;
        }
        m_headerGot = 0;
        if (ReadHeader())
        {
            m_payloadLeft = m_incoming.payloadSize;
            continue;
        }
        NS_LOG_INFO("malformed data in a stream");
        m_damaged = true;
        if (!m_malformed.IsNull())
        {
            m_malformed(this);
        }
    }
}

bool
StreamChannel::ReadHeader()
{
    Buffer buffer;
    buffer.AddAtStart(CoinferenceHeader::SIZE);
    buffer.Begin().Write(m_headerBytes.data(), CoinferenceHeader::SIZE);
    m_incoming.Deserialize(buffer.Begin());
    // In a stream a message is one piece.
    return m_incoming.IsValid() && m_incoming.fragmentOffset == 0;
}

DatagramChannel::DatagramChannel(Ptr<Socket> socket,
                                 std::uint32_t datagramSize,
                                 DataRate pacingRate,
                                 Time reassemblyTimeout)
    : MessageChannel(socket),
      m_datagramSize(datagramSize),
      m_pacingRate(pacingRate),
      m_reassemblyTimeout(reassemblyTimeout)
{
    socket->SetRecvCallback(MakeCallback(&DatagramChannel::HandleReadable, this));
}

void
DatagramChannel::Send(const CoinferenceHeader& header, const Address& to)
{
    NS_LOG_FUNCTION(this << header << to);
    m_outgoing.push_back({header, to});
    if (m_outgoing.size() == 1 && m_next.IsExpired())
    {
        SendNext();
    }
}

void
DatagramChannel::Withdraw(std::uint32_t sequence)
{
    const auto isIt = [sequence](const Outgoing& message) {
        return message.header.sequence == sequence;
    };
    m_outgoing.erase(std::remove_if(m_outgoing.begin(), m_outgoing.end(), isIt), m_outgoing.end());
}

void
DatagramChannel::Flush()
{
    m_next.Cancel();
    while (m_socket && !m_outgoing.empty())
    {
        SendFragment();
    }
}

void
DatagramChannel::Clear()
{
    m_losses += m_partials;
    m_partials = 0;
    m_outgoing.clear();
    m_expiries.clear();
    m_partial.clear();
    m_next.Cancel();
    m_expire.Cancel();
}

std::size_t
DatagramChannel::GetQueueLength() const
{
    return m_outgoing.size();
}

std::size_t
DatagramChannel::GetPartialMessages() const
{
    return m_partials;
}

void
DatagramChannel::SendNext()
{
    while (!m_outgoing.empty())
    {
        const auto bytes = SendFragment();
        if (m_pacingRate.GetBitRate() > 0)
        {
            // Also after the last fragment: the next message must not follow too closely.
            m_next = Simulator::Schedule(m_pacingRate.CalculateBytesTxTime(bytes),
                                         &DatagramChannel::SendNext,
                                         this);
            return;
        }
    }
}

std::uint32_t
DatagramChannel::SendFragment()
{
    auto& [header, to] = m_outgoing.front();
    const auto piece = std::min(header.payloadSize - header.fragmentOffset,
                                m_datagramSize - CoinferenceHeader::SIZE);
    auto packet = Create<Packet>(piece);
    packet->AddHeader(header);
    header.fragmentOffset += piece;
    const bool isLast = header.fragmentOffset == header.payloadSize;
    const bool failed = m_socket->SendTo(packet, 0, to) < 0;
    m_losses += failed;
    // What listens to the devices below may have closed this channel.
    if ((failed || isLast) && !m_outgoing.empty())
    {
        m_outgoing.pop_front();
    }
    return piece + CoinferenceHeader::SIZE;
}

void
DatagramChannel::HandleReadable(Ptr<Socket> /* socket */)
{
    const Ptr<MessageChannel> self(this); // a callback may release the channel
    Address from;
    while (m_socket)
    {
        const auto packet = m_socket->RecvFrom(from);
        if (!packet)
        {
            return;
        }
        HandleDatagram(packet, from);
    }
}

void
DatagramChannel::HandleDatagram(Ptr<Packet> packet, const Address& from)
{
    CoinferenceHeader header;
    bool good = packet->GetSize() > CoinferenceHeader::SIZE;
    if (good)
    {
        packet->RemoveHeader(header);
        good = header.IsValid() && packet->GetSize() <= header.payloadSize - header.fragmentOffset;
    }
    if (good)
    {
        const Key key{from, header.agent, header.sequence, header.type};
        const auto [place, isNew] = m_partial.try_emplace(key);
        if (isNew)
        {
            Remember(place, header.payloadSize);
        }
        good = place->second.payloadSize == header.payloadSize;
        if (good &&
            Add(place->second, header.fragmentOffset, header.fragmentOffset + packet->GetSize()))
        {
            --m_partials;
            header.fragmentOffset = 0;
            if (!m_message.IsNull())
            {
                m_message(this, header, from);
            }
        }
    }
    if (!good)
    {
        NS_LOG_INFO("malformed datagram from " << from);
        if (!m_malformed.IsNull())
        {
            m_malformed(this);
        }
    }
}

bool
DatagramChannel::Add(Partial& partial, std::uint32_t begin, std::uint32_t end)
{
    if (partial.whole)
    {
        return false;
    }
    if (begin > partial.inOrder)
    {
        partial.ahead.add(boost::icl::interval<std::uint32_t>::right_open(begin, end));
        return false;
    }
    // The common case, all in order, leaves the set alone and allocates nothing.
    partial.inOrder = std::max(partial.inOrder, end);
    while (!partial.ahead.empty() && partial.ahead.begin()->lower() <= partial.inOrder)
    {
        partial.inOrder = std::max(partial.inOrder, partial.ahead.begin()->upper());
        partial.ahead.erase(partial.ahead.begin());
    }
    partial.whole = partial.inOrder == partial.payloadSize;
    return partial.whole;
}

void
DatagramChannel::Remember(PartialMap::iterator place, std::uint32_t payloadSize)
{
    place->second.payloadSize = payloadSize;
    place->second.expires = Simulator::Now() + m_reassemblyTimeout;
    m_expiries.push_back(place);
    ++m_partials;
    if (m_expiries.size() > MAX_PARTIAL)
    {
        ForgetOldest();
    }
    if (m_expire.IsExpired())
    {
        m_expire = Simulator::Schedule(m_reassemblyTimeout, &DatagramChannel::Expire, this);
    }
}

void
DatagramChannel::ForgetOldest()
{
    const auto oldest = m_expiries.front();
    m_expiries.pop_front();
    if (!oldest->second.whole)
    {
        NS_LOG_INFO("a message of " << oldest->second.payloadSize << " byte stays incomplete");
        ++m_losses;
        --m_partials;
    }
    m_partial.erase(oldest);
}

void
DatagramChannel::Expire()
{
    const auto now = Simulator::Now();
    while (!m_expiries.empty() && m_expiries.front()->second.expires <= now)
    {
        ForgetOldest();
    }
    if (!m_expiries.empty())
    {
        m_expire = Simulator::Schedule(m_expiries.front()->second.expires - now,
                                       &DatagramChannel::Expire,
                                       this);
    }
}

} // namespace coinference
} // namespace ns3
