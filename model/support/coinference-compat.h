/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_COMPAT_H
#define COINFERENCE_COMPAT_H

/**
 * \file
 * \ingroup coinference
 * The one place that knows what differs between ns-3 releases 3.36 and 3.48.
 */

#include "ns3/application.h"
#include "ns3/device-energy-model-container.h"
#include "ns3/device-energy-model.h"
#include "ns3/energy-source-container.h"
#include "ns3/energy-source.h"
#include "ns3/enum.h"
#include "ns3/mac48-address.h"

#include <cstdint>
#include <type_traits>

namespace ns3
{

// Since 3.42 the energy classes live in ns3::energy; before, the namespace does not exist.
namespace energy
{
}

namespace coinference
{

using namespace ns3::energy;

/**
 * \ingroup coinference
 * \brief Application with a virtual AssignStreams() in every release (ns-3 has it since 3.43).
 */
class StreamedApplication : public Application
{
  public:
    /**
     * \brief Get the type ID.
     * \return the object TypeId
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::coinference::StreamedApplication")
                                .SetParent<Application>()
                                .SetGroupName("Coinference");
        return tid;
    }

// A hiding virtual where ns-3's own is missing, an overriding one where it is not: the keyword
// `override` would be right in only one of the two cases.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsuggest-override"
#ifdef __clang__
#pragma GCC diagnostic ignored "-Winconsistent-missing-override"
#endif
    /**
     * \brief Use fixed random variable streams.
     * \param stream first stream index to use
     * \return the number of stream indices used
     */
    virtual int64_t AssignStreams(int64_t stream) = 0;
#pragma GCC diagnostic pop
};

/// Detail of ResetMacAddresses(): where ns-3 can.
template <typename Mac>
auto
ResetMacAddressesOf(int /* preferred */) -> decltype(Mac::ResetAllocationIndex())
{
    Mac::ResetAllocationIndex();
}

/// Detail of ResetMacAddresses(): before 3.37 it cannot.
template <typename Mac>
void
ResetMacAddressesOf(long /* otherwise */)
{
}

/**
 * \ingroup coinference
 * \brief Begin again with the first MAC address, so that a simulation does not depend on those
 * before it in the process. ns-3.36 has no means for it: there addresses go on.
 */
inline void
ResetMacAddresses()
{
    ResetMacAddressesOf<Mac48Address>(0);
}

/// Detail of MakeEnumAccessorOf(): since 3.41 ns-3 wants the enumeration's type named.
template <typename Enum, typename... Members>
auto
MakeEnumAccessorAs(int /* preferred */, Members... members)
    -> decltype(MakeEnumAccessor<Enum>(members...))
{
    return MakeEnumAccessor<Enum>(members...);
}

/// Detail of MakeEnumAccessorOf(): before 3.41 it must not be named.
template <typename Enum, typename... Members>
auto
MakeEnumAccessorAs(long /* otherwise */, Members... members)
    -> decltype(MakeEnumAccessor(members...))
{
    return MakeEnumAccessor(members...);
}

/**
 * \ingroup coinference
 * \brief Accessor of an attribute of an enumeration type, in every release.
 * \tparam Enum the enumeration
 * \param members what MakeEnumAccessor() takes: a member variable, or setter and getter
 * \return the accessor
 */
template <typename Enum, typename... Members>
Ptr<const AttributeAccessor>
MakeEnumAccessorOf(Members... members)
{
    return MakeEnumAccessorAs<Enum>(0, members...);
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_COMPAT_H */
