/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-animation.h"

#ifdef COINFERENCE_NETANIM
#include "ns3/mobility-model.h"
#include "ns3/netanim-module.h"
#include "ns3/node-list.h"

#include <cmath>
#endif

namespace ns3
{
namespace coinference
{

#ifdef COINFERENCE_NETANIM

class RunAnimation::Writer
{
  public:
    Writer(const std::string& path, const RunNetwork& network)
        : m_animation(Placed(path, network))
    {
        m_animation.SetMaxPktsPerTraceFile(10'000'000); // a run, not the 100,000 of a demonstration
        for (auto node = NodeList::Begin(); node != NodeList::End(); ++node)
        {
            m_animation.UpdateNodeColor(*node, 150, 150, 150);
            m_animation.UpdateNodeDescription(*node, "");
        }
        Show(network.agents, "agent ", {30, 110, 200});
        Show(network.servers, "server ", {200, 60, 30});
    }

  private:
    struct Colour
    {
        std::uint8_t red;
        std::uint8_t green;
        std::uint8_t blue;
    };

    void Show(const NodeContainer& nodes, const std::string& name, const Colour& colour)
    {
        for (std::uint32_t i = 0; i < nodes.GetN(); ++i)
        {
            m_animation.UpdateNodeColor(nodes.Get(i), colour.red, colour.green, colour.blue);
            m_animation.UpdateNodeDescription(nodes.Get(i), name + std::to_string(i));
        }
    }

    /// Give all nodes a place, which the animation asks for when it is made.
    static const std::string& Placed(const std::string& path, const RunNetwork& network)
    {
        constexpr double RADIUS = 40;
        const auto place = [](Ptr<Node> node, double radius, double turn) {
            if (!node->GetObject<MobilityModel>())
            {
                const double angle = 2 * 3.14159265358979 * turn;
                AnimationInterface::SetConstantPosition(node,
                                                        RADIUS + radius * std::cos(angle),
                                                        RADIUS + radius * std::sin(angle));
            }
        };
        for (std::uint32_t i = 0; i < network.agents.GetN(); ++i)
        {
            place(network.agents.Get(i), RADIUS, double(i) / network.agents.GetN());
        }
        const double all = NodeList::GetNNodes();
        for (auto node = NodeList::Begin(); node != NodeList::End(); ++node)
        {
            place(*node, RADIUS / 3, (*node)->GetId() / all);
        }
        return path;
    }

    AnimationInterface m_animation;
};

#else

class RunAnimation::Writer
{
};

#endif

RunAnimation::RunAnimation([[maybe_unused]] const std::string& path,
                           [[maybe_unused]] const RunNetwork& network)
{
#ifdef COINFERENCE_NETANIM
    if (!path.empty())
    {
        m_writer = std::make_unique<Writer>(path, network);
    }
#endif
}

RunAnimation::~RunAnimation() = default;

} // namespace coinference
} // namespace ns3
