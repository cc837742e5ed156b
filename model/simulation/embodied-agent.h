/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_EMBODIED_AGENT_H
#define COINFERENCE_EMBODIED_AGENT_H

#include "compute-device.h"
#include "inference-record.h"
#include "message-channel.h"
#include "message-network.h"
#include "sensing-schedule.h"

#include "ns3/allocation.h"
#include "ns3/coinference-compat.h"
#include "ns3/model-profile.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief A robot, drone or car: senses, runs its quantized part of the model on the ComputeDevice
 * aggregated to its node, sends the embedding to an EdgeServer and waits for the result.
 *
 * Bit-width, clocks, placement and activation width may be set at any time; an inference keeps
 * those of the moment it was sensed, and meets or misses the budgets of the moment it ends. Each
 * inference ends in exactly one call of the trace source Inference, but for those in flight when
 * the application stops: they count as in flight for ever.
 *
 * Over TCP one connection is opened at the start. When it breaks, the inferences that have been
 * sent on it are dropped, and the next embedding opens a new one; so does a change of Remote, while
 * results of the server before are still taken. Over UDP what is lost is only noticed
 * by the Timeout.
 *
 * When the device is switched off, for example by an empty battery, the inferences in flight end
 * with it and nothing is sensed until it is on again.
 */
class EmbodiedAgent : public StreamedApplication
{
  public:
    /**
     * @brief Callback signature of the trace sources Sensed and Inference.
     * @param record the inference, as far as it has come
     */
    typedef void (*InferenceTracedCallback)(const InferenceRecord& record);

    /**
     * @brief Callback signature of the trace source Sensing.
     * @param sequence number of the inference that is about to begin
     */
    typedef void (*SensingTracedCallback)(std::uint32_t sequence);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Set the model to run.
     * @param model the model; its fields must be allowed
     */
    void SetModelProfile(const ModelProfile& model);

    /**
     * @return the model; of the attribute Model it is read when first asked for, once for all
     *         agents
     */
    const ModelProfile& GetModelProfile() const;

    /**
     * @brief Use a scheme's answer from the next inference on.
     * @param allocation a feasible answer
     */
    void SetAllocation(const Allocation& allocation);

    /**
     * @brief Take allocations from messages of the server, where an AllocationCoordinator decides:
     * report from the start of the application on, each ReportInterval until there is one, and
     * acknowledge each. Nothing is sensed before the first.
     */
    void ReportToServer();

    /**
     * @brief Switch sensing off or on, before or during the run; it is on at first. Inferences
     * under way go on.
     * @param on whether to sense; switched on while running, the next sensing is an interval later
     */
    void SetSensing(bool on);

    /**
     * @brief Sense at given times instead of at random or regular intervals.
     * @param times times since the application's start, ascending, not negative; empty to use
     * SensingInterval
     */
    void SetSensingTimes(const std::vector<Time>& times);

    /**
     * @brief Count a device's energy as the radio's.
     * @param model an energy model of this node, for example a WifiRadioEnergyModel
     * @param listeningPower what it draws while it only listens [W], >= 0: told apart as waiting
     *        while the server has an inference
     */
    void AddRadioEnergyModel(Ptr<DeviceEnergyModel> model, double listeningPower = 0);

    /** @return how many inferences were generated and how they ended */
    InferenceCounts GetCounts() const;

    /** @return the identity in messages and records: attribute AgentId or the node's id */
    std::uint32_t GetAgentId() const;

    /** @return T0, attribute DelayBudget */
    Time GetDelayBudget() const;

    /** @return E0, attribute EnergyBudget [J] */
    double GetEnergyBudget() const;

    /**
     * @return the mean time between sensings: of the sensing times, or of a constant, exponential
     *         or uniform SensingInterval; nothing for other laws
     */
    std::optional<Time> GetMeanSensingInterval() const;

    /** @return results and refusals that came for inferences already ended */
    std::uint64_t GetLateResults() const;

    /**
     * @return inferences in a row that were sent and ended without any message from the server
     *         since: the link, or the server, is gone
     */
    std::uint32_t GetMissedResults() const;

    /** @return alien or damaged messages dropped */
    std::uint64_t GetMalformed() const;

