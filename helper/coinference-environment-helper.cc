/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "coinference-environment-helper.h"

#include "embodied-agent-helper.h"
#include "output/inference-columns.h"
#include "support/checked-field.h"
#include "support/json-fields.h"
#include "support/strict-json.h"

#include "ns3/abort.h"
#include "ns3/coinference-version.h"
#include "ns3/compute-device.h"
#include "ns3/embodied-agent.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

typedef nlohmann::ordered_json Json;

/// Of the lines, told at the beginning.
constexpr int PROTOCOL_VERSION = 1;

struct ToJson
{
    Json operator()(std::monostate /* nothing */) const
    {
        return nullptr;
    }

    Json operator()(double value) const
    {
        return std::isfinite(value) ? Json(value) : Json(value > 0 ? "inf" : "-inf");
    }

    Json operator()(Time value) const
    {
        return value.GetSeconds();
    }

    template <typename T>
    Json operator()(const T& value) const
    {
        return value;
    }
};

Json
RecordToJson(const InferenceRecord& record)
{
    Json json = Json::object();
    for (const auto& column : InferenceColumns())
    {
        json[column.name] = std::visit(ToJson(), column.get(record));
    }
    return json;
}

/// An action: fields that are left out stay as they are.
DesignAction
ReadAction(const Json& json, DesignAction action, const BitWidthSet& bitWidths)
{
    JsonFields fields(json.dump());
    fields.Count("bitWidth", action.bitWidth, MAX_BIT_WIDTH, false);
    fields.Number("agentClock", action.agentClock, false);
    fields.Number("serverClock", action.serverClock, false);
    std::string placement = PlacementName(action.placement);
    fields.Text("placement", placement, false);
    action.placement = PlacementFromName("placement", placement);
    fields.Finish();
    action.Validate(bitWidths);
    return action;
}

/// Actions by the agents' names, each completed by what the agent does now.
std::map<std::string, DesignAction>
ReadActions(const std::string& line,
            const std::map<std::string, DesignAction>& now,
            const BitWidthSet& bitWidths)
{
    const auto json = ParseStrictJson<Json>(line);
    if (!json.is_object() || json.size() != 1 || !json.contains("actions") ||
        !json["actions"].is_object())
    {
        throw std::invalid_argument("a line is {\"actions\": {NAME: {...}}}");
    }
    std::map<std::string, DesignAction> actions;
    for (const auto& [name, action] : json["actions"].items())
    {
        const auto agent = now.find(name);
        if (agent == now.end())
        {
            throw std::invalid_argument("actions." + ShortText(name) + " is of no agent");
        }
        try
        {
            actions[name] = ReadAction(action, agent->second, bitWidths);
        }
        catch (const std::invalid_argument& error)
        {
            throw std::invalid_argument("actions." + ShortText(name) + ": " + error.what());
        }
    }
    return actions;
}

void
WriteLine(std::ostream& output, const Json& json)
{
    output << json.dump(-1, ' ', true, Json::error_handler_t::replace) << std::endl;
}

/// The next line that is a set of actions; nothing if there are no more lines.
std::optional<std::map<std::string, DesignAction>>
AskForActions(std::istream& input,
              std::ostream& output,
              const std::map<std::string, DesignAction>& now,
              const BitWidthSet& bitWidths)
{
    for (std::string line; std::getline(input, line);)
    {
        try
        {
            return ReadActions(line, now, bitWidths);
        }
        catch (const std::invalid_argument& error)
        {
            WriteLine(output, {{"error", error.what()}});
        }
    }
    return std::nullopt;
}

Json
AgentState(const std::vector<double>& observation, double reward, bool hasEnded)
{
    return {{"observation", observation}, {"reward", reward}, {"terminated", hasEnded}};
}

std::string
NameOf(const AgentEnvironment& agent)
{
    return std::to_string(agent.GetAgent()->GetAgentId());
}

} // namespace

CoinferenceEnvironmentHelper::CoinferenceEnvironmentHelper()
    : CoinferenceEnvironmentHelper(std::cin, std::cout)
{
}

CoinferenceEnvironmentHelper::CoinferenceEnvironmentHelper(std::istream& input,
                                                           std::ostream& output)
    : m_input(input),
      m_output(output)
{
}

CoinferenceEnvironmentHelper::~CoinferenceEnvironmentHelper()
{
    m_next.Cancel();
}

void
CoinferenceEnvironmentHelper::Install(ApplicationContainer agents,
                                      Ptr<Node> server,
                                      const EnvironmentSettings& settings)
{
    if (!m_agents.empty() && settings.bitWidths.ToText() != m_bitWidths.ToText())
    {
        RejectField("bitWidths", settings.bitWidths.ToText(), "the same for all agents");
    }
    m_bitWidths = settings.bitWidths;
    for (std::uint32_t i = 0; i < agents.GetN(); ++i)
    {
        const auto id = EmbodiedAgentHelper::GetAgent(agents, i)->GetAgentId();
        for (const auto& other : m_agents)
        {
            if (other->GetAgent()->GetAgentId() == id)
            {
                RejectField("AgentId", std::to_string(id), "another for each agent");
            }
        }
        m_agents.push_back(
            std::make_unique<AgentEnvironment>(EmbodiedAgentHelper::GetAgent(agents, i),
                                               server->GetObject<ComputeDevice>(),
                                               settings));
    }
}

