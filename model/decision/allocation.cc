/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "allocation.h"

namespace ns3
{
namespace coinference
{

const char*
LimitName(Limit limit)
{
    switch (limit)
    {
    case Limit::NONE:
        return "none";
    case Limit::DELAY:
        return "delay";
    case Limit::ENERGY:
        return "energy";
    case Limit::DELAY_AND_ENERGY:
        return "delay-and-energy";
    case Limit::RATE:
        return "rate";
    case Limit::MEMORY:
        return "memory";
    case Limit::SERVER:
        return "server";
    case Limit::BAND:
        break;
    }
    return "band";
}

const char*
StatusName(Allocation::Status status)
{
    switch (status)
    {
    case Allocation::Status::OPTIMAL:
        return "optimal";
    case Allocation::Status::FEASIBLE:
        return "feasible";
    case Allocation::Status::INFEASIBLE:
        break;
    }
    return "infeasible";
}

} // namespace coinference
} // namespace ns3
