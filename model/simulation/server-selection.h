/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SERVER_SELECTION_H
#define COINFERENCE_SERVER_SELECTION_H

#include "compute-device.h"
#include "inference-record.h"

#include "ns3/address.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

class EmbodiedAgent;

/**
 * @ingroup coinference-simulation
 * @brief Which of several edge servers an agent sends its next inference to.
 *
 * Aggregate it to the EmbodiedAgent (ServerSelectionHelper does). Each time the agent senses, the
 * selection names one of the servers that answer, and the agent's attribute Remote is set to it;
 * what is under way at another server is waited for there, and its record names that server. Where
 * the agent has an AllocationController, this decides anew for the chip of the server chosen.
 *
 * A server is left when MissedResults inferences in a row that were sent to it came to nothing: it
 * is gone, out of reach, or refuses. It is tried again, with one inference, after RetryInterval.
 * Where no server answers the selection tries the one that has been left the longest.
 *
 * A selection of one's own is one subclass with a TypeId and DoSelect().
 */
class ServerSelection : public Object
{
  public:
    /** @brief A server, and what is known of it. */
    struct Server
    {
        Address remote;            //!< address and port
        Ptr<ComputeDevice> device; //!< its processor
        std::uint32_t missed{0};   //!< inferences in a row that came to nothing there
        std::uint32_t tries{0};    //!< of it again that came to nothing, in a row
        bool isTried{false};       //!< whether an inference is to try it again
        Time leftUntil;            //!< not to be used before
        std::optional<double>
            delay; //!< of its last inferences done: network, queue, computation [s]
    };

    /**
     * @brief Callback signature of the trace source Selected.
     * @param from the server before; invalid for the first
     * @param to the server from now on
     */
    typedef void (*SelectedTracedCallback)(const Address& from, const Address& to);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Add a server; the first is the agent's until it senses.
     * @param remote address and port as the agent sees it
     * @param device the ComputeDevice of the server's node
     */
    void AddServer(const Address& remote, Ptr<ComputeDevice> device);

    /** @return the servers, in the order in which they were added */
    const std::vector<Server>& GetServers() const;

    /** @return index of the server in use */
    std::size_t GetSelected() const;

    /** @return how often another server was chosen */
    std::uint64_t GetChanges() const;

  protected:
    /** @brief Begins to listen to the agent. */
    void NotifyNewAggregate() override;
    /** @brief Lets go of all servers. */
    void DoDispose() override;

    /**
     * @brief Choose.
     * @param candidates indices of the servers that answer, at least one, ascending
     * @return one of them
     */
    virtual std::size_t DoSelect(const std::vector<std::size_t>& candidates) = 0;

    /** @return the agent */
    Ptr<EmbodiedAgent> GetAgent() const;

  private:
    void HandleSensing(std::uint32_t sequence);
    void HandleInference(const InferenceRecord& record);
    void Use(std::size_t index);
    /// How long a server is left: the longer, the more tries came to nothing.
    Time LeaveTime(const Server& server) const;

    std::vector<Server> m_servers;    //!< as added
    std::size_t m_selected{0};        //!< in use
    std::uint64_t m_changes{0};       //!< how often it was another
    std::uint32_t m_missedResults{0}; //!< until a server is left
    Time m_retryInterval;             //!< until it is tried again
    double m_smoothing{0};            //!< weight of the newest delay
    bool m_observes{false};           //!< whether the agent tells of its inferences
    TracedCallback<const Address&, const Address&> m_selectedTrace; //!< Selected
};

/**
 * @ingroup coinference-simulation
 * @brief The first server that answers, in the order in which they were added.
 */
class StaticServerSelection : public ServerSelection
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    std::size_t DoSelect(const std::vector<std::size_t>& candidates) override;
};

/**
 * @ingroup coinference-simulation
 * @brief The server nearest to the agent, by the mobility models of both nodes.
 */
class NearestServerSelection : public ServerSelection
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    std::size_t DoSelect(const std::vector<std::size_t>& candidates) override;
};

/**
 * @ingroup coinference-simulation
 * @brief The server with the fewest jobs, running and waiting, at this instant: as if it told
 * without delay, a bound of what load balancing can do.
 */
class LeastLoadedServerSelection : public ServerSelection
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    std::size_t DoSelect(const std::vector<std::size_t>& candidates) override;
};

/**
 * @ingroup coinference-simulation
 * @brief The server whose last inferences took the least time from the end of the agent's part to
 * the result, as the agent has seen itself; one that has not been tried is tried first.
 */
class MeasuredDelayServerSelection : public ServerSelection
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    std::size_t DoSelect(const std::vector<std::size_t>& candidates) override;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SERVER_SELECTION_H */