    int64_t AssignStreams(int64_t stream) override;

    EmbodiedAgent();

  protected:
    /** @brief Ends everything and lets go of all others. */
    void DoDispose() override;

  private:
    struct InFlight
    {
        InferenceRecord record;
        EventId timeout;
        std::uint64_t job{0};        //!< at the agent's device; 0 once it has ended
        double radioEnergyBefore{0}; //!< of the radio, when the embedding was sent [J]
        Workload workload;           //!< of the moment it was sensed
        std::uint32_t phases{0};     //!< of the server's part, EnterPhases(); 0 for none
        bool sent{false};            //!< handed to the network, or failed at that
        Ptr<MessageChannel> channel; //!< that it was sent on; null before that
    };

    typedef std::map<std::uint32_t, InFlight> InFlightMap;

    struct Connection
    {
        Address remote;
        Ptr<MessageChannel> channel;
    };

    /// What an inference is of, and the workload that follows from it.
    struct CachedWorkload
    {
        std::shared_ptr<const ModelProfile> model;
        Placement placement;
        std::uint32_t split;
        std::uint32_t activationBits;
        Workload workload;
        std::uint32_t phases; //!< of the server's part, EnterPhases(); 0 for none
        double bits;          //!< at which `works` are
        std::shared_ptr<const PhaseWorks> works; //!< of the agent's part; null for none
    };

    void StartApplication() override;
    void StopApplication() override;
    void SetModelName(std::string name);
    std::string GetModelName() const;
    void SetBitWidth(std::uint32_t bitWidth);
    std::uint32_t GetBitWidth() const;
    void SetSplitName(std::string name);
    std::string GetSplitName() const;
    void SetPlacementName(std::string name);
    std::string GetPlacementName() const;
    void SetSensingInterval(Ptr<RandomVariableStream> interval);
    Ptr<RandomVariableStream> GetSensingInterval() const;
    void SetSenseAtStart(bool atStart);
    bool GetSenseAtStart() const;
    void SetSensingTrace(std::string path);
    std::string GetSensingTrace() const;
    void ScheduleNextSensing(bool first);
    void Sense();
    void ComputeOrSend(InFlightMap::iterator place);
    /// What the agent's part of an inference is to its device.
    ComputeTask TaskOf(const InFlight& inference);
    /// Draw the length of an answer; 0 of a model that gives none, or if it is as the model says.
    std::uint32_t DrawTokens(const Workload& workload) const;
    void HandleToken(std::uint64_t tag, std::uint64_t count);
    /// A token of an answer is there.
    void TakeToken(InferenceRecord& record, std::uint64_t count);
    void HandleComputed(const ComputeReport& report);
    void TakeReport(InFlight& inference, const ComputeReport& report);
    void SendEmbedding(InFlightMap::iterator place);
    /// Of the model in the placement and at the split in force.
    const Workload& CurrentWorkload();
    /// Abort if the widths in force are of other layers.
    void RequireWidths(const Workload& workload) const;
    /// End all inferences for which the condition holds.
    template <typename Condition>
    void EndAll(Outcome outcome, Condition condition);
    /// The channel to the server, opened if there is none; null if there is no way yet.
    Ptr<MessageChannel> OpenChannel();
    /// Be told of what a channel receives.
    void ListenTo(Ptr<MessageChannel> channel);
    /// A channel of a socket; null if there is no way yet.
    Ptr<MessageChannel> OpenSocket();
    /// Send a report; again later if there is no allocation yet.
    void Report();
    void HandleAllocation(const CoinferenceHeader& header);
    void CloseChannels();
    /// Close the channels to other servers that no inference in flight was sent on.
    void CloseUnused();
    void HandleMessage(Ptr<MessageChannel> channel,
                       const CoinferenceHeader& header,
                       const Address& from);
    void HandleMalformed(Ptr<MessageChannel> channel);
    void HandleClosed(Ptr<MessageChannel> channel);
    void HandleSwitch(bool on);
    void HandleTimeout(std::uint32_t sequence);
    void End(InFlightMap::iterator place, Outcome outcome);
    double RadioEnergy() const;

