/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/random-problem.h"
#include "simulation/fair-shares.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <memory>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// A transfer as the textbook sees it.
struct Plain
{
    std::map<std::uint32_t, double> costs; // by link
    double weight{1};
    double most{0};
    double bits{0};
    double rate{0};
};

/// Progressive filling of every transfer by itself, all sums added up anew in every round.
void
Fill(std::map<std::uint64_t, Plain>& transfers,
     const std::vector<double>& rates,
     const std::vector<double>& loads)
{
    std::map<std::uint64_t, Plain*> open;
    for (auto& [id, transfer] : transfers)
    {
        open[id] = &transfer;
    }
    std::vector<long double> left(rates.begin(), rates.end());
    long double level = 0;
    while (!open.empty())
    {
        std::vector<long double> slopes(loads.begin(), loads.end());
        long double next = std::numeric_limits<long double>::infinity();
        for (const auto& [id, transfer] : open)
        {
            next = std::min<long double>(next, transfer->most / transfer->weight);
            for (const auto& [link, cost] : transfer->costs)
            {
                slopes[link] += static_cast<long double>(cost) * transfer->weight;
            }
        }
        const auto full = [&](std::uint32_t link) { return level + left[link] / slopes[link]; };
        for (const auto& [id, transfer] : open)
        {
            for (const auto& [link, cost] : transfer->costs)
            {
                next = std::min(next, full(link));
            }
        }
        std::vector<bool> isFull(rates.size(), false);
        for (const auto& [id, transfer] : open)
        {
            for (const auto& [link, cost] : transfer->costs)
            {
                isFull[link] = full(link) <= next;
            }
        }
        for (std::size_t link = 0; link < left.size(); ++link)
        {
            left[link] -= (next - level) * slopes[link];
        }
        level = next;
        for (auto it = open.begin(); it != open.end();)
        {
            auto& transfer = *it->second;
            bool isHeld = transfer.most / transfer.weight <= level;
            for (const auto& [link, cost] : transfer.costs)
            {
                isHeld = isHeld || isFull[link];
            }
            transfer.rate = static_cast<double>(level * transfer.weight);
            it = isHeld ? open.erase(it) : std::next(it);
        }
    }
}

/// Random links and transfers, each of which begins and ends; rates and ends as of one by one.
class FairSharesTest : public testing::Test
{
  protected:
    void AddLinks(int count)
    {
        for (int i = 0; i < count; ++i)
        {
            rates.push_back(random.LogUniform(1e5, 1e7));
            loads.push_back(0);
            ASSERT_EQ(shares.AddLink(rates.back()), static_cast<std::uint32_t>(i));
        }
    }

    void Begin(double reach)
    {
        Plain plain;
        plain.weight = random.Chance(0.5) ? 1 : random.LogUniform(1 / span, span);
        plain.most = random.Chance(0.7) ? std::numeric_limits<double>::infinity()
                                        : random.LogUniform(1e3, 1e7);
        plain.bits = random.LogUniform(1e3, 1e7);
        for (std::uint32_t link = 0; link < rates.size(); ++link)
        {
            if (random.Chance(reach))
            {
                plain.costs[link] = random.LogUniform(1 / span, span);
            }
        }
        if (plain.costs.empty())
        {
            plain.costs[0] = 1;
        }
        const auto id = ++begun;
        auto& transfer = transfers[id];
        transfer = std::make_unique<FairShares::Transfer>();
        transfer->weight = plain.weight;
        transfer->most = plain.most;
        transfer->owner = id;
        for (const auto& [link, cost] : plain.costs)
        {
            transfer->Add(link, cost / 2);
            transfer->Add(link, cost / 2); // twice over the same
        }
        shares.Begin(*transfer, plain.bits, now);
        plains[id] = plain;
    }

