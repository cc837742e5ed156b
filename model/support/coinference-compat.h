/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_COMPAT_H
#define COINFERENCE_COMPAT_H

/**
 * @file
 * @ingroup coinference-support
 * The one place that knows what differs between ns-3 releases 3.36 and 3.48.
 */

#include "ns3/application-container.h"
#include "ns3/application.h"
#include "ns3/device-energy-model-container.h"
#include "ns3/device-energy-model.h"
#include "ns3/energy-source-container.h"
#include "ns3/energy-source.h"
#include "ns3/enum.h"
#include "ns3/inet-socket-address.h"
#include "ns3/mac48-address.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"
#include "ns3/rng-seed-manager.h"

#include <cstdint>
#include <string>
#include <type_traits>

#if __has_include("ns3/application-helper.h")
#include "ns3/application-helper.h"
/** Whether ns-3 has its own ApplicationHelper, as it has since 3.43. */
#define COINFERENCE_HAS_APPLICATION_HELPER 1
#else
/** Whether ns-3 has its own ApplicationHelper, as it has since 3.43. */
#define COINFERENCE_HAS_APPLICATION_HELPER 0
#endif

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
 * @ingroup coinference-support
 * @brief Application with a virtual AssignStreams() in every release (ns-3 has it since 3.43).
 */
class StreamedApplication : public Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
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
     * @brief Use fixed random variable streams.
     * @param stream first stream index to use
     * @return the number of stream indices used
     */
    virtual int64_t AssignStreams(int64_t stream) = 0;
#pragma GCC diagnostic pop
};

#if !COINFERENCE_HAS_APPLICATION_HELPER
/**
 * @ingroup coinference-support
 * @brief ns-3's own since 3.43, as far as this module uses it.
 */
class ApplicationHelper
{
  public:
    /** @param typeId the applications' */
    explicit ApplicationHelper(TypeId typeId)
    {
        m_factory.SetTypeId(typeId);
    }

    virtual ~ApplicationHelper() = default;

    /**
     * @brief Set an attribute of the applications to be made.
     * @param name the attribute
     * @param value its value
     */
    void SetAttribute(const std::string& name, const AttributeValue& value)
    {
        m_factory.Set(name, value);
    }

    /**
     * @brief Install an application on each node.
     * @param nodes the nodes
     * @return the applications, in the nodes' order
     */
    ApplicationContainer Install(NodeContainer nodes)
    {
        ApplicationContainer applications;
        for (auto node = nodes.Begin(); node != nodes.End(); ++node)
        {
            applications.Add(DoInstall(*node));
        }
        return applications;
    }

    /**
     * @brief Install an application on one node.
     * @param node the node
     * @return the application
     */
    ApplicationContainer Install(Ptr<Node> node)
    {
        return ApplicationContainer(DoInstall(node));
    }

    /**
     * @brief Install an application on one node.
     * @param nodeName the node's name
     * @return the application
     */
    ApplicationContainer Install(const std::string& nodeName)
    {
        return Install(NodeContainer(nodeName));
    }

    /**
     * @brief Use fixed random variable streams for the applications of this kind on some nodes.
     * @param nodes the nodes
     * @param stream first stream index to use
     * @return the number of stream indices used
     */
    int64_t AssignStreams(NodeContainer nodes, int64_t stream)
    {
        const auto first = stream;
        for (auto node = nodes.Begin(); node != nodes.End(); ++node)
        {
            for (std::uint32_t i = 0; i < (*node)->GetNApplications(); ++i)
            {
                const auto application =
                    DynamicCast<StreamedApplication>((*node)->GetApplication(i));
                if (application && application->GetInstanceTypeId() == m_factory.GetTypeId())
                {
                    stream += application->AssignStreams(stream);
                }
            }
        }
        return stream - first;
    }

  protected:
    /**
     * @brief Make the application of a node.
     * @param node the node
     * @return the application, which the node has
     */
    virtual Ptr<Application> DoInstall(Ptr<Node> node)
    {
        auto application = m_factory.Create<Application>();
        node->AddApplication(application);
        return application;
    }

    ObjectFactory m_factory; //!< makes the applications
};
#endif

/** @cond details */
/// Detail of WithTos(): up to 3.38 or so an address carries it, and sockets go by that.
template <typename Inet>
auto
SetTosOf(Inet& address, std::uint8_t tos, int /* preferred */) -> decltype(address.SetTos(tos))
{
    address.SetTos(tos);
}

/// Detail of WithTos(): since then only the socket does.
template <typename Inet>
void
SetTosOf(Inet& /* address */, std::uint8_t /* tos */, long /* otherwise */)
{
}

/** @endcond */

/**
 * @ingroup coinference-support
 * @brief An address to connect or send to with a Type of Service, in every release; the socket has
 * to have it too.
 * @param address any socket address
 * @param tos Type of Service
 * @return the address
 */
inline Address
WithTos(const Address& address, std::uint8_t tos)
{
    if (tos == 0 || !InetSocketAddress::IsMatchingType(address))
    {
        return address;
    }
    auto inet = InetSocketAddress::ConvertFrom(address);
    SetTosOf(inet, tos, 0);
    return inet;
}

/** @cond details */
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

/** @endcond */

/**
 * @ingroup coinference-support
 * @brief Begin again with the first MAC address, so that a simulation does not depend on those
 * before it in the process. ns-3.36 has no means for it: there addresses go on.
 */
inline void
ResetMacAddresses()
{
    ResetMacAddressesOf<Mac48Address>(0);
}

/** @cond details */
/// Detail of ResetStreams(): where ns-3 can.
template <typename Manager>
auto
ResetStreamsOf(int /* preferred */) -> decltype(Manager::ResetNextStreamIndex(), bool())
{
    Manager::ResetNextStreamIndex();
    return true;
}

/// Detail of ResetStreams(): before 3.43 it cannot.
template <typename Manager>
bool
ResetStreamsOf(long /* otherwise */)
{
    return false;
}

/** @endcond */

/**
 * @ingroup coinference-support
 * @brief Begin again with the first stream of random numbers, for random variables that are not
 * assigned one: a simulation then does not depend on those before it in the process.
 * @return whether ns-3 has means for it, as it has since 3.43: before, streams go on
 */
inline bool
ResetStreams()
{
    return ResetStreamsOf<RngSeedManager>(0);
}

/** @cond details */
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

/** @endcond */

/**
 * @ingroup coinference-support
 * @brief Accessor of an attribute of an enumeration type, in every release.
 * @tparam Enum the enumeration
 * @param members what MakeEnumAccessor() takes: a member variable, or setter and getter
 * @return the accessor
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
