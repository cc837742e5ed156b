/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-cell.h"

#include "ns3/double.h"
#include "ns3/mobility-helper.h"
#include "ns3/position-allocator.h"
#include "ns3/rectangle.h"
#include "ns3/string.h"

#include <cmath>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr double PI = 3.14159265358979323846;

} // namespace

void
PlaceCell(const std::string& network,
          const NodeContainer& center,
          const std::vector<RunOptions>& groups,
          const std::vector<NodeContainer>& agents,
          int64_t& stream)
{
    std::uint32_t stations = 0;
    for (const auto& group : groups)
    {
        stations += group.network == network ? group.agents : 0;
    }
    const double area = groups.front().area; // of all groups
    const double middle = area / 2;
    auto places = CreateObject<ListPositionAllocator>();
    places->Add(Vector(middle, middle, 0)); // the access point
    for (std::uint32_t i = 0; i < stations; ++i)
    {
        const double angle = 2 * PI * i / stations;
        places->Add(Vector(middle + middle / 2 * std::cos(angle),
                           middle + middle / 2 * std::sin(angle),
                           0));
    }
    MobilityHelper mobility;
    mobility.SetPositionAllocator(places);
    mobility.SetMobilityModel("ns3::ConstantPositionMobilityModel");
    mobility.Install(center);
    for (std::size_t g = 0; g < groups.size(); ++g)
    {
        if (groups[g].network != network)
        {
            continue;
        }
        if (groups[g].speed > 0)
        {
            mobility.SetMobilityModel("ns3::RandomWalk2dMobilityModel",
                                      "Bounds",
                                      RectangleValue(Rectangle(0, area, 0, area)),
                                      "Distance",
                                      DoubleValue(area / 4),
                                      "Speed",
                                      StringValue("ns3::ConstantRandomVariable[Constant=" +
                                                  std::to_string(groups[g].speed) + "]"));
        }
        else
        {
            mobility.SetMobilityModel("ns3::ConstantPositionMobilityModel");
        }
        mobility.Install(agents[g]);
        stream += mobility.AssignStreams(agents[g], stream);
    }
}

} // namespace coinference
} // namespace ns3