void
CoinferenceEnvironmentHelper::WriteBegin(Time step,
                                         const BitWidthSet& bitWidths,
                                         const std::vector<std::string>& names)
{
    std::vector<std::uint32_t> widths;
    for (std::uint32_t i = 0; i < bitWidths.GetN(); ++i)
    {
        widths.push_back(bitWidths.Get(i));
    }
    WriteLine(m_output,
              {{"protocol", PROTOCOL_VERSION},
               {"version", ModuleVersion()},
               {"agents", names},
               {"bitWidths", widths},
               {"step", step.GetSeconds()},
               {"observations", AgentEnvironment::ObservationNames(bitWidths)}});
}

void
CoinferenceEnvironmentHelper::WriteState(bool isEnd)
{
    Json agents = Json::object();
    for (const auto& agent : m_agents)
    {
        auto state = AgentState(agent->Observe(), agent->TakeReward(), agent->HasEnded());
        state["records"] = Json::array();
        for (const auto& record : agent->TakeRecords())
        {
            state["records"].push_back(RecordToJson(record));
        }
        agents[NameOf(*agent)] = std::move(state);
    }
    WriteLine(m_output,
              {{"time", Simulator::Now().GetSeconds()}, {"end", isEnd}, {"agents", agents}});
}

void
CoinferenceEnvironmentHelper::Begin(Time step)
{
    NS_ABORT_MSG_UNLESS(step.IsStrictlyPositive(),
                        "CoinferenceEnvironmentHelper: the step must be above 0");
    m_step = step;
    std::vector<std::string> names;
    for (const auto& agent : m_agents)
    {
        names.push_back(NameOf(*agent));
    }
    WriteBegin(step, m_bitWidths, names);
    Step();
}

void
CoinferenceEnvironmentHelper::Step()
{
    WriteState(false);
    std::map<std::string, DesignAction> now;
    for (const auto& agent : m_agents)
    {
        now[NameOf(*agent)] = agent->GetAction();
    }
    const auto actions = AskForActions(m_input, m_output, now, m_bitWidths);
    if (!actions)
    {
        m_isOver = true;
        Simulator::Stop(Time(0)); // an event: before the run Stop() alone is forgotten
        return;
    }
    for (const auto& agent : m_agents)
    {
        const auto action = actions->find(NameOf(*agent));
        if (action != actions->end())
        {
            agent->Act(action->second);
        }
    }
    m_next = Simulator::Schedule(m_step, &CoinferenceEnvironmentHelper::Step, this);
}

void
CoinferenceEnvironmentHelper::End()
{
    m_next.Cancel();
    if (!m_isOver)
    {
        WriteState(true);
    }
}

void
CoinferenceEnvironmentHelper::RunDesigns(std::uint32_t count,
                                         const BitWidthSet& bitWidths,
                                         const DesignReward& reward,
                                         const std::function<DesignProblem()>& next)
{
    std::vector<std::string> names;
    std::map<std::string, DesignAction> now;
    for (std::uint32_t i = 0; i < count; ++i)
    {
        names.push_back(std::to_string(i));
        now[names.back()].bitWidth = bitWidths.GetMax();
    }
    WriteBegin(Time(0), bitWidths, names);
    std::vector<double> rewards(count, 0);
    bool isFirst = true;
    while (true)
    {
        Json agents = Json::object();
        std::vector<DesignProblem> problems;
        for (std::uint32_t i = 0; i < count; ++i)
        {
            problems.push_back(next());
            problems.back().bitWidths = bitWidths;
            agents[names[i]] =
                AgentState(AgentEnvironment::ObservationOf(problems.back()), rewards[i], !isFirst);
        }
        WriteLine(m_output, {{"time", 0}, {"end", false}, {"agents", agents}});
        const auto actions = AskForActions(m_input, m_output, now, bitWidths);
        if (!actions)
        {
            return;
        }
        for (std::uint32_t i = 0; i < count; ++i)
        {
            const auto given = actions->find(names[i]);
            auto& action = now[names[i]];
            action = given == actions->end() ? action : given->second;
            const auto allocation = AllocationOf(action, problems[i]);
            const auto placed = problems[i].Placed(action.placement);
            const auto bits = allocation.precision.Bits();
            const double delay = placed.Delay(bits, allocation.clocks);
            const double energy = placed.Energy(bits, allocation.clocks);
            rewards[i] = allocation.IsFeasible()
                             ? reward.Of(bits,
                                         delay / placed.delayBudget,
                                         energy / placed.energyBudget,
                                         placed.MeetsDelay(delay) && placed.MeetsEnergy(energy))
                             : -reward.violation;
        }
        isFirst = false;
    }
}

} // namespace coinference
} // namespace ns3
