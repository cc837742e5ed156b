/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shared-scheme.h"

#include "clock-solver.h"
#include "scheme-name.h"

#include "ns3/log.h"
#include "ns3/object-factory.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceSharedScheme");

NS_OBJECT_ENSURE_REGISTERED(SharedScheme);

namespace
{

SchemeNames
Names()
{
    return {SharedScheme::GetTypeId(), "SharedScheme"};
}

/// Whom alone the problem is impossible for, if it is for anyone.
std::optional<SharedAllocation>
FindImpossibleAgent(const SharedServer& server)
{
    SharedAllocation answer;
    for (std::size_t k = 0; k < server.GetN(); ++k)
    {
        const auto& problem = server.GetProblem().agents[k].problem;
        const ClockSolver alone(problem);
        const auto bits = problem.bitWidths.Get(0);
        answer.agent = k;
        if (server.GetOptions(k) == 0)
        {
            answer.reason = Limit::MEMORY;
            return answer;
        }
        if (!alone.LeastFeasibleEnergy(bits))
        {
            answer.reason = alone.WhyInfeasible(bits);
            return answer;
        }
    }
    return std::nullopt;
}

void
Recheck(const SharedServer& server, const SharedAllocation& answer)
{
    const auto& problem = server.GetProblem();
    double sum = 0;
    double band = 0;
    for (std::size_t k = 0; k < server.GetN(); ++k)
    {
        const auto& own = problem.agents[k].problem;
        const auto& share = answer.agents[k];
        const auto broken = own.Broken(share.precision, share.clocks, RECHECK_SLACK);
        if (broken != Limit::NONE || !own.MeetsDelay(share.delay, RECHECK_SLACK))
        {
            throw std::logic_error(
                "a joint answer breaks a limit of agents[" + std::to_string(k) +
                "]: " + LimitName(broken == Limit::NONE ? Limit::DELAY : broken));
        }
        sum += problem.server == ServerDiscipline::FIFO ? share.serverTime : share.serverShare;
        band += share.bandShare;
    }
    if (band > 1 + RECHECK_SLACK)
    {
        throw std::logic_error("a joint answer asks too much of the band");
    }
    const double most = problem.server == ServerDiscipline::FIFO ? answer.serverTime : 1;
    if (sum > most * (1 + RECHECK_SLACK))
    {
        throw std::logic_error("a joint answer asks too much of the server");
    }
}

} // namespace

TypeId
SharedScheme::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::coinference::SharedScheme").SetParent<Object>().SetGroupName("Coinference");
    return tid;
}

Ptr<SharedScheme>
SharedScheme::Create(const std::string& name)
{
    ObjectFactory factory;
    factory.SetTypeId(Names().Find(name));
    return factory.Create<SharedScheme>();
}

std::vector<std::string>
SharedScheme::GetNames()
{
    return Names().GetAll();
}

int64_t
SharedScheme::AssignStreams(int64_t /* stream */)
{
    return 0;
}

SharedAllocation
SharedScheme::Solve(const SharedProblem& problem)
{
    NS_LOG_FUNCTION(this);
    problem.Validate();
    const auto server = SharedServer::Make(problem);
    if (const auto impossible = FindImpossibleAgent(*server))
    {
        return *impossible;
    }
    const auto least = LeastOptions(*server);
    if (!least)
    {
        const SharedServer::Choice none(server->GetN(), 0);
        auto answer = Infeasible(server->WhyInfeasible(none));
        answer.proof = server->Prove(none);
        return answer;
    }
    auto answer = DoSolve(*server, *least);
    if (answer.IsFeasible())
    {
        Recheck(*server, answer);
    }
    NS_LOG_INFO(GetInstanceTypeId().GetName()
                << ": "
                << (answer.IsFeasible() ? "sum or maximum " + std::to_string(answer.objective)
                                        : std::string("infeasible")));
    return answer;
}

SharedAllocation
SharedScheme::Feasible(const SharedServer& server, const SharedPoint& point, double bound)
{
    SharedAllocation answer;
    answer.objective = point.objective;
    answer.bound = std::min(bound, point.objective);
    // Sums of the same numbers in another order are no gap.
    if (answer.bound >= answer.objective * (1 - 1e-12))
    {
        answer.bound = answer.objective;
        answer.status = Allocation::Status::OPTIMAL;
    }
    else
    {
        answer.status = Allocation::Status::FEASIBLE;
        answer.gap = (answer.objective - answer.bound) / answer.objective;
    }
    answer.serverPrice = point.price;
    for (std::size_t k = 0; k < server.GetN() && answer.binding == Limit::NONE; ++k)
    {
        const std::size_t next = point.choice[k] + 1U;
        if (next < server.GetOptions(k) && ClockSolver(server.GetProblem().agents[k].problem)
                                               .LeastFeasibleEnergy(server.GetBits(k, next)))
        {
            answer.binding = Limit::SERVER;
            answer.blocked = k;
            auto more = point.choice;
            ++more[k];
            answer.proof = server.Prove(more);
        }
    }
    server.Compose(point.choice, point.level, answer);
    return answer;
}

SharedAllocation
SharedScheme::Infeasible(Limit reason)
{
    SharedAllocation answer;
    answer.reason = reason;
    return answer;
}

} // namespace coinference
} // namespace ns3
