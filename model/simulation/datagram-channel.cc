/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "datagram-channel.h"

#include "ns3/log.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceDatagramChannel");

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

DatagramChannel::~DatagramChannel()
{
    m_next.Cancel(); // events must not outlive it, whoever let go of it
    m_expire.Cancel();
}

void
DatagramChannel::Send(const CoinferenceHeader& header, const Address& to)
{
    NS_LOG_FUNCTION(this << header << to);
    if (!m_socket)
    {
        return; // closed meanwhile, by what listens to the sender
    }
    m_outgoing.push_back({header, to});
    if (m_outgoing.size() == 1 && m_next.IsExpired())
    {
        SendNext();
    }
}

void
DatagramChannel::Withdraw(std::uint32_t sequence)
{
    NS_LOG_FUNCTION(this << sequence);
    const auto isIt = [sequence](const Outgoing& message) {
        return message.header.sequence == sequence;
    };
    m_outgoing.erase(std::remove_if(m_outgoing.begin(), m_outgoing.end(), isIt), m_outgoing.end());
}

void
DatagramChannel::Flush()
{
    NS_LOG_FUNCTION(this);
    m_next.Cancel();
    while (m_socket && !m_outgoing.empty())
    {
        SendFragment();
    }
}

void
DatagramChannel::Clear()
{
    NS_LOG_FUNCTION(this);
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
    NS_LOG_FUNCTION(this);
    while (m_socket && !m_outgoing.empty())
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
    NS_LOG_FUNCTION(this);
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
    NS_LOG_FUNCTION(this);
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
    NS_LOG_FUNCTION(this);
    CoinferenceHeader header;
    bool good = packet->GetSize() > CoinferenceHeader::SIZE;
    if (good)
    {
        packet->RemoveHeader(header);
        good = header.IsValid() && packet->GetSize() <= header.payloadSize - header.fragmentOffset;
    }
    if (good)
    {
        // Tokens of an answer differ by their number.
        const bool isToken = header.type == CoinferenceHeader::TOKEN;
        const Key key{from,
                      header.agent,
                      header.sequence,
                      header.type,
                      isToken ? header.resultSize : 0};
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
    NS_LOG_FUNCTION(this << payloadSize);
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
    NS_LOG_FUNCTION(this);
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
    NS_LOG_FUNCTION(this);
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
