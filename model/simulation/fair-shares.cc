/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fair-shares.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <tuple>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr double INFINITE = std::numeric_limits<double>::infinity();

/// A sum that has fallen to this share of what it was is added up anew: what subtracting leaves of
/// its rounding would be seen.
constexpr double CANCELED = 1e-3;

/// A clock that has come this many times as far as it still has to go begins again: its own
/// rounding would be seen.
constexpr double FAR = 16;

} // namespace

/// Transfers that have one rate for a weight of 1 whatever happens.
struct FairShares::Bundle
{
    // What its members have in common, and bundles are ordered by:
    double mostLevel{0}; // rate of a weight of 1 that they cannot go beyond
    double weight{1};
    std::uint32_t kind{0};
    std::vector<Link> links; // that are shared

    std::vector<double> slopes; // what a level of 1 takes of each link, for all members
    std::vector<double> peaks;  // the slopes when they were last added up, or grew
    boost::intrusive::set<Transfer, boost::intrusive::compare<Order>> members; // by their end
    double level{0}; // rate of a weight of 1 [bit/s]
    double clock{0}; // bits that a weight of 1 has been served
    bool isSettled{false};

    auto Key() const
    {
        return std::tie(mostLevel, weight, kind, links);
    }

    /// Until the first is through; none if it never is.
    std::optional<double> SecondsLeft() const
    {
        if (members.empty() || !(level > 0))
        {
            return std::nullopt;
        }
        return SecondsLeft(*members.begin());
    }

    double SecondsLeft(const Transfer& member) const
    {
        return std::max(0.0, member.m_end - clock) / level;
    }

    void Add(std::size_t i, double slope)
    {
        slopes[i] += slope;
        peaks[i] = std::max(peaks[i], slopes[i]);
    }

    /// After a member has left.
    void Subtract(std::size_t i, double slope)
    {
        slopes[i] -= slope;
        if (slopes[i] > CANCELED * peaks[i])
        {
            return;
        }
        slopes[i] = 0;
        for (const auto& member : members)
        {
            for (const auto& place : member.m_places)
            {
                slopes[i] += place.link == links[i] ? place.cost * weight : 0;
            }
        }
        peaks[i] = slopes[i];
    }

    /// A step a member, each time that all but a seventeenth of what is left has been served.
    void RewindClock()
    {
        if (members.empty() || clock <= FAR * (members.rbegin()->m_end - clock))
        {
            return;
        }
        for (auto& member : members)
        {
            member.m_end -= clock;
        }
        clock = 0;
    }
};

void
FairShares::Transfer::Clear()
{
    m_places.clear();
}

void
FairShares::Transfer::Add(Link link, double cost)
{
    for (auto& place : m_places)
    {
        if (place.link == link)
        {
            place.cost += cost;
            return;
        }
    }
    m_places.emplace_back();
    m_places.back().link = link;
    m_places.back().cost = cost;
}

bool
FairShares::Order::operator()(const Transfer& a, const Transfer& b) const
{
    return std::tie(a.m_end, a.m_number) < std::tie(b.m_end, b.m_number);
}

FairShares::FairShares()
    : m_wanted(std::make_unique<Bundle>())
{
}

FairShares::~FairShares()
{
    Clear();
}

FairShares::Link
FairShares::AddLink(double rate)
{
    m_links.emplace_back();
    m_links.back().rate = rate;
    return static_cast<Link>(m_links.size() - 1);
}

void
FairShares::SetLoad(Link link, double load)
{
    auto& its = m_links[link];
    its.load = load;
    if (!std::exchange(its.hasLoad, true) && its.places.size() == 1)
    {
        Move(*its.places.front().transfer);
    }
}

bool
FairShares::IsShared(Link link) const
{
    return m_links[link].hasLoad || m_links[link].places.size() > 1;
}

void
FairShares::Advance(Time now)
{
    const double seconds = (now - m_updated).GetSeconds();
    m_updated = now;
    if (!(seconds > 0))
    {
        return;
    }
    for (const auto& bundle : m_bundles)
    {
        // At an infinite level all have ended.
        bundle->clock += std::isfinite(bundle->level) ? seconds * bundle->level : 0;
        bundle->RewindClock();
    }
}

FairShares::Bundles::iterator
FairShares::PlaceOf(const Bundle& bundle)
{
    return std::lower_bound(m_bundles.begin(),
                            m_bundles.end(),
                            bundle,
                            [](const auto& a, const Bundle& b) { return a->Key() < b.Key(); });
}

