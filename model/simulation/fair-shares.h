/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_FAIR_SHARES_H
#define COINFERENCE_FAIR_SHARES_H

#include "ns3/nstime.h"

#include <algorithm>
#include <boost/intrusive/list.hpp>
#include <boost/intrusive/set.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief Transfers that share links max-min fairly: what rate each has, and when it is through.
 *
 * Rates are those of progressive filling: all rise together, by their weights, until a link is full
 * or a transfer has its most (D. Bertsekas, R. Gallager: Data Networks, 2nd ed., section 6.5.2).
 *
 * Where thousands are under way, each of which changes the rates of all others when it begins and
 * when it ends, it is bundles of them that are looked at: transfers over the same shared links,
 * with the same weight and most, have one rate whatever happens. A link that only one transfer uses
 * is a limit of its most. A bundle's clock counts the bits that a member with a weight of 1 has
 * been served; where it stood when a member began tells where it stands when that is through, and
 * does not change when rates do. A change costs as much as there are bundles, and the logarithm of
 * how many members one has.
 */
class FairShares
{
  private:
    struct Bundle;

  public:
    /** @brief Number of a link, from 0 in the order in which they are added. */
    typedef std::uint32_t Link;

    /** @brief Something to be carried over links. */
    class Transfer : public boost::intrusive::set_base_hook<>
    {
      public:
        double weight{1}; //!< its share of a link beside others' weights, > 0
        double most{std::numeric_limits<double>::infinity()}; //!< rate never exceeded [bit/s], > 0
        std::uint32_t kind{0};                                //!< what a Visitor is told
        std::uint64_t owner{0};                               //!< whose it is, for TakeEnded()

        /** @brief Forget what it uses. Not while it is under way. */
        void Clear();

        /**
         * @brief Use a link, once or more.
         * @param link the link
         * @param cost what a bit takes of its rate, > 0
         */
        void Add(Link link, double cost);

        /** @return whether it is under way */
        bool IsOn() const
        {
            return m_bundle != nullptr;
        }

      private:
        friend class FairShares;

        /// Where it is among those of a link.
        struct Place : public boost::intrusive::list_base_hook<>
        {
            Transfer* transfer{nullptr};
            Link link{0};
            double cost{0};
        };

        std::vector<Place> m_places;
        Bundle* m_bundle{nullptr};
        double m_end{0};           // of the bundle's clock
        std::uint64_t m_number{0}; // of those begun
    };

    FairShares();
    ~FairShares();
    FairShares(const FairShares&) = delete;
    FairShares& operator=(const FairShares&) = delete;

    /**
     * @brief Add a link.
     * @param rate its rate [bit/s], > 0 and finite
     * @return the link
     */
    Link AddLink(double rate);

    /**
     * @brief What a link has to carry besides, for each bit of a transfer with a weight of 1.
     * @param link the link, which from then on is a shared one whoever uses it
     * @param load the same in bits, >= 0; counts from the next Share() on
     */
    void SetLoad(Link link, double load);

    /**
     * @brief A transfer begins. Its share is settled by Share(), which is to be called before time
     * goes on.
     * @param transfer not under way; stays where it is until it is through or given up
     * @param bits how much it is [bit], > 0
     * @param now the time, not before that of an earlier call
     */
    void Begin(Transfer& transfer, double bits, Time now);

    /**
     * @brief A transfer is given up.
     * @param transfer one that is under way
     * @param now the time, not before that of an earlier call
     */
    void End(Transfer& transfer, Time now);

    /** @brief All transfers are given up. */
    void Clear();

    /**
     * @brief Share the links among those under way.
     * @param now the time, not before that of an earlier call
     */
    void Share(Time now);

    /** @return when the next one is through unless rates change; absent if none ever is */
    std::optional<Time> GetNextEnd() const;

    /**
     * @brief Take those that are through.
     * @param now the time, not before that of an earlier call
     * @param[out] owners whose they are, in the order in which they began
     */
    void TakeEnded(Time now, std::vector<std::uint64_t>& owners);

    /**
     * @param transfer any
     * @return its rate since the last Share() [bit/s]; 0 if it is not under way. Before the next
     *         Share() it may be that of those with which it has links in common since
     */
    double GetRate(const Transfer& transfer) const;

    /**
     * @param link the link
     * @return how many transfers use it
     */
    std::uint32_t GetTransfers(Link link) const;

    /** @brief Told of transfers that are alike: the rate of each [bit/s], how many, their kind. */
    typedef std::function<void(double rate, std::size_t count, std::uint32_t kind)> Visitor;

    /**
     * @brief Look at the transfers that use a link.
     * @param link one that has a load
     * @param visit told of them
     */
    void Visit(Link link, const Visitor& visit) const;

  private:
    struct Order
    {
        bool operator()(const Transfer& a, const Transfer& b) const;
    };

    struct SharedLink
    {
        double rate{0};
        double load{0};      // set from outside
        bool hasLoad{false}; // whether it ever was
        boost::intrusive::list<Transfer::Place> places;
        // Within Share():
        double left{0};               // of the rate
        double at{0};                 // the level up to which `left` counts
        double slope{0};              // what a level of 1 takes: of open bundles, and the load
        double peak{0};               // the slope when it was last added up
        std::size_t open{0};          // bundles without their share
        std::vector<Bundle*> bundles; // all that use it

        /// Level at which it is full.
        double FullLevel() const
        {
            return at + std::max(0.0, left) / slope;
        }
    };

    /// What a transfer brings along to another bundle.
    struct Rest
    {
        double bits;  // that are left
        double level; // of before, which lasts until Share()
    };

    bool IsShared(Link link) const;
    void Advance(Time now);
    typedef std::vector<std::unique_ptr<Bundle>> Bundles;

    Bundles::iterator PlaceOf(const Bundle& bundle);
    Bundle& FindBundle(double level);
    void Join(Transfer& transfer, const Rest& rest);
    Rest Leave(Transfer& transfer);
    void Move(Transfer& transfer);
    void OpenLinks();
    void AddUp(SharedLink& link) const;
    double NextFull();
    void Settle(Bundle& bundle, double level);

    std::vector<SharedLink> m_links;
    Bundles m_bundles;                           // in their order
    Bundles m_spare;                             // without members
    std::unique_ptr<Bundle> m_wanted;            // to look for one like it
    std::vector<std::pair<double, Link>> m_full; // within Share(): links by when they are, a heap
    std::vector<Transfer*> m_ended;              // within TakeEnded()
    std::uint64_t m_begun{0};                    // transfers
    Time m_updated;                              // when clocks were
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_FAIR_SHARES_H */
