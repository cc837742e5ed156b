/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "phase-directory.h"

#include "ns3/abort.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>

namespace ns3
{
namespace coinference
{

namespace
{

typedef std::map<std::uint32_t, std::shared_ptr<const PhaseWorks>> Directory;

Directory&
TheDirectory()
{
    static Directory directory;
    return directory;
}

/// All that a phase is, in numbers.
std::array<double, 10>
NumbersOf(const PhaseWork& work)
{
    return {static_cast<double>(work.kind),
            work.flops,
            work.flopsGrowth,
            work.weightBytes,
            work.otherBytes,
            work.cacheBytes,
            work.cacheGrowth,
            work.tokens,
            static_cast<double>(work.steps),
            static_cast<double>(work.givesToken)};
}

/// FNV-1a of all numbers, byte by byte from the lowest on any machine.
std::uint32_t
NumberOf(const PhaseWorks& works)
{
    std::uint32_t hash = 2166136261U;
    for (const auto& work : works)
    {
        for (const double number : NumbersOf(work))
        {
            std::uint64_t bits = 0;
            std::memcpy(&bits, &number, sizeof(bits));
            for (int i = 0; i < 8; ++i)
            {
                hash = (hash ^ static_cast<std::uint8_t>(bits >> (8 * i))) * 16777619U;
            }
        }
    }
    return std::max(hash, 1U);
}

bool
AreEqual(const PhaseWorks& a, const PhaseWorks& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return NumbersOf(x) == NumbersOf(y);
    });
}

} // namespace

std::uint32_t
EnterPhases(const PhaseWorks& works)
{
    const auto number = NumberOf(works);
    auto& entry = TheDirectory()[number];
    if (!entry)
    {
        entry = std::make_shared<const PhaseWorks>(works);
    }
    NS_ABORT_MSG_UNLESS(AreEqual(*entry, works), "two models with phases of the same number");
    return number;
}

std::shared_ptr<const PhaseWorks>
FindPhases(std::uint32_t number)
{
    const auto place = TheDirectory().find(number);
    return place == TheDirectory().end() ? nullptr : place->second;
}

std::shared_ptr<const PhaseWorks>
WithTokens(const std::shared_ptr<const PhaseWorks>& works, std::uint32_t tokens)
{
    if (!works || tokens == 0)
    {
        return works;
    }
    const auto isDecode = [](const PhaseWork& work) { return work.kind == PhaseKind::DECODE; };
    const auto decode = std::find_if(works->begin(), works->end(), isDecode);
    if (decode == works->end())
    {
        return works;
    }
    const auto steps = tokens - 1;
    if (steps == decode->steps)
    {
        return works;
    }
    auto changed = *works;
    const auto place = changed.begin() + (decode - works->begin());
    place->steps = steps;
    if (steps == 0)
    {
        changed.erase(place);
    }
    return std::make_shared<const PhaseWorks>(std::move(changed));
}

} // namespace coinference
} // namespace ns3