    void Load()
    {
        const auto link = static_cast<std::uint32_t>(random.Uniform(0, rates.size() - 1e-9));
        loads[link] = random.Uniform(0, 2);
        shares.SetLoad(link, loads[link]);
    }

    void GiveUp()
    {
        auto found = transfers.begin();
        std::advance(found, static_cast<int>(random.Uniform(0, transfers.size() - 1e-9)));
        shares.End(*found->second, now);
        EXPECT_FALSE(found->second->IsOn());
        plains.erase(found->first);
        transfers.erase(found);
    }

    void ExpectSameRates()
    {
        Fill(plains, rates, loads);
        shares.Share(now);
        for (const auto& [id, plain] : plains)
        {
            ASSERT_NEAR(shares.GetRate(*transfers.at(id)) / plain.rate, 1, 1e-9) << id;
        }
        for (std::uint32_t link = 0; link < rates.size(); ++link)
        {
            EXPECT_EQ(shares.GetTransfers(link),
                      std::count_if(plains.begin(), plains.end(), [link](const auto& one) {
                          return one.second.costs.count(link) > 0;
                      }));
        }
    }

    /// On to a time, at which some may be through.
    void Advance(Time to)
    {
        for (auto& [id, plain] : plains)
        {
            plain.bits -= (to - now).GetSeconds() * plain.rate;
        }
        now = to;
        std::vector<std::uint64_t> owners;
        shares.TakeEnded(now, owners);
        EXPECT_TRUE(std::is_sorted(owners.begin(), owners.end()));
        for (const auto id : owners)
        {
            EXPECT_NEAR(plains.at(id).bits / plains.at(id).rate, 0, 2e-9) << "a step of time";
            EXPECT_FALSE(transfers.at(id)->IsOn());
            plains.erase(id);
            transfers.erase(id);
        }
        for (const auto& [id, plain] : plains)
        {
            EXPECT_GT(plain.bits / plain.rate, -2e-9) << id << " is late";
        }
        ended += owners.size();
    }

    /// Begins, ends, loads and gives up, again and again.
    void Live(int steps)
    {
        for (int step = 0; step < steps; ++step)
        {
            const int beginning = static_cast<int>(random.Uniform(0, 3.99));
            for (int i = 0; i < beginning && transfers.size() < 30; ++i)
            {
                Begin(0.1 + 0.2 * (step % 3));
            }
            if (!transfers.empty() && random.Chance(0.1))
            {
                GiveUp();
            }
            if (step > steps / 4 && random.Chance(0.1))
            {
                Load();
            }
            ExpectSameRates();
            if (HasFatalFailure())
            {
                FAIL() << "at step " << step;
            }
            const auto next = shares.GetNextEnd();
            ASSERT_EQ(next.has_value(), !plains.empty());
            if (next)
            {
                Advance(random.Chance(0.5) ? *next : now + (*next - now) * random.Uniform(0, 1));
            }
        }
    }

    RandomProblem random{11};
    double span{10}; // of weights and costs
    std::map<std::uint64_t, std::unique_ptr<FairShares::Transfer>> transfers; // outlive the shares
    FairShares shares;
    std::vector<double> rates;
    std::vector<double> loads;
    std::map<std::uint64_t, Plain> plains;
    Time now;
    std::uint64_t begun{0};
    std::size_t ended{0};
};

} // namespace

TEST_F(FairSharesTest, RatesAndEndsAreThoseOfOneByOne)
{
    AddLinks(8);
    Live(4000);
    EXPECT_GT(ended, 1000U);
    shares.Clear();
    for (const auto& [id, transfer] : transfers)
    {
        EXPECT_FALSE(transfer->IsOn());
    }
    EXPECT_EQ(shares.GetNextEnd(), std::nullopt);
    transfers.clear();
    plains.clear();
    Live(100); // and goes on
}