    Address m_remote;                                    //!< the server
    Address m_local;                                     //!< where to send from; invalid: anywhere
    std::uint8_t m_priority{0};                          //!< of its requests
    std::uint8_t m_tos{0};                               //!< Type of Service
    Ptr<MessageNetwork> m_network;                       //!< null: packets
    TypeId m_protocol;                                   //!< socket factory
    std::uint32_t m_agentId{0};                          //!< identity; UINT32_MAX: the node's
    mutable std::shared_ptr<const ModelProfile> m_model; //!< what is run; null: not read yet
    std::string m_modelName;                             //!< preset or file it came from
    std::uint32_t m_activationBits{0};        //!< bits per embedding value; 0: the model's
    Precision m_precision;                    //!< b^, or a width a layer
    double m_frequency{0};                    //!< f [Hz]; 0: the device's clock
    double m_serverFrequency{0};              //!< f~ [Hz]; 0: the server device's clock
    double m_memoryFrequency{0};              //!< f_m [Hz]; 0: the device's
    double m_serverMemoryFrequency{0};        //!< f~_m [Hz]; 0: the server device's
    bool m_streamTokens{false};               //!< whether tokens come back one by one
    Ptr<RandomVariableStream> m_outputTokens; //!< of an answer; null: as the model says
    Placement m_placement{Placement::SPLIT};  //!< who runs what
    std::uint32_t m_split{OWN_SPLIT};         //!< if SPLIT: which of the model's
    std::string m_splitName;                  //!< to be looked up in the model; empty: done

    CachedWorkload m_workload{};         //!< of the latest inference
    Time m_delayBudget;                  //!< T0
    double m_energyBudget{0};            //!< E0 [J]
    bool m_countWaiting{false};          //!< whether listening counts towards it
    Time m_timeout;                      //!< give up after this; 0: never
    std::uint32_t m_maxInferences{0};    //!< 0: no limit
    std::uint32_t m_maxInFlight{0};      //!< 0: no limit
    bool m_reports{false};               //!< whether allocations come as messages
    std::uint32_t m_allocationNumber{0}; //!< of the latest that came so; 0: none
    Time m_reportInterval;               //!< until the first has come
    EventId m_nextReport;                //!< the next try
    bool m_senses{true};                 //!< whether to sense at all
    SensingSchedule m_schedule;          //!< when
    std::uint32_t m_datagramSize{0};     //!< for datagrams: largest to send [byte]
    DataRate m_pacingRate;               //!< for datagrams: rate to send at
    Time m_reassemblyTimeout;            //!< for datagrams: how long fragments wait

    Ptr<ComputeDevice> m_device;                //!< the node's
    ComputeDevice::DoneCallback m_whenComputed; //!< made once, not for every inference
    Callback<void, std::uint64_t, std::uint64_t> m_whenToken; //!< made once, likewise
    bool m_observesSwitch{false};                 //!< whether the device tells of being switched
    bool m_running{false};                        //!< between start and stop
    std::vector<Connection> m_connections;        //!< open ones; more than one only while results
                                                  //!< of an earlier server are due
    EventId m_nextSensing;                        //!< the next one
    std::uint32_t m_nextSequence{0};              //!< of the next inference
    InFlightMap m_inFlight;                       //!< by sequence number
    std::uint64_t m_abandoned{0};                 //!< in flight when the application stopped
    InferenceCounts m_counts;                     //!< of ended inferences, and generated
    std::uint64_t m_lateResults{0};               //!< results for ended inferences
    std::uint64_t m_malformed{0};                 //!< messages dropped
    std::uint32_t m_missedResults{0};             //!< in a row, without word from the server
    std::vector<Ptr<DeviceEnergyModel>> m_radios; //!< whose energy is the radio's
    double m_listeningPower{0};                   //!< of all of them [W]
    TracedCallback<std::uint32_t> m_sensingTrace; //!< Sensing
    TracedCallback<const InferenceRecord&> m_sensedTrace;        //!< Sensed
    TracedCallback<const InferenceRecord&> m_inferenceTrace;     //!< Inference
    TracedCallback<Ptr<const Packet>> m_txTrace;                 //!< Tx
    TracedCallback<Ptr<const Packet>, const Address&> m_rxTrace; //!< Rx
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_EMBODIED_AGENT_H */
