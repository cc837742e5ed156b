/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_MESSAGE_NETWORK_H
#define COINFERENCE_MESSAGE_NETWORK_H

#include "coinference-header.h"
#include "shared-bus.h"

#include "ns3/address.h"
#include "ns3/event-id.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace ns3
{
namespace coinference
{

class FairShares;

/**
 * @ingroup coinference-simulation
 * @brief A network without packets: a message is one transfer over links of given rates, which the
 * messages in flight share max-min fairly, and arrives a fixed delay after its last bit has left.
 *
 * For runs with more agents or inferences than packets allow: an embedding of 700 kB is two events
 * instead of thousands. Give the same network to agents and servers (their attribute
 * MessageNetwork); everything else, records, schemes, servers, stays as it is. No socket, queue,
 * loss, retransmission or radio energy is simulated, nor the growth of a TCP window: what it
 * answers is that of established connections, see doc/coinference.rst, "Messages instead of
 * packets", for how close.
 *
 * A link is anything that is shared: a direction of a cable, both of a bus, the airtime of an
 * access point. What a bit of payload takes of it is its cost on that hop: headers,
 * acknowledgements, or for airtime the inverse of the station's rate. Messages of one sender to one
 * receiver go one after the other, as on a connection.
 */
class MessageNetwork : public Object
{
  public:
    /** @brief A link's identity. */
    typedef std::uint32_t Link;

    /** @brief A link on the way of a message. */
    struct Hop
    {
        Link link{0};   //!< the link
        double cost{1}; //!< what a bit of payload takes of its rate, > 0
        /**
         * What it takes of it at present, > 0: asked for each message as it starts, and in place of
         * `cost`. For a station that walks, which is near or far. It may hold nodes, not the
         * network itself: it is let go when the network is disposed of.
         */
        std::function<double()> costNow{};
    };

    /** @brief Who sends and is told of what arrives. */
    class Peer
    {
      public:
        virtual ~Peer() = default;
        /**
         * @brief A message is there.
         * @param header its header
         * @param from where an answer goes to; invalid if it is a server's
         */
        virtual void Receive(const CoinferenceHeader& header, const Address& from) = 0;
        /** @brief The server that messages went to is gone. */
        virtual void HandleClosed() = 0;
    };

    /** @brief The way from a node to another. */
    struct Route
    {
        std::vector<Hop> hops; //!< the links; none for a way that is never scarce
        Time delay;            //!< from the last bit sent until it is received
        /**
         * What nodes on the way add that wait for a whole packet before they send it on [s/bit of
         * payload], for a packet or for the message if that is smaller.
         */
        double storeTime{0};
        double packetBits{0};                                     //!< payload of a packet [bit]
        double mostRate{std::numeric_limits<double>::infinity()}; //!< of a sender that paces
                                                                  //!< [bit/s of payload]
        double weight{1};        //!< its share of a link beside others' weights, > 0
        bool fromGateway{false}; //!< whether it leaves from the gateway of the bus on its way
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    MessageNetwork();
    ~MessageNetwork() override;

    /**
     * @brief Add a link.
     * @param rate what its hops share, bit/s of a cable, 1 of airtime; > 0
     * @return its identity
     */
    Link AddLink(double rate);

    /**
     * @brief Add a bus whose stations take turns, and whose gateway acknowledges what the others
     * send: answers that leave from it wait behind acknowledgements.
     * @param rate what its hops share [bit/s], > 0
     * @param frames what goes over it; the costs of hops are without its silence
     * @return its identity
     */
    Link AddBus(double rate, const BusFrames& frames);

    /**
     * @brief Say how messages cross.
     * @param from the sender's node
     * @param to the receiver's node
     * @param route the way, of links that have been added
     */
    void SetRoute(Ptr<Node> from, Ptr<Node> to, const Route& route);

    /**
     * @brief Give a server's node the address by which agents know it.
     * @param address IPv4 or IPv6, with a port
     * @param node the node
     */
    void AddAddress(const Address& address, Ptr<Node> node);

    /**
     * @param from a node
     * @param to another
     * @return rate of what is under way from the one to the other, all its messages together
     *         [bit/s of payload]
     */
    double GetRate(Ptr<Node> from, Ptr<Node> to) const;

    /**
     * @brief Take part.
     * @param peer who
     * @param node its node
     * @param isServer whether it takes the messages to the node's addresses; agents get an address
     *        of their own
     * @return its port; Detach() it before the peer is gone
     */
    std::uint32_t Attach(Peer* peer, Ptr<Node> node, bool isServer);

    /**
     * @brief Take no part any more: messages from and to it are lost, and agents of a server are
     * told.
     * @param port the port
     */
    void Detach(std::uint32_t port);

    /**
     * @brief Send a message, behind those to the same receiver.
     * @param port the sender's
     * @param header the header; its payloadSize bytes of payload cross with it
     * @param to address of a server, or what a message came from
     * @return whether there is a receiver; an agent is told by Peer::HandleClosed() if not
     */
    bool Send(std::uint32_t port, const CoinferenceHeader& header, const Address& to);

    /**
     * @param port a port
     * @return its messages that are not wholly sent
     */
    std::size_t Queued(std::uint32_t port) const;

    /** @return messages sent and not received yet, those that wait for one before them included */
    std::size_t GetInFlight() const;

  protected:
    /** @brief Ends everything. */
    void DoDispose() override;

  private:
    /// Who takes part.
    struct Port
    {
        Peer* peer; //!< null once it is gone
        Ptr<Node> node;
        Address address;
        bool isServer;
    };

    /// A message.
    struct Message
    {
        CoinferenceHeader header;
        std::uint32_t from; //!< port
        std::uint32_t to;   //!< port
    };

    struct Flow;

    /// Forget what a flow has to send.
    void Drop(std::uint64_t flow);
    /// The first message of a flow is next, now or when it is first at a bus's gateway.
    void Begin(Flow& flow);
    void Start(Flow& flow);
    /// A message is not at a bus's gateway any more, if it was: the next one is first.
    void LeaveGateway(const Flow& flow);
    /// Plan for the message that is sent first of those under way: one event for all.
    void PlanNext();
    /// Deal with all messages whose last bit is sent now.
    void HandleEnds();
    void HandleSent(std::uint64_t flow);
    void Deliver(Message message);
    /// Tell an agent that its server is gone.
    void TellClosed(std::uint32_t port);
    /// Share the links anew at the end of this instant, once for all that changes in it.
    void ShareSoon();
    void ShareLinks();
    const Route& RouteOf(const Port& from, const Port& to) const;
    static Address WithoutTos(const Address& address);

    /// What is more than a rate of a link.
    struct SharedLink
    {
        std::optional<SharedBus> bus; //!< if it is one
        Time updated;                 //!< when the bus was looked at
    };

    /// The bus from whose gateway a flow's messages leave; null if there is none.
    SharedLink* BusBefore(const Flow& flow);
    static void UpdateBus(SharedLink& link);
    /// What silence and acknowledgements take of the buses.
    void LoadBuses();
    /// What of the rates is the buses'.
    void CountOnBuses();
    /// A message is first at a bus's gateway: it has the turns of what is before it, too.
    /// @return how much it is with them [bit]
    double WaitForTurns(Flow& flow, double bits, SharedLink& link);

    std::vector<SharedLink> m_links;
    std::vector<Link> m_buses;                                         //!< those that are buses
    std::map<std::pair<std::uint32_t, std::uint32_t>, Route> m_routes; //!< by node ids
    std::map<Address, Ptr<Node>> m_addresses;                          //!< of servers' nodes
    std::vector<Port> m_ports;                                         //!< never reused
    std::map<std::uint32_t, std::uint32_t> m_servers; //!< listening port, by node id
    std::vector<std::uint32_t> m_serverPorts;         //!< of all times
    std::map<Address, std::uint32_t> m_agents;        //!< ports, by made-up address
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> m_flowOf; //!< by ports
    std::vector<std::unique_ptr<Flow>> m_flows; //!< by identity, from 1, in order of first use
    std::unique_ptr<FairShares> m_shares;       //!< of the links, between flows' first messages;
                                                //!< goes before them, as they are linked in it
    std::vector<double> m_costs;                //!< of a message on the hops of its route
    std::vector<std::uint64_t> m_ended;         //!< flows whose last bit is sent
    std::size_t m_delivering{0};                //!< sent, not received yet
    EventId m_next;                             //!< the next message is sent
    EventId m_share;                            //!< about to share anew
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MESSAGE_NETWORK_H */