TEST_F(FairSharesTest, WeightsAndCostsMayBeFarApart)
{
    span = 1e4;
    AddLinks(8);
    Live(1000);
    EXPECT_GT(ended, 100U);
    // A sum does not remember what was beside it.
    FairShares::Transfer large;
    FairShares::Transfer small;
    FairShares::Transfer other;
    const auto link = shares.AddLink(1e9);
    shares.SetLoad(link, 0);
    large.Add(link, 1e10);
    small.Add(link, 1e-6);
    other.Add(link, 1e-6);
    for (auto* transfer : {&large, &small, &other})
    {
        shares.Begin(*transfer, 1e9, now);
    }
    shares.Share(now);
    shares.End(large, now);
    shares.Share(now);
    EXPECT_NEAR(shares.GetRate(small), 5e14, 1e5);
    large.weight = 1e9;
    large.most = 0.05;
    shares.Begin(large, 1e9, now);
    shares.Share(now);
    EXPECT_NEAR(shares.GetRate(large), 0.05, 1e-9);
    shares.Clear();
}

TEST_F(FairSharesTest, AClockThatHasGoneFarIsStillExact)
{
    AddLinks(1);
    shares.SetLoad(0, 0);
    FairShares::Transfer fast;
    FairShares::Transfer slow;
    fast.Add(0, 1);
    slow.Add(0, 1);
    shares.Begin(fast, 100 * 86400 * rates[0], now);
    shares.Share(now);
    now = Seconds(86400);
    shares.Begin(slow, 1e4, now);
    shares.End(fast, now);
    shares.SetLoad(0, rates[0] / 1e4 - 1); // 1e4 bit/s are left of it
    shares.Share(now);
    const auto planned = *shares.GetNextEnd();
    EXPECT_NEAR((planned - now).GetSeconds(), 1, 1e-9);
    for (int change = 0; change < 100000; ++change)
    {
        now += MicroSeconds(9);
        shares.Share(now);
    }
    EXPECT_NEAR((*shares.GetNextEnd() - planned).GetSeconds(), 0, 1e-8);
    shares.Clear();
}

TEST_F(FairSharesTest, WhatHasNoLimitIsThroughAtOnce)
{
    AddLinks(1);
    FairShares::Transfer free;
    FairShares::Transfer bound;
    free.owner = 1;
    bound.owner = 2;
    bound.Add(0, 1);
    shares.Begin(free, 1e6, now);
    shares.Begin(bound, 2 * rates[0], now);
    EXPECT_EQ(shares.GetNextEnd(), std::nullopt) << "no share yet";
    shares.Share(now);
    EXPECT_EQ(shares.GetNextEnd(), now);
    std::vector<std::uint64_t> owners;
    shares.TakeEnded(now, owners);
    EXPECT_EQ(owners, std::vector<std::uint64_t>{1});
    shares.Share(now);
    EXPECT_EQ(shares.GetNextEnd(), Seconds(2));
    shares.TakeEnded(Seconds(2), owners);
    EXPECT_EQ(owners, std::vector<std::uint64_t>{2});
}

TEST_F(FairSharesTest, TellsOfThoseThatAreAlike)
{
    AddLinks(2);
    shares.SetLoad(0, 0);
    std::vector<FairShares::Transfer> three(3);
    for (std::uint32_t i = 0; i < 3; ++i)
    {
        three[i].Add(0, 1);
        three[i].kind = i / 2;
        shares.Begin(three[i], 1e6, now);
    }
    shares.Share(now);
    std::map<std::uint32_t, std::size_t> counts;
    shares.Visit(0, [&](double rate, std::size_t count, std::uint32_t kind) {
        EXPECT_NEAR(rate, rates[0] / 3, 1e-6);
        counts[kind] += count;
    });
    EXPECT_EQ(counts, (std::map<std::uint32_t, std::size_t>{{0, 2}, {1, 1}}));
    shares.Visit(1, [](double, std::size_t, std::uint32_t) { FAIL() << "nobody uses it"; });
    shares.Clear();
}