FairShares::Bundle&
FairShares::FindBundle(double level)
{
    const auto found = PlaceOf(*m_wanted);
    if (found != m_bundles.end() && (*found)->Key() == m_wanted->Key())
    {
        return **found;
    }
    if (m_spare.empty())
    {
        m_spare.push_back(std::make_unique<Bundle>());
    }
    auto made = std::move(m_spare.back());
    m_spare.pop_back();
    std::swap(made, m_wanted); // with the room of its vectors
    made->slopes.assign(made->links.size(), 0);
    made->peaks.assign(made->links.size(), 0);
    made->level = level;
    made->clock = 0;
    return **m_bundles.insert(found, std::move(made));
}

void
FairShares::Join(Transfer& transfer, const Rest& rest)
{
    m_wanted->weight = transfer.weight;
    m_wanted->kind = transfer.kind;
    m_wanted->links.clear();
    m_wanted->mostLevel = transfer.most / transfer.weight;
    for (const auto& place : transfer.m_places)
    {
        if (IsShared(place.link))
        {
            m_wanted->links.push_back(place.link);
            continue;
        }
        const double level = m_links[place.link].rate / (place.cost * transfer.weight);
        m_wanted->mostLevel = std::min(m_wanted->mostLevel, level);
    }
    auto& bundle = FindBundle(rest.level);
    std::size_t i = 0;
    for (const auto& place : transfer.m_places)
    {
        if (IsShared(place.link))
        {
            bundle.Add(i++, place.cost * transfer.weight);
        }
    }
    transfer.m_bundle = &bundle;
    transfer.m_end = bundle.clock + rest.bits / transfer.weight;
    bundle.members.insert(transfer);
}

FairShares::Rest
FairShares::Leave(Transfer& transfer)
{
    auto& bundle = *std::exchange(transfer.m_bundle, nullptr);
    bundle.members.erase(bundle.members.iterator_to(transfer));
    std::size_t i = 0;
    for (const auto& place : transfer.m_places)
    {
        if (i < bundle.links.size() && bundle.links[i] == place.link)
        {
            bundle.Subtract(i++, place.cost * transfer.weight);
        }
    }
    const Rest rest{std::max(0.0, transfer.m_end - bundle.clock) * transfer.weight, bundle.level};
    if (bundle.members.empty())
    {
        const auto found = PlaceOf(bundle);
        m_spare.push_back(std::move(*found));
        m_bundles.erase(found);
    }
    return rest;
}

void
FairShares::Move(Transfer& transfer)
{
    const auto rest = Leave(transfer);
    Join(transfer, rest);
}

void
FairShares::Begin(Transfer& transfer, double bits, Time now)
{
    Advance(now);
    transfer.m_number = ++m_begun;
    for (auto& place : transfer.m_places)
    {
        place.transfer = &transfer;
        auto& link = m_links[place.link];
        link.places.push_back(place);
        if (link.places.size() == 2 && !link.hasLoad)
        {
            Move(*link.places.front().transfer); // it is shared now
        }
    }
    Join(transfer, {bits, 0});
}

void
FairShares::End(Transfer& transfer, Time now)
{
    Advance(now);
    Leave(transfer);
    for (auto& place : transfer.m_places)
    {
        auto& link = m_links[place.link];
        link.places.erase(link.places.iterator_to(place));
        if (link.places.size() == 1 && !link.hasLoad)
        {
            Move(*link.places.front().transfer); // it is not shared any more
        }
    }
}

void
FairShares::Clear()
{
    for (const auto& bundle : m_bundles)
    {
        for (auto& transfer : bundle->members)
        {
            transfer.m_bundle = nullptr;
        }
        bundle->members.clear();
    }
    m_bundles.clear();
    for (auto& link : m_links)
    {
        link.places.clear();
    }
}

void
FairShares::OpenLinks()
{
    m_full.clear();
    for (const auto& bundle : m_bundles)
    {
        bundle->isSettled = false;
        for (const auto index : bundle->links)
        {
            auto& link = m_links[index];
            if (link.open++ == 0)
            {
                m_full.emplace_back(0, index);
                link.bundles.clear();
                link.left = link.rate;
                link.at = 0;
            }
            link.bundles.push_back(bundle.get());
        }
    }
    for (auto& [level, index] : m_full)
    {
        AddUp(m_links[index]);
        level = m_links[index].FullLevel();
    }
    std::make_heap(m_full.begin(), m_full.end(), std::greater<>());
}

