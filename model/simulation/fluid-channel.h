/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_FLUID_CHANNEL_H
#define COINFERENCE_FLUID_CHANNEL_H

#include "message-channel.h"
#include "message-network.h"

#include "ns3/node.h"

#include <cstdint>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief Messages over a MessageNetwork: each is one transfer, no packets and no socket.
 */
class FluidChannel : public MessageChannel, private MessageNetwork::Peer
{
  public:
    /**
     * @param network the network
     * @param node whose channel it is
     * @param isServer whether it takes the messages of all agents to the node's addresses
     */
    FluidChannel(Ptr<MessageNetwork> network, Ptr<Node> node, bool isServer);
    ~FluidChannel() override;

    void Send(const CoinferenceHeader& header, const Address& to) override;
    /**
     * @brief Nothing: as on a connection, what is handed over is sent.
     * @param sequence the inference
     */
    void Withdraw(std::uint32_t sequence) override;
    void Flush() override;
    std::size_t GetQueueLength() const override;

  protected:
    void Clear() override;

  private:
    void Receive(const CoinferenceHeader& header, const Address& from) override;
    void HandleClosed() override;

    Ptr<MessageNetwork> m_network; //!< null once closed
    std::uint32_t m_port;          //!< of the network
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_FLUID_CHANNEL_H */
