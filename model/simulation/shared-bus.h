/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SHARED_BUS_H
#define COINFERENCE_SHARED_BUS_H

#include <cstdint>
#include <deque>
#include <limits>

namespace ns3
{
namespace coinference
{

/** @brief What goes over a bus, in bits that it could carry meanwhile. */
struct BusFrames
{
    double payload{0};         //!< of a frame [bit], > 0
    double silence{0};         //!< of a sender behind a frame, unless others begin [bit], >= travel
    double travel{0};          //!< while a frame travels nobody begins [bit], >= 0
    double perFrame{0};        //!< acknowledgements of a frame that the gateway sends, 0 to 1
    double acknowledgement{0}; //!< how long one is [bit], > 0 if any are sent
    double mostWaiting{std::numeric_limits<double>::infinity()}; //!< of them at the gateway, > 0
};

/**
 * @ingroup coinference-simulation
 * @brief The turns of a bus's stations, in a network without packets.
 *
 * Stations take turns, a frame each, and the gateway is one of them: it sends the acknowledgements
 * of what the others send, and answers behind them. While there are at most 1/perFrame senders its
 * turns suffice. With more, acknowledgements pile up until the senders have done, and an answer
 * waits for those before it. Acknowledgements are a fluid here; answers go in order of arrival.
 *
 * Who waits for the bus looks at it every one and a half silences on average, evenly spread: with w
 * stations that wait, 1.5 / (w + 1) (1 - 3^-(w + 1)) of the silence pass before one begins.
 */
class SharedBus
{
  public:
    /** @brief What the gateway sends for an answer, and before it. */
    struct Turns
    {
        double bits; //!< as many frames' payload as there are turns [bit]
        double cost; //!< what a bit of that takes of the bus, beside silence
    };

    /**
     * @param rate the bus's [bit/s]
     * @param frames what goes over it
     */
    SharedBus(double rate, const BusFrames& frames);

    /**
     * @brief Let time go by, at the rates that were set last.
     * @param seconds how much [s]
     */
    void Advance(double seconds);

    /**
     * @brief Count messages among what is sent from the next SetRates() on.
     * @param rate at which each is sent [bit/s of payload]; of the first answer with the turns
     * before
     * @param count how many there are
     * @param isAnswer whether the gateway sends them
     */
    void Count(double rate, std::size_t count, bool isAnswer);

    /** @brief What has been counted since the last call is what is sent from now on. */
    void SetRates();

    /**
     * @param senders stations beside the gateway that send
     * @return what silence and acknowledgements take of the bus for each bit that every station
     *         sends
     */
    double Load(std::uint32_t senders) const;

    /**
     * @brief An answer comes to the gateway.
     * @param id whose
     * @return whether it is the first, whose turn it is
     */
    bool Push(std::uint64_t id);

    /**
     * @brief The first answer begins.
     * @param bits what it has to carry [bit]
     * @param cost what a bit of it takes of the bus, beside silence
     * @return what the gateway sends until it is sent
     */
    Turns Start(double bits, double cost);

    /**
     * @brief An answer is sent, or is not to be sent any more.
     * @param id whose
     * @return whether it was the first, after which the next one's turn comes
     */
    bool Pop(std::uint64_t id);

    /** @return whether no answer waits */
    bool IsEmpty() const;

    /** @return whose answer is first; there has to be one */
    std::uint64_t GetFirst() const;

  private:
    /// An answer that waits.
    struct Answer
    {
        std::uint64_t id;
        double ahead; // acknowledgements between it and the answer before
    };

    /// What follows a frame while so many wait for the bus [bit].
    double SilenceBeside(double waiting) const;

    double m_rate;
    BusFrames m_frames;
    double m_senders{0};      // counted of all stations beside the gateway together [bit/s]
    double m_most{0};         // counted of the one that sends most [bit/s]
    double m_answer{0};       // counted of the gateway [bit/s]
    double m_waiting{0};      // acknowledgements
    double m_arriving{0};     // [1/s]
    double m_served{0};       // [1/s]
    double m_shareOfTurns{0}; // that acknowledgements have of the first answer's
    std::deque<Answer> m_answers;
    double m_ahead{0}; // of all answers
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SHARED_BUS_H */