/// What a level of 1 takes of a link.
void
FairShares::AddUp(SharedLink& link) const
{
    const auto index = static_cast<Link>(&link - m_links.data());
    link.slope = link.load;
    for (const auto* bundle : link.bundles)
    {
        for (std::size_t i = 0; i < bundle->links.size() && !bundle->isSettled; ++i)
        {
            link.slope += bundle->links[i] == index ? bundle->slopes[i] : 0;
        }
    }
    link.peak = link.slope;
}

/// Put the link that is full first on top of the heap: a link is full the later the more of its
/// bundles have their share before, so that it need not be told when one has.
/// @return the level at which it is; infinite if no open bundle uses any
double
FairShares::NextFull()
{
    while (!m_full.empty())
    {
        const auto [level, index] = m_full.front();
        const auto& link = m_links[index];
        const double now = link.open > 0 ? link.FullLevel() : level;
        if (link.open > 0 && now <= level)
        {
            return level;
        }
        std::pop_heap(m_full.begin(), m_full.end(), std::greater<>());
        m_full.pop_back();
        if (link.open > 0)
        {
            m_full.emplace_back(now, index);
            std::push_heap(m_full.begin(), m_full.end(), std::greater<>());
        }
    }
    return INFINITE;
}

void
FairShares::Settle(Bundle& bundle, double level)
{
    bundle.isSettled = true;
    bundle.level = level;
    for (std::size_t i = 0; i < bundle.links.size(); ++i)
    {
        auto& link = m_links[bundle.links[i]];
        link.left = std::isfinite(level) ? link.left - (level - link.at) * link.slope : 0;
        link.at = level;
        link.slope -= bundle.slopes[i];
        --link.open;
        if (link.open > 0 && link.slope <= CANCELED * link.peak)
        {
            AddUp(link);
        }
    }
}

void
FairShares::Share(Time now)
{
    Advance(now);
    OpenLinks();
    double level = 0;
    std::size_t first = 0; // all before it have their share
    while (first < m_bundles.size())
    {
        auto& bundle = *m_bundles[first];
        if (bundle.isSettled)
        {
            ++first;
            continue;
        }
        const double full = NextFull();
        level = std::max(level, std::min(full, bundle.mostLevel));
        if (bundle.mostLevel <= full)
        {
            Settle(bundle, level);
            continue;
        }
        for (auto* other : m_links[m_full.front().second].bundles)
        {
            if (!other->isSettled)
            {
                Settle(*other, level);
            }
        }
    }
    for (const auto& [itsLevel, index] : m_full)
    {
        m_links[index].open = 0;
    }
}

std::optional<Time>
FairShares::GetNextEnd() const
{
    std::optional<double> least;
    for (const auto& bundle : m_bundles)
    {
        const auto seconds = bundle->SecondsLeft();
        if (seconds && (!least || *seconds < *least))
        {
            least = seconds;
        }
    }
    if (!least || *least > (Time::Max() - m_updated).GetSeconds() / 2)
    {
        return std::nullopt;
    }
    return m_updated + Seconds(*least);
}

void
FairShares::TakeEnded(Time now, std::vector<std::uint64_t>& owners)
{
    Advance(now);
    m_ended.clear();
    for (const auto& bundle : m_bundles)
    {
        if (!(bundle->level > 0))
        {
            continue; // without a share yet
        }
        for (auto& member : bundle->members)
        {
            // As GetNextEnd() rounds: within this instant.
            const double seconds = bundle->SecondsLeft(member);
            if (seconds > 1 || Seconds(seconds).IsStrictlyPositive())
            {
                break;
            }
            m_ended.push_back(&member);
        }
    }
    std::sort(m_ended.begin(), m_ended.end(), [](const auto* a, const auto* b) {
        return a->m_number < b->m_number;
    });
    owners.clear();
    for (auto* transfer : m_ended)
    {
        End(*transfer, now);
        owners.push_back(transfer->owner);
    }
}

double
FairShares::GetRate(const Transfer& transfer) const
{
    return transfer.IsOn() ? transfer.m_bundle->level * transfer.weight : 0;
}

std::uint32_t
FairShares::GetTransfers(Link link) const
{
    return static_cast<std::uint32_t>(m_links[link].places.size());
}

void
FairShares::Visit(Link link, const Visitor& visit) const
{
    for (const auto& bundle : m_bundles)
    {
        const auto& links = bundle->links;
        if (std::find(links.begin(), links.end(), link) != links.end())
        {
            visit(bundle->level * bundle->weight, bundle->members.size(), bundle->kind);
        }
    }
}

} // namespace coinference
} // namespace ns3
