/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_HEADER_H
#define COINFERENCE_HEADER_H

#include "ns3/header.h"
#include "ns3/nstime.h"

#include <cstdint>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief Header of every message between agent and server.
 *
 * Over a stream socket it stands once before the message's payload; over a datagram socket each
 * datagram has it, with the offset of its fragment. All numbers in network byte order, 80 bytes:
 *
 * \verbatim
   0  magic "CoIn"        4   version 1     5  type       6  bit-width   7  priority
   8  agent               12  sequence      16 payload size              20 fragment offset
   24 result size         28  phases of the server's part (request; 0 for none)
   32 server FLOPs        40  server frequency            (request; IEEE 754)
   48 tokens of the answer  52 bytes of a token (request)  56 memory clock (request; IEEE 754)
   48 server received     56  server started   64 server finished   (result; ns)
                                               64 deadline          (request; ns, 0 for none)
   72 server energy                                       (result; IEEE 754)
   \endverbatim
 */
class CoinferenceHeader : public Header
{
  public:
    /** @brief What a message is. */
    enum Type : std::uint8_t
    {
        REQUEST = 1, //!< an embedding (or raw input) for the server
        RESULT = 2,  //!< the inference's result for the agent
        REFUSAL = 3, //!< the server will not process the request
        REPORT = 4,  //!< an agent's design problem, for who decides at the server; acknowledges an
                     //!< allocation by its number in `sequence`
        ALLOCATION = 5, //!< what was decided for the agent
        TOKEN = 6       //!< a token of the answer, streamed; the last one is the RESULT
    };

    /** Serialized size [byte] */
    static constexpr std::uint32_t SIZE = 80;
    /** Largest payload of a message [byte] */
    static constexpr std::uint32_t MAX_PAYLOAD = 1U << 31;
    /// Most tokens of an answer
    static constexpr std::uint32_t MAX_TOKENS = 1'000'000;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::uint8_t type{REQUEST};      //!< a Type, or anything if received from elsewhere
    std::uint8_t bitWidth{0};        //!< b^ of the agent's part [bit]
    std::uint32_t agent{0};          //!< the agent's identity
    std::uint32_t sequence{0};       //!< the inference's sequence number at the agent; of reports
                                     //!< and allocations, the allocation's
    std::uint32_t payloadSize{0};    //!< payload of the whole message [byte]
    std::uint32_t fragmentOffset{0}; //!< where in the payload this datagram's part starts [byte]
    std::uint32_t resultSize{0};     //!< request: payload that the result is to have [byte].
                                     //!< token: which it is, from 1
    std::uint32_t phases{0};         //!< request: EnterPhases() of the server's part; 0 for none
    std::uint32_t tokens{0};         //!< request: tokens of the answer; 0 for none
    std::uint32_t tokenSize{0};      //!< request: payload of each, streamed one by one [byte]; 0:
                                     //!< the answer comes back whole
    double memoryFrequency{0};       //!< request: the memory's clock asked for, 0 for its own [Hz]
    double serverFlops{0};           //!< request: the server's work [FLOP]
    double agentFrequency{0};        //!< allocation: clock f of the agent [Hz]
    std::uint8_t priority{0};        //!< request: the higher the more urgent
    Time deadline;                   //!< request: when the result is to be back; 0 for none
    double serverFrequency{0};       //!< request: clock asked for, 0 for the server's own.
                                     //!< result: clock used [Hz]
    Time serverReceived;             //!< result: when the request was complete
    Time serverStarted;              //!< result: when its computation started
    Time serverFinished;             //!< result: when it ended
    double serverEnergy{0};          //!< result: energy of that computation [J]

    /**
     * @brief Whether the header read is one of this module's and all its fields make sense.
     * @return false for alien or damaged data, which must be dropped
     */
    bool IsValid() const;

    /** @return the object TypeId */
    TypeId GetInstanceTypeId() const override;
    /** @return SIZE [byte] */
    std::uint32_t GetSerializedSize() const override;
    /**
     * @brief Write the header.
     * @param start where to
     */
    void Serialize(Buffer::Iterator start) const override;
    /**
     * @brief Read the header; IsValid() tells what it is worth.
     * @param start where from
     * @return SIZE [byte]
     */
    std::uint32_t Deserialize(Buffer::Iterator start) override;
    /**
     * @brief Write the header for people.
     * @param os where to
     */
    void Print(std::ostream& os) const override;

  private:
    bool m_ours{true}; //!< magic, version and reserved fields were right
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_HEADER_H */
