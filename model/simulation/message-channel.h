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
 * \ingroup coinference
 * \brief Sends and receives whole messages over one socket.
 *
 * A message is a CoinferenceHeader and a payload of real bytes on the link (of no content).
 * Callbacks may close or release the channel.
 */
class MessageChannel : public SimpleRefCount<MessageChannel>
{
  public:
    /** \brief Called with each message received whole and its sender. */
    typedef Callback<void, Ptr<MessageChannel>, const CoinferenceHeader&, const Address&>
        MessageCallback;
    /** \brief Called when alien or damaged data was dropped. */
    typedef Callback<void, Ptr<MessageChannel>> MalformedCallback;
    /** \brief Called when the peer closed or the connection failed; never after Close(). */
    typedef Callback<void, Ptr<MessageChannel>> ClosedCallback;

    virtual ~MessageChannel();

    /**
     * \brief Set who is told of what. Must be called before anything can be received.
     * \param message told of messages
     * \param malformed told of malformed data
     * \param closed told of the end of the connection
     */
    void SetCallbacks(MessageCallback message, MalformedCallback malformed, ClosedCallback closed);

    /**
     * \brief Send a message, or queue it behind those not sent yet.
     * \param header the header; its payloadSize bytes of payload follow
     * \param to the receiver; ignored by a stream
     */
    virtual void Send(const CoinferenceHeader& header, const Address& to) = 0;

    /**
     * \brief Take back a message as far as it has not been handed to the socket.
     * \param sequence the sequence number of its header
     */
    virtual void Withdraw(std::uint32_t sequence) = 0;

    /** \brief Hand over at once what the socket takes, without pacing: before Close(). */
    virtual void Flush() = 0;

    /** \brief Close the socket and forget everything queued. No callback is called any more. */
    void Close();

    /**
     * \brief Like Close(), but leave the socket alone.
     *
     * For the end of the simulation, when the stack below may be gone and nothing must be sent.
     */
    void Abandon();

    /** \return messages not wholly handed to the socket yet */
    virtual std::size_t GetQueueLength() const = 0;

    /** \return messages received in part and given up, or failed at sending */
    std::uint64_t GetLosses() const;

  protected:
    /** \param socket the socket; its callbacks are taken over */
    explicit MessageChannel(Ptr<Socket> socket);

    /// Forget everything queued or received in part.
    virtual void Clear() = 0;

    /// Take all callbacks off the socket and give it away.
    Ptr<Socket> Detach();

    Ptr<Socket> m_socket;          //!< null once closed
    std::uint64_t m_losses{0};     //!< messages given up
    MessageCallback m_message;     //!< told of messages
    MalformedCallback m_malformed; //!< told of malformed data
    ClosedCallback m_closed;       //!< told of the end of the connection
};

/**
 * \ingroup coinference
 * \brief Messages over a connected, or connecting, stream socket.
 *
 * A message may arrive in segments of any size. Malformed data leave no way to find the next
 * message, so the rest of the stream is ignored after them. Received payload is counted, never
 * stored.
 */
class StreamChannel : public MessageChannel
{
  public:
    /**
     * \param socket the socket
     * \param connected false if Connect() was called and has not succeeded yet
     */
    StreamChannel(Ptr<Socket> socket, bool connected);

    void Send(const CoinferenceHeader& header, const Address& to) override;
    void Withdraw(std::uint32_t sequence) override;
    void Flush() override;
    std::size_t GetQueueLength() const override;

  protected:
    void Clear() override;

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
    bool m_damaged{false};           //!< malformed data were received
    std::array<std::uint8_t, CoinferenceHeader::SIZE> m_headerBytes{}; //!< header being received
    std::uint32_t m_headerGot{0};                                      //!< how much of it
    CoinferenceHeader m_incoming;   //!< header of the message being received
    std::uint32_t m_payloadLeft{0}; //!< of the message being received [byte]
};

/**
 * \ingroup coinference
 * \brief Messages over a datagram socket, in fragments that fit a datagram.
 *
 * Nothing is sent again: a message that lost a fragment is forgotten after the reassembly timeout.
 * A message received whole is remembered until then, so that duplicates of its fragments do not
 * pass for a new one. At most MAX_PARTIAL messages are remembered; more push out the oldest.
 */
class DatagramChannel : public MessageChannel
{
  public:
    /** Most messages kept in mind, received in part or lately received whole */
    static constexpr std::size_t MAX_PARTIAL = 1U << 14;

    /**
     * \param socket a bound or connected socket
     * \param datagramSize largest datagram to send, header included [byte]
     * \param pacingRate rate to send at, headers included; 0 sends a message in one burst
     * \param reassemblyTimeout how long fragments wait for the rest, from the first one on
     */
    DatagramChannel(Ptr<Socket> socket,
                    std::uint32_t datagramSize,
                    DataRate pacingRate,
                    Time reassemblyTimeout);

    void Send(const CoinferenceHeader& header, const Address& to) override;
    void Withdraw(std::uint32_t sequence) override;
    void Flush() override;
    std::size_t GetQueueLength() const override;
    /** \return messages received in part, waiting for the rest */
    std::size_t GetPartialMessages() const;

  protected:
    void Clear() override;

  private:
    struct Outgoing
    {
        CoinferenceHeader header;
        Address to;
    };

    /// Sender, agent, sequence, type.
    typedef std::tuple<Address, std::uint32_t, std::uint32_t, std::uint8_t> Key;

    struct Partial
    {
        std::uint32_t payloadSize{0}; //!< of the whole message [byte]
        std::uint32_t inOrder{0};     //!< received without a gap from the start [byte]
        boost::icl::interval_set<std::uint32_t> ahead; //!< received after a gap, right-open ranges
        bool whole{false};                             //!< only remembered to spot duplicates
        Time expires;                                  //!< when it is forgotten
    };

    typedef std::map<Key, Partial> PartialMap;

    void HandleReadable(Ptr<Socket> socket);
    void HandleDatagram(Ptr<Packet> packet, const Address& from);
    /// Whether the message that a fragment belongs to is whole with it.
    static bool Add(Partial& partial, std::uint32_t begin, std::uint32_t end);
    void Remember(PartialMap::iterator place, std::uint32_t payloadSize);
    void ForgetOldest();
    /// Send one datagram, schedule the next.
    void SendNext();
    /// Send the next fragment; returns its size on the wire, headers of lower layers excluded.
    std::uint32_t SendFragment();
    void Expire();

    std::uint32_t m_datagramSize;                //!< largest datagram [byte]
    DataRate m_pacingRate;                       //!< 0: bursts
    Time m_reassemblyTimeout;                    //!< how long fragments wait
    std::deque<Outgoing> m_outgoing;             //!< fragmentOffset tells how far each has come
    EventId m_next;                              //!< next paced datagram
    PartialMap m_partial;                        //!< messages received in part, or whole lately
    std::size_t m_partials{0};                   //!< of them: in part
    std::deque<PartialMap::iterator> m_expiries; //!< all of them, the oldest first
    EventId m_expire;                            //!< next expiry
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MESSAGE_CHANNEL_H */
