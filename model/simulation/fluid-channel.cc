/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fluid-channel.h"

#include "ns3/log.h"
#include "ns3/simulator.h"

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceFluidChannel");

FluidChannel::FluidChannel(Ptr<MessageNetwork> network, Ptr<Node> node, bool isServer)
    : MessageChannel(nullptr),
      m_network(network),
      m_port(network->Attach(this, node, isServer))
{
}

FluidChannel::~FluidChannel()
{
    Clear();
}

void
FluidChannel::Send(const CoinferenceHeader& header, const Address& to)
{
    NS_LOG_FUNCTION(this << header << to);
    if (m_network && !m_network->Send(m_port, header, to))
    {
        ++m_losses;
    }
}

void
FluidChannel::Withdraw(std::uint32_t sequence)
{
    NS_LOG_FUNCTION(this << sequence);
}

void
FluidChannel::Flush()
{
    NS_LOG_FUNCTION(this);
}

std::size_t
FluidChannel::GetQueueLength() const
{
    return m_network ? m_network->Queued(m_port) : 0;
}

void
FluidChannel::Clear()
{
    NS_LOG_FUNCTION(this);
    if (const auto network = m_network)
    {
        m_network = nullptr;
        network->Detach(m_port);
    }
}

void
FluidChannel::Receive(const CoinferenceHeader& header, const Address& from)
{
    NS_LOG_FUNCTION(this << header << from);
    const Ptr<MessageChannel> self(this); // a callback may release the channel
    if (!m_message.IsNull())
    {
        m_message(self, header, from);
    }
}

void
FluidChannel::HandleClosed()
{
    NS_LOG_FUNCTION(this);
    const Ptr<MessageChannel> self(this);
    const auto closed = m_closed;
    Close();
    if (!closed.IsNull())
    {
        closed(self);
    }
}

} // namespace coinference
} // namespace ns3
