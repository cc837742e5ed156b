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
    NS_LOG_FUNCTION(this);
    m_message = message;
    m_malformed = malformed;
    m_closed = closed;
}

Ptr<Socket>
MessageChannel::Detach()
{
    NS_LOG_FUNCTION(this);
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
        CloseSocket(socket);
    }
}

void
MessageChannel::CloseSocket(Ptr<Socket> socket)
{
    NS_LOG_FUNCTION(this);
    socket->Close();
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

Ptr<Packet>
MakeMessage(const CoinferenceHeader& header)
{
    auto message = Create<Packet>(header.payloadSize);
    message->AddHeader(header);
    return message;
}

void
SetSocketTos(Socket& socket, std::uint8_t tos)
{
    if (tos != 0)
    {
        socket.SetIpTos(tos);
        socket.SetIpv6Tclass(tos);
    }
}

} // namespace coinference
} // namespace ns3
