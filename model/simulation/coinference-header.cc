/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "coinference-header.h"

#include "support/checked-field.h"

#include "ns3/log.h"

#include <cstring>
#include <limits>

namespace ns3
{
namespace coinference
{

NS_LOG_COMPONENT_DEFINE("CoinferenceHeader");

NS_OBJECT_ENSURE_REGISTERED(CoinferenceHeader);

namespace
{

constexpr std::uint32_t MAGIC = 0x436f496e; // "CoIn"
constexpr std::uint8_t VERSION = 1;

void
WriteDouble(Buffer::Iterator& at, double value)
{
    std::uint64_t bits;
    std::memcpy(&bits, &value, sizeof(bits));
    at.WriteHtonU64(bits);
}

double
ReadDouble(Buffer::Iterator& at)
{
    const std::uint64_t bits = at.ReadNtohU64();
    double value;
    std::memcpy(&value, &bits, sizeof(value));
    return value;
}

/// Times that the simulator's clock cannot hold become negative, hence not valid.
Time
ReadTime(Buffer::Iterator& at)
{
    // A clock in coarser steps goes beyond what nanoseconds can hold.
    static const auto LATEST = static_cast<std::uint64_t>(
        Time::GetResolution() > Time::NS ? Time::Max().GetNanoSeconds()
                                         : std::numeric_limits<std::int64_t>::max());
    const auto time = at.ReadNtohU64();
    return time <= LATEST ? NanoSeconds(static_cast<std::int64_t>(time)) : Time(-1);
}

bool
IsQuantity(double value)
{
    return value >= 0 && value <= LARGEST_QUANTITY;
}

} // namespace

TypeId
CoinferenceHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::coinference::CoinferenceHeader")
                            .SetParent<Header>()
                            .SetGroupName("Coinference")
                            .AddConstructor<CoinferenceHeader>();
    return tid;
}

TypeId
CoinferenceHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

bool
CoinferenceHeader::IsValid() const
{
    return m_ours && type >= REQUEST && type <= TOKEN && payloadSize >= 1 &&
           payloadSize <= MAX_PAYLOAD && fragmentOffset < payloadSize &&
           resultSize <= MAX_PAYLOAD && (type != REQUEST || resultSize >= 1) && bitWidth <= 64 &&
           !deadline.IsStrictlyNegative() && IsQuantity(serverFlops) && tokens <= MAX_TOKENS &&
           tokenSize <= MAX_PAYLOAD && IsQuantity(memoryFrequency) && IsQuantity(serverFrequency) &&
           IsQuantity(serverEnergy) && IsQuantity(agentFrequency) &&
           (type != ALLOCATION || bitWidth >= 1) && !serverReceived.IsStrictlyNegative() &&
           serverReceived <= serverStarted && serverStarted <= serverFinished;
}

std::uint32_t
CoinferenceHeader::GetSerializedSize() const
{
    return SIZE;
}

void
CoinferenceHeader::Serialize(Buffer::Iterator start) const
{
    NS_LOG_FUNCTION(this << &start);
    start.WriteHtonU32(MAGIC);
    start.WriteU8(VERSION);
    start.WriteU8(type);
    start.WriteU8(bitWidth);
    start.WriteU8(priority);
    start.WriteHtonU32(agent);
    start.WriteHtonU32(sequence);
    start.WriteHtonU32(payloadSize);
    start.WriteHtonU32(fragmentOffset);
    start.WriteHtonU32(resultSize);
    start.WriteHtonU32(phases);
    WriteDouble(start, serverFlops);
    WriteDouble(start, serverFrequency);
    if (type == REQUEST)
    {
        start.WriteHtonU32(tokens);
        start.WriteHtonU32(tokenSize);
        WriteDouble(start, memoryFrequency);
    }
    else
    {
        start.WriteHtonU64(static_cast<std::uint64_t>(serverReceived.GetNanoSeconds()));
        start.WriteHtonU64(static_cast<std::uint64_t>(serverStarted.GetNanoSeconds()));
    }
    const auto last = type == REQUEST ? deadline : serverFinished;
    start.WriteHtonU64(static_cast<std::uint64_t>(last.GetNanoSeconds()));
    WriteDouble(start, type == ALLOCATION ? agentFrequency : serverEnergy);
}

std::uint32_t
CoinferenceHeader::Deserialize(Buffer::Iterator start)
{
    NS_LOG_FUNCTION(this << &start);
    m_ours = start.ReadNtohU32() == MAGIC;
    m_ours = start.ReadU8() == VERSION && m_ours;
    type = start.ReadU8();
    bitWidth = start.ReadU8();
    priority = start.ReadU8();
    agent = start.ReadNtohU32();
    sequence = start.ReadNtohU32();
    payloadSize = start.ReadNtohU32();
    fragmentOffset = start.ReadNtohU32();
    resultSize = start.ReadNtohU32();
    phases = start.ReadNtohU32();
    m_ours = (phases == 0 || type == REQUEST) && m_ours;
    serverFlops = ReadDouble(start);
    serverFrequency = ReadDouble(start);
    tokens = tokenSize = 0;
    memoryFrequency = 0;
    serverReceived = serverStarted = Time(0);
    if (type == REQUEST)
    {
        tokens = start.ReadNtohU32();
        tokenSize = start.ReadNtohU32();
        memoryFrequency = ReadDouble(start);
    }
    else
    {
        serverReceived = ReadTime(start);
        serverStarted = ReadTime(start);
    }
    deadline = Time(0);
    serverFinished = Time(0);
    (type == REQUEST ? deadline : serverFinished) = ReadTime(start);
    serverEnergy = 0;
    agentFrequency = 0;
    (type == ALLOCATION ? agentFrequency : serverEnergy) = ReadDouble(start);
    return SIZE;
}

void
CoinferenceHeader::Print(std::ostream& os) const
{
    os << "type=" << +type << " agent=" << agent << " sequence=" << sequence
       << " bitWidth=" << +bitWidth << " payload=" << payloadSize << " offset=" << fragmentOffset;
}

} // namespace coinference
} // namespace ns3
