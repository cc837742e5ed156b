/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stream-channel.h"

#include "ns3/buffer.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceStreamChannel");

namespace
{

/// A stream hands data to its socket in pieces of at least this size, to spare small segments.
constexpr std::uint32_t STREAM_PIECE = 16384;

void
CloseConnected(Ptr<Socket> socket)
{
    socket->Close();
}

} // namespace

StreamChannel::StreamChannel(Ptr<Socket> socket, bool connected)
    : MessageChannel(socket),
      m_worthSending(STREAM_PIECE),
      m_connected(connected),
      m_isConnecting(!connected)
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
    NS_LOG_FUNCTION(this << sequence);
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
    NS_LOG_FUNCTION(this);
    Pump();
}

void
StreamChannel::Clear()
{
    NS_LOG_FUNCTION(this);
    m_losses += m_payloadLeft > 0 || m_headerGot > 0;
    m_payloadLeft = 0;
    m_headerGot = 0;
    m_outgoing.clear();
    m_connected = false;
}

void
StreamChannel::CloseSocket(Ptr<Socket> socket)
{
    NS_LOG_FUNCTION(this);
    if (!m_isConnecting)
    {
        socket->Close();
        return;
    }
    // ns-3 would reset the connection, at whose end the listening socket takes that for a window
    // of zero: it asserts that it is connected when the next client comes.
    socket->SetConnectCallback(MakeCallback(&CloseConnected),
                               MakeNullCallback<void, Ptr<Socket>>());
}

std::size_t
StreamChannel::GetQueueLength() const
{
    return m_outgoing.size();
}

void
StreamChannel::HandleConnected(Ptr<Socket> /* socket */)
{
    NS_LOG_FUNCTION(this);
    m_connected = true;
    m_isConnecting = false;
    Pump();
}

void
StreamChannel::HandleClosed(Ptr<Socket> /* socket */)
{
    NS_LOG_FUNCTION(this);
    const Ptr<MessageChannel> self(this);
    const auto closed = m_closed;
    m_isConnecting = false;
    Close();
    if (!closed.IsNull())
    {
        closed(self);
    }
}

void
StreamChannel::HandleSendable(Ptr<Socket> /* socket */, std::uint32_t /* available */)
{
    NS_LOG_FUNCTION(this);
    Pump();
}

void
StreamChannel::Pump()
{
    NS_LOG_FUNCTION(this);
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
    NS_LOG_FUNCTION(this);
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

} // namespace coinference
} // namespace ns3
