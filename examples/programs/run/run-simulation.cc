/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-simulation.h"

#include "clean-simulator.h"
#include "design/random-design-problems.h"
#include "run-animation.h"
#include "run-message-network.h"
#include "run-network.h"
#include "support/checked-field.h"

#include "ns3/allocation-helper.h"
#include "ns3/boolean.h"
#include "ns3/coinference-environment-helper.h"
#include "ns3/compute-device-helper.h"
#include "ns3/compute-device.h"
#include "ns3/compute-energy-model-helper.h"
#include "ns3/double.h"
#include "ns3/edge-server-helper.h"
#include "ns3/embodied-agent-helper.h"
#include "ns3/embodied-agent.h"
#include "ns3/enum.h"
#include "ns3/pointer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/server-selection-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace ns3
{
namespace coinference
{

namespace
{

/// Time for stations to associate and for IPv6 to check its addresses.
const Time WARM_UP = Seconds(2);
/// Streams of the network, one block, and of the agents and their schemes, another: so that
/// agents sense at the same times whatever the network is.
constexpr int64_t AGENT_STREAMS = 1 << 20;

TypeId
SocketFactoryOf(const RunOptions& options)
{
    return options.protocol == "udp" ? UdpSocketFactory::GetTypeId()
                                     : TcpSocketFactory::GetTypeId();
}

DataRate
PacingRateOf(const RunOptions& options)
{
    return DataRate(static_cast<std::uint64_t>(options.pacingRate));
}

/// The attribute's name for the option: with a capital.
std::string
QueueingOf(const RunOptions& options)
{
    auto name = options.queue;
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
}

ApplicationContainer
InstallServer(const RunOptions& options, const RunNetwork& network)
{
    ComputeDeviceHelper device(options.serverChip);
    device.SetAttribute("Queueing", StringValue(QueueingOf(options)));
    device.SetAttribute("DropLate", BooleanValue(options.dropLate));
    device.SetAttribute("Processors", UintegerValue(options.serverProcessors));
    device.SetAttribute("WorkConserving", BooleanValue(options.workConserving));
    device.SetAttribute("MaxBatch", UintegerValue(options.batch));
    device.SetAttribute("BatchWait", TimeValue(Seconds(options.batchWait)));
    device.SetAttribute("BatchFixedShare", DoubleValue(options.batchFixedShare));
    device.SetAttribute("MaxSequences", UintegerValue(options.maxSequences));
    device.SetAttribute("PrefillChunk", DoubleValue(options.prefillChunk));
    device.SetAttribute("CacheMemory", DoubleValue(options.cacheMemory));
    device.Install(network.servers);
    const auto& remote = network.remotes.front();
    EdgeServerHelper helper(Inet6SocketAddress::IsMatchingType(remote)
                                ? Inet6SocketAddress::ConvertFrom(remote).GetPort()
                                : InetSocketAddress::ConvertFrom(remote).GetPort());
    helper.SetAttribute("Protocol", TypeIdValue(SocketFactoryOf(options)));
    helper.SetAttribute("MessageNetwork", PointerValue(network.messages));
    helper.SetAttribute("PacingRate", DataRateValue(PacingRateOf(options)));
    // What the scenario itself asks for is no attack.
    double longest = 60;
    std::uint32_t largest = 16U << 20;
    bool streams = false; // answers of whatever length is drawn
    for (const auto& group : GroupsOf(options))
    {
        longest = std::max({longest, group.delayBudget, group.timeout});
        largest = std::max(largest, group.profile.resultBytes);
        streams = streams || group.streamTokens;
    }
    helper.SetAttribute("MaxJobTime", TimeValue(Seconds(longest)));
    helper.SetAttribute("MaxResultSize", UintegerValue(streams ? 0 : largest));
    auto servers = helper.Install(network.servers);
    if (options.serverStop > 0)
    {
        servers.Get(0)->SetStopTime(Seconds(options.serverStop));
    }
    return servers;
}

/// The agents of a group.
ApplicationContainer
InstallAgents(const RunOptions& options, const RunNetwork& network, const RunGroup& group)
{
    ComputeDeviceHelper(options.agentChip).Install(group.agents);
    if (options.batteryEnergy > 0)
    {
        ComputeEnergyModelHelper().Install(group.agents, group.batteries);
    }
    EmbodiedAgentHelper helper(network.remotes.front());
    helper.SetAttribute("Protocol", TypeIdValue(SocketFactoryOf(options)));
    helper.SetAttribute("MessageNetwork", PointerValue(network.messages));
    helper.SetAttribute("PacingRate", DataRateValue(PacingRateOf(options)));
    helper.SetAttribute("ActivationBits", UintegerValue(options.activationBits));
    helper.SetAttribute("DelayBudget", TimeValue(Seconds(options.delayBudget)));
    helper.SetAttribute("EnergyBudget", DoubleValue(options.energyBudget));
    helper.SetAttribute("CountWaiting", BooleanValue(options.countWaiting));
    helper.SetAttribute("Timeout", TimeValue(Seconds(options.timeout)));
    helper.SetAttribute("MaxInFlight", UintegerValue(options.maxInFlight));
    helper.SetAttribute("Priority", UintegerValue(options.priority));
    helper.SetAttribute("StreamTokens", BooleanValue(options.streamTokens));
    if (!options.outputTokens.empty())
    {
        helper.SetAttribute("OutputTokens", StringValue(TokensVariable(options.outputTokens)));
    }
    const std::string interval = NumberToText(options.interval);
    helper.SetAttribute(
        "SensingInterval",
        StringValue(options.sensing == "poisson"
                        ? "ns3::ExponentialRandomVariable[Mean=" + interval + "]"
                        : "ns3::ConstantRandomVariable[Constant=" + interval + "]"));
    auto agents = helper.Install(group.agents);
    for (std::uint32_t i = 0; i < agents.GetN(); ++i)
    {
        auto agent = DynamicCast<EmbodiedAgent>(agents.Get(i));
        agent->SetModelProfile(options.profile);
        agent->SetSensingTimes(options.sensingTimes);
        agent->SetStartTime(WARM_UP + Seconds(options.spread * i / options.agents));
    }
    if (group.radios.GetN() > 0)
    {
        EmbodiedAgentHelper::AddRadioEnergyModels(agents, group.radios);
    }
    return agents;
}

/// Have one scheme decide for all agents; says what came of it before the run.
Ptr<AllocationCoordinator>
InstallSharedScheme(const RunOptions& options,
                    const std::string& scheme,
                    const RunNetwork& network,
                    ApplicationContainer agents)
{
    AllocationHelper helper;
    helper.SetCoordinatorAttribute("BitWidths", StringValue(options.bitWidthSet.ToText()));
    helper.SetCoordinatorAttribute("CommunicationDelay",
                                   TimeValue(Seconds(options.communicationDelay)));
    helper.SetCoordinatorAttribute("CommunicationEnergy", DoubleValue(options.communicationEnergy));
    helper.SetCoordinatorAttribute("KeepRate", BooleanValue(options.keepRate));
    helper.SetCoordinatorAttribute("Messages", BooleanValue(options.coordinatorMessages));
    return helper.InstallTogether(agents, network.servers.Get(0), scheme);
}

AllocationController::Reserve
ReserveOf(const RunOptions& options)
{
    return options.reserve == "none"      ? AllocationController::NONE
           : options.reserve == "assumed" ? AllocationController::ASSUMED
                                          : AllocationController::MEASURED;
}

std::vector<Ptr<AllocationController>>
InstallScheme(const RunOptions& options,
              const std::string& scheme,
              const RunNetwork& network,
              ApplicationContainer agents)
{
    AllocationHelper helper(scheme);
    helper.SetBitWidths(options.bitWidthSet);
    helper.SetAttribute("Reserve", EnumValue(ReserveOf(options)));
    helper.SetAttribute("CommunicationDelay", TimeValue(Seconds(options.communicationDelay)));
    helper.SetAttribute("CommunicationEnergy", DoubleValue(options.communicationEnergy));
    helper.SetAttribute("KeepRate", BooleanValue(options.keepRate));
    if (scheme == "split")
    {
        helper.SetAttribute("Splits", StringValue(options.splits.empty() ? "all" : options.splits));
        helper.SetAttribute("KeepInput", BooleanValue(options.keepInput));
        helper.SetAttribute("UplinkRate", DoubleValue(options.uplinkRate));
    }
    helper.SetAttribute("MissedResults", UintegerValue(options.missedResults));
    helper.SetAttribute("RetryInterval", TimeValue(Seconds(options.retryInterval)));
    if (scheme == "joint" && options.objective == "quality")
    {
        helper.SetSchemeAttribute("Objective", StringValue("Quality"));
    }
    if (scheme == "joint" && options.clocks == "least-delay")
    {
        helper.SetSchemeAttribute("LeastDelay", BooleanValue(true));
    }
    const auto controllers = helper.Install(agents, network.servers.Get(0));
    if (network.servers.GetN() > 1)
    {
        ServerSelectionHelper selection(options.serverSelection);
        for (std::uint32_t i = 0; i < network.servers.GetN(); ++i)
        {
            selection.AddServer(network.remotes[i], network.servers.Get(i));
        }
        selection.Install(agents);
    }
    return controllers;
}

/// Have a learner outside decide for the agents of a group.
void
InstallEnvironment(const RunOptions& options,
                   const RunNetwork& network,
                   ApplicationContainer agents,
                   CoinferenceEnvironmentHelper& environment)
{
    EnvironmentSettings settings;
    settings.bitWidths = options.bitWidthSet;
    settings.reserve = ReserveOf(options);
    settings.communicationDelay = options.communicationDelay;
    settings.communicationEnergy = options.communicationEnergy;
    settings.keepRate = options.keepRate;
    environment.Install(agents, network.servers.Get(0), settings);
}

/// Where the animation of a scheme goes; empty for none.
std::string
AnimationFile(const RunOptions& options, const std::string& scheme)
{
    if (options.netanim.empty() || options.schemeNames.size() == 1)
    {
        return options.netanim;
    }
    const std::filesystem::path path(options.netanim);
    return (path.parent_path() / path.stem()).string() + "-" + scheme + path.extension().string();
}

void
ReportProgress(const RunProgress* progress, Time step, Time end)
{
    (*progress)((Simulator::Now() / end).GetDouble());
    Simulator::Schedule(step, &ReportProgress, progress, step, end);
}

} // namespace

void
ServeDesigns(const RunOptions& options)
{
    RngSeedManager::SetSeed(options.seed);
    RngSeedManager::SetRun(options.run);
    RandomDesignProblems problems(0);
    CoinferenceEnvironmentHelper().RunDesigns(options.agents,
                                              options.bitWidthSet,
                                              DesignReward(),
                                              [&problems]() { return problems.Next(); });
}

void
SimulateScheme(const RunOptions& options,
               const std::string& scheme,
               CoinferenceTraceHelper& trace,
               const RunProgress& progress)
{
    const CleanSimulator cleaner;
    RngSeedManager::SetSeed(options.seed);
    RngSeedManager::SetRun(options.run);

    int64_t stream = 0;
    const auto network = options.fidelity == "message" ? BuildMessageNetwork(options, stream)
                                                       : BuildNetwork(options, stream);
    NS_ABORT_MSG_IF(stream > AGENT_STREAMS, "the network uses the agents' random streams");
    InstallServer(options, network);
    const auto groups = GroupsOf(options);
    CoinferenceTraceHelper::Groups applications;
    ApplicationContainer agents;
    for (std::size_t g = 0; g < groups.size(); ++g)
    {
        const auto members = InstallAgents(groups[g], network, network.groups[g]);
        applications.emplace_back(groups[g].groupName, members);
        agents.Add(members);
    }
    const auto sharedScheme = SharedSchemeOf(scheme);
    Ptr<AllocationCoordinator> coordinator;
    std::vector<Ptr<AllocationController>> controllers;
    CoinferenceEnvironmentHelper environment;
    if (options.environment)
    {
        for (std::size_t g = 0; g < groups.size(); ++g)
        {
            InstallEnvironment(groups[g], network, applications[g].second, environment);
        }
    }
    else if (sharedScheme.empty())
    {
        for (std::size_t g = 0; g < groups.size(); ++g)
        {
            const auto more = InstallScheme(groups[g], scheme, network, applications[g].second);
            controllers.insert(controllers.end(), more.begin(), more.end());
        }
    }
    else
    {
        coordinator = InstallSharedScheme(options, sharedScheme, network, agents);
    }
    stream = AGENT_STREAMS;
    stream += EmbodiedAgentHelper(network.remotes.front()).AssignStreams(network.agents, stream);
    stream += AllocationHelper::AssignStreams(agents, stream);
    if (coordinator)
    {
        coordinator->AssignStreams(stream);
        const auto answer = coordinator->Update();
        if (!answer.IsFeasible())
        {
            trace.AddInfeasible(scheme, answer.reason);
            return;
        }
    }

    for (const auto& controller : controllers)
    {
        controller->Update();
    }
    const bool anyFeasible =
        std::any_of(controllers.begin(), controllers.end(), [](const auto& controller) {
            return controller->GetAllocation().IsFeasible();
        });
    if (!controllers.empty() && !anyFeasible)
    {
        trace.AddInfeasible(scheme, controllers.front()->GetAllocation().reason);
        return;
    }
    if (options.groupOptions.empty())
    {
        trace.Connect(agents, scheme);
    }
    else
    {
        trace.Connect(applications, scheme);
    }
    if (!options.timeline.empty())
    {
        trace.WatchDevices(network.agents, "agent");
        for (std::uint32_t i = 0; i < network.servers.GetN(); ++i)
        {
            trace.WatchDevice(network.servers.Get(i), "server " + ServerName(network.remotes[i]));
        }
    }
    const RunAnimation animation(AnimationFile(options, scheme), network);
    const Time end = WARM_UP + Seconds(options.duration);
    if (progress)
    {
        Simulator::ScheduleNow(&ReportProgress, &progress, end / 200, end);
    }
    Simulator::Stop(end);
    if (options.environment)
    {
        environment.Begin(Seconds(options.step > 0 ? options.step : options.interval));
    }
    Simulator::Run();
    if (options.environment)
    {
        environment.End();
    }
    trace.Close();
    if (coordinator)
    {
        auto& result = *trace.GetTraces().back();
        result.status = coordinator->GetAllocation().status;
        result.updates = coordinator->GetUpdates();
        result.infeasibleUpdates = coordinator->GetInfeasibleUpdates();
    }
}

} // namespace coinference
} // namespace ns3
