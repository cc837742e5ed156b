/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_MESSAGE_CHANNEL_H
#define COINFERENCE_MESSAGE_CHANNEL_H

#include "coinference-header.h"

#include "ns3/address.h"
#include "ns3/callback.h"
#include "ns3/data-rate.h"
#include "ns3/event-id.h"
#include "ns3/packet.h"
#include "ns3/simple-ref-count.h"
#include "ns3/socket.h"

#include <array>
#include <boost/icl/interval_set.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <tuple>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief Sends and receives whole messages over one socket.
 *
 * A message is a CoinferenceHeader and a payload of real bytes on the link (of no content).
 * Callbacks may close or release the channel.
 */
class MessageChannel : public SimpleRefCount<MessageChannel>
{
  public:
    /** @brief Called with each message received whole and its sender. */
    typedef Callback<void, Ptr<MessageChannel>, const CoinferenceHeader&, const Address&>
        MessageCallback;
    /** @brief Called when alien or damaged data was dropped. */
    typedef Callback<void, Ptr<MessageChannel>> MalformedCallback;
    /** @brief Called when the peer closed or the connection failed; never after Close(). */
    typedef Callback<void, Ptr<MessageChannel>> ClosedCallback;

    virtual ~MessageChannel();

    /**
     * @brief Set who is told of what. Must be called before anything can be received.
     * @param message told of messages
     * @param malformed told of malformed data
     * @param closed told of the end of the connection
     */
    void SetCallbacks(MessageCallback message, MalformedCallback malformed, ClosedCallback closed);

    /**
     * @brief Send a message, or queue it behind those not sent yet.
     * @param header the header; its payloadSize bytes of payload follow
     * @param to the receiver; ignored by a stream
     */
    virtual void Send(const CoinferenceHeader& header, const Address& to) = 0;

    /**
     * @brief Take back a message as far as it has not been handed to the socket.
     * @param sequence the sequence number of its header
     */
    virtual void Withdraw(std::uint32_t sequence) = 0;

    /** @brief Hand over at once what the socket takes, without pacing: before Close(). */
    virtual void Flush() = 0;

    /** @brief Close the socket and forget everything queued. No callback is called any more. */
    void Close();

    /**
     * @brief Like Close(), but leave the socket alone.
     *
     * For the end of the simulation, when the stack below may be gone and nothing must be sent.
     */
    void Abandon();

    /** @return messages not wholly handed to the socket yet */
    virtual std::size_t GetQueueLength() const = 0;

    /** @return messages received in part and given up, or failed at sending */
    std::uint64_t GetLosses() const;

  protected:
    /** @param socket the socket; its callbacks are taken over */
    explicit MessageChannel(Ptr<Socket> socket);

    /// Forget everything queued or received in part.
    virtual void Clear() = 0;

    /**
     * @brief Close a socket that has been given away, at once or when that can be done.
     * @param socket the socket, without callbacks
     */
    virtual void CloseSocket(Ptr<Socket> socket);

    /**
     * @brief Take all callbacks off the socket and give it away.
     * @return the socket; null if it was given away before
     */
    Ptr<Socket> Detach();

    Ptr<Socket> m_socket;          //!< null once closed
    std::uint64_t m_losses{0};     //!< messages given up
    MessageCallback m_message;     //!< told of messages
    MalformedCallback m_malformed; //!< told of malformed data
    ClosedCallback m_closed;       //!< told of the end of the connection
};

/**
 * @ingroup coinference-simulation
 * @brief A message as one packet, as trace sinks get it.
 * @param header the header
 * @return the header and its payload
 */
Ptr<Packet> MakeMessage(const CoinferenceHeader& header);

/**
 * @ingroup coinference-simulation
 * @brief Mark all that a socket sends.
 * @param socket the socket, of IPv4 or IPv6
 * @param tos Type of Service, or Traffic Class
 */
void SetSocketTos(Socket& socket, std::uint8_t tos);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MESSAGE_CHANNEL_H */
