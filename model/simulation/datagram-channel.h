/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_DATAGRAM_CHANNEL_H
#define COINFERENCE_DATAGRAM_CHANNEL_H

#include "message-channel.h"

#include "ns3/data-rate.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <boost/icl/interval_set.hpp>
#include <cstddef>
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
 * @brief Messages over a datagram socket, in fragments that fit a datagram.
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
     * @param socket a bound or connected socket
     * @param datagramSize largest datagram to send, header included [byte]
     * @param pacingRate rate to send at, headers included; 0 sends a message in one burst
     * @param reassemblyTimeout how long fragments wait for the rest, from the first one on
     */
    DatagramChannel(Ptr<Socket> socket,
                    std::uint32_t datagramSize,
                    DataRate pacingRate,
                    Time reassemblyTimeout);
    ~DatagramChannel() override;

    void Send(const CoinferenceHeader& header, const Address& to) override;
    void Withdraw(std::uint32_t sequence) override;
    void Flush() override;
    std::size_t GetQueueLength() const override;
    /** @return messages received in part, waiting for the rest */
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
    typedef std::tuple<Address, std::uint32_t, std::uint32_t, std::uint8_t, std::uint32_t> Key;

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

#endif /* COINFERENCE_DATAGRAM_CHANNEL_H */
