/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_EDGE_SERVER_H
#define COINFERENCE_EDGE_SERVER_H

#include "compute-device.h"
#include "inference-record.h"
#include "message-channel.h"
#include "message-network.h"

#include "ns3/allocation.h"
#include "ns3/coinference-compat.h"
#include "ns3/data-rate.h"

#include <map>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief What an edge server has counted.
 *
 * received = served + refused + aborted + those waiting or computing.
 */
struct EdgeServerCounts
{
    std::uint64_t received{0};      //!< requests received whole
    std::uint64_t served{0};        //!< results computed
    std::uint64_t refused{0};       //!< requests refused: queue full, clock or work impossible
    std::uint64_t overLimit{0};     //!< of the refused: beyond MaxJobTime or MaxResultSize
    std::uint64_t tooLate{0};       //!< of the refused: dropped by the device's DropLate
    std::uint64_t aborted{0};       //!< requests lost: the device was off, or the server stopped
    std::uint64_t undeliverable{0}; //!< of all answers: the agent's connection was gone
    std::uint64_t malformed{0};     //!< alien or damaged messages dropped
    std::uint64_t incomplete{0};    //!< messages given up that came, or could be sent, in part only
};

/**
 * @ingroup coinference-simulation
 * @brief Runs the second part of the model for any number of agents on the ComputeDevice
 * aggregated to its node, first come first served or as its attribute Queueing says: requests carry
 * their deadline and their priority.
 *
 * Listens on one port over IPv4 and IPv6. A request asks for its own clock f~, at which the device
 * runs it when its turn comes. A request that asks for a clock or work that the device cannot do is
 * refused; so is one that finds the device's queue full, one that would block the device for longer
 * than MaxJobTime, and one that asks for more than MaxResultSize. A request can have the tokens of
 * its answer streamed: each is sent as it is there, the last as the result. A server whose device
 * is off answers nobody. When the application stops, the requests it still has are taken back from
 * the device, refused, and counted as aborted.
 */
class EdgeServer : public StreamedApplication
{
  public:
    /**
     * @brief Callback signature of the trace source Refused.
     * @param header the message's header
     * @param peer the agent's address
     */
    typedef void (*MessageTracedCallback)(const CoinferenceHeader& header, const Address& peer);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Nothing here is random.
     * @param stream ignored
     * @return 0
     */
    int64_t AssignStreams(int64_t stream) override;

    /**
     * @brief Callback signature of the trace source Reported.
     * @param agent the agent's identity
     * @param allocation number of the allocation that it acknowledges; 0 for none
     */
    typedef void (*ReportedTracedCallback)(std::uint32_t agent, std::uint32_t allocation);

    /**
     * @brief Send an agent what was decided for it, on the way its last report came.
     * @param agent the agent's identity
     * @param number of the allocation, for the agent to acknowledge; later ones are higher
     * @param precision b^
     * @param clocks f and f~
     * @return whether there is a way to it
     */
    bool SendAllocation(std::uint32_t agent,
                        std::uint32_t number,
                        const Precision& precision,
                        const Clocks& clocks);

    /** @return what was counted so far */
    EdgeServerCounts GetCounts() const;

    /** @return requests received that are waiting or computing */
    std::size_t GetBacklog() const;

    /** @return connections (TCP) or sockets (UDP) open now, listening ones excluded */
    std::size_t GetChannels() const;

    EdgeServer();

  protected:
    /** @brief Ends everything and lets go of all others. */
    void DoDispose() override;

  private:
    struct Request
    {
        std::uint64_t channel; //!< key of the channel to answer on
        Address peer;
        CoinferenceHeader header;
        Time received;
        std::uint64_t job{0};        //!< at the device
        std::uint32_t resultSize{0}; //!< payload of its result [byte]
    };

    void StartApplication() override;
    void StopApplication() override;
    void Listen(const Address& local);
    /// Cancel all jobs and count their requests as aborted.
    std::map<std::uint64_t, Request> TakeBackRequests();
    void HandleAccept(Ptr<Socket> socket, const Address& from);
    void AddChannel(Ptr<MessageChannel> channel);
    void RemoveChannel(Ptr<MessageChannel> channel);
    void HandleMessage(Ptr<MessageChannel> channel,
                       const CoinferenceHeader& header,
                       const Address& from);
    void HandleMalformed(Ptr<MessageChannel> channel);
    void HandleComputed(const ComputeReport& report);
    /// The job's identity, or 0 if the device does not take it.
    std::uint64_t TrySubmit(const CoinferenceHeader& header,
                            const ComputeTask& task,
                            std::uint64_t tag);
    /// What a request asks the device to do; without work if it names phases that nobody knows.
    ComputeTask TaskOf(const CoinferenceHeader& header) const;
    /// Whether a request is within MaxJobTime and MaxResultSize.
    bool IsWithinLimits(const CoinferenceHeader& header, const ComputeTask& task) const;
    /// A token of an answer is there.
    void HandleToken(std::uint64_t tag, std::uint64_t count);
    void HandleReport(Ptr<MessageChannel> channel,
                      const CoinferenceHeader& header,
                      const Address& from);
    void Refuse(const Request& request);
    static CoinferenceHeader MakeRefusal(const Request& request);
    void Answer(const Request& request, CoinferenceHeader header);

    std::uint16_t m_port{0};                    //!< port to listen on
    Address m_local;                            //!< where to listen alone; invalid: anywhere
    std::uint8_t m_tos{0};                      //!< Type of Service
    Ptr<MessageNetwork> m_network;              //!< null: packets
    TypeId m_protocol;                          //!< socket factory
    Time m_maxJobTime;                          //!< refuse longer jobs; 0: no limit
    std::uint32_t m_maxResultSize{0};           //!< refuse larger results [byte]; 0: no limit
    std::uint32_t m_datagramSize{0};            //!< for datagrams: largest to send [byte]
    DataRate m_pacingRate;                      //!< for datagrams: rate to send at
    Time m_reassemblyTimeout;                   //!< for datagrams: how long fragments wait
    Ptr<ComputeDevice> m_device;                //!< the node's
    ComputeDevice::DoneCallback m_whenComputed; //!< made once, not for every request
    Callback<void, std::uint64_t, std::uint64_t> m_whenToken; //!< made once, likewise
    std::vector<Ptr<Socket>> m_listeners;                     //!< listening stream sockets
    std::map<std::uint64_t, Ptr<MessageChannel>> m_channels;  //!< by age, so that order is fixed
    std::unordered_map<MessageChannel*, std::uint64_t> m_channelKeys; //!< the inverse
    std::uint64_t m_lastChannel{0};                                   //!< key of the newest channel
    std::map<std::uint64_t, Request> m_requests;                      //!< by tag, in order of age
    std::uint64_t m_lastRequest{0};                                   //!< tag of the newest request
    std::map<std::uint32_t, Request> m_reports;                       //!< the last of each agent
    TracedCallback<std::uint32_t, std::uint32_t> m_reportedTrace;     //!< Reported
    EdgeServerCounts m_counts; //!< closed channels' losses included
    TracedCallback<Ptr<const Packet>, const Address&> m_rxTrace;             //!< Rx
    TracedCallback<Ptr<const Packet>> m_txTrace;                             //!< Tx
    TracedCallback<const CoinferenceHeader&, const Address&> m_refusedTrace; //!< Refused
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_EDGE_SERVER_H */
