/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "inference-record.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"

#include <sstream>

namespace ns3
{
namespace coinference
{

const char*
OutcomeName(Outcome outcome)
{
    switch (outcome)
    {
    case Outcome::DONE:
        return "done";
    case Outcome::DROPPED:
        return "dropped";
    case Outcome::TIMED_OUT:
        return "timed-out";
    case Outcome::BATTERY_EMPTY:
        break;
    }
    return "battery-empty";
}

std::string
ServerName(const Address& server)
{
    std::ostringstream text;
    if (InetSocketAddress::IsMatchingType(server))
    {
        const auto inet = InetSocketAddress::ConvertFrom(server);
        text << inet.GetIpv4() << ":" << inet.GetPort();
    }
    else if (Inet6SocketAddress::IsMatchingType(server))
    {
        const auto inet = Inet6SocketAddress::ConvertFrom(server);
        text << "[" << inet.GetIpv6() << "]:" << inet.GetPort();
    }
    return text.str();
}

void
InferenceCounts::Count(const InferenceRecord& record)
{
    switch (record.outcome)
    {
    case Outcome::DONE:
        ++done;
        deadlineMet += record.deadlineMet;
        energyMet += record.energyBudgetMet;
        break;
    case Outcome::DROPPED:
        ++dropped;
        break;
    case Outcome::TIMED_OUT:
        ++timedOut;
        break;
    case Outcome::BATTERY_EMPTY:
        ++dropped;
        ++batteryEmpty;
        break;
    }
}

InferenceCounts&
InferenceCounts::operator+=(const InferenceCounts& other)
{
    generated += other.generated;
    done += other.done;
    dropped += other.dropped;
    batteryEmpty += other.batteryEmpty;
    timedOut += other.timedOut;
    inFlight += other.inFlight;
    deadlineMet += other.deadlineMet;
    energyMet += other.energyMet;
    return *this;
}

} // namespace coinference
} // namespace ns3
