/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_STREAM_CHANNEL_H
#define COINFERENCE_STREAM_CHANNEL_H

#include "message-channel.h"

#include <array>
#include <cstdint>
#include <deque>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief Messages over a connected, or connecting, stream socket.
 *
 * A message may arrive in segments of any size. Malformed data leave no way to find the next
 * message, so the rest of the stream is ignored after them. Received payload is counted, never
 * stored.
 */
class StreamChannel : public MessageChannel
{
  public:
    /**
     * @param socket the socket
     * @param connected false if Connect() was called and has not succeeded yet
     */
    StreamChannel(Ptr<Socket> socket, bool connected);

    void Send(const CoinferenceHeader& header, const Address& to) override;
    void Withdraw(std::uint32_t sequence) override;
    void Flush() override;
    std::size_t GetQueueLength() const override;

  protected:
    void Clear() override;
    // One that is connecting is closed once it is connected, or fails by itself.
    void CloseSocket(Ptr<Socket> socket) override;

  private:
    struct Outgoing
    {
        CoinferenceHeader header;
        std::uint32_t sent; //!< bytes handed to the socket, the header's first
    };

    void HandleConnected(Ptr<Socket> socket);
    void HandleClosed(Ptr<Socket> socket);
    void HandleSendable(Ptr<Socket> socket, std::uint32_t available);
    void HandleReadable(Ptr<Socket> socket);
    /// Hand to the socket what it takes.
    void Pump();
    /// The next piece of a message.
    static Ptr<Packet> MakePiece(const Outgoing& message, std::uint32_t size);
    void Consume(Ptr<Packet> packet, const Address& from);
    bool ReadHeader();

    std::deque<Outgoing> m_outgoing; //!< what is left to send
    std::uint32_t m_worthSending;    //!< wait for this much room in the socket's buffer [byte]
    bool m_connected;                //!< whether the socket can send
    bool m_isConnecting;             //!< whether it has neither connected nor failed yet
    bool m_damaged{false};           //!< malformed data were received
    std::array<std::uint8_t, CoinferenceHeader::SIZE> m_headerBytes{}; //!< header being received
    std::uint32_t m_headerGot{0};                                      //!< how much of it
    CoinferenceHeader m_incoming;   //!< header of the message being received
    std::uint32_t m_payloadLeft{0}; //!< of the message being received [byte]
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_STREAM_CHANNEL_H */
