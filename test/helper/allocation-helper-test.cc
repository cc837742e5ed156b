/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../support/coinference-scene.h"

#include "ns3/allocation-helper.h"
#include "ns3/enum.h"
#include "ns3/joint-scheme.h"
#include "ns3/random-feasible-scheme.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>
#include <stdexcept>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// A user's own scheme: three bits, half the highest clocks, whatever the problem.
class ThreeBitScheme : public AllocationScheme
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::coinference::ThreeBitScheme")
                                .SetParent<AllocationScheme>()
                                .AddConstructor<ThreeBitScheme>();
        return tid;
    }

  protected:
    Allocation DoSolve(const DesignProblem& problem) override
    {
        const Clocks clocks{problem.agent.maxFrequency / 2, problem.server.maxFrequency / 5};
        return Feasible(problem, 3, clocks);
    }
};

NS_OBJECT_ENSURE_REGISTERED(ThreeBitScheme);

ApplicationContainer
AgentsOf(const Scene& scene)
{
    ApplicationContainer agents;
    for (const auto& agent : scene.agents)
    {
        agents.Add(agent);
    }
    return agents;
}

} // namespace

TEST(AllocationHelper, GivesEachAgentAControllerAndSchemeOfItsOwn)
{
    SceneOptions options;
    options.agents = 3;
    const Scene scene(options);
    const auto controllers = AllocationHelper("joint").Install(AgentsOf(scene), scene.server());
    ASSERT_EQ(controllers.size(), 3U);
    PointerValue schemes[2];
    for (std::uint32_t i = 0; i < 3; ++i)
    {
        EXPECT_EQ(scene.agents[i]->GetObject<AllocationController>(), controllers[i]);
    }
    controllers[0]->GetAttribute("Scheme", schemes[0]);
    controllers[1]->GetAttribute("Scheme", schemes[1]);
    EXPECT_TRUE(schemes[0].Get<JointScheme>());
    EXPECT_NE(schemes[0].Get<JointScheme>(), schemes[1].Get<JointScheme>());
}

TEST(AllocationHelper, TakesASchemeOfOnesOwnByNameAndByPointer)
{
    for (bool byName : {true, false})
    {
        Scene scene({});
        const auto own = CreateObject<ThreeBitScheme>();
        const auto helper = byName ? AllocationHelper("three-bit") : AllocationHelper(own);
        helper.Install(AgentsOf(scene), scene.server());
        scene.Run(3.5);
        ASSERT_FALSE(scene.records.empty());
        EXPECT_EQ(scene.records[0].precision.BitWidth(), 3U);
        EXPECT_EQ(scene.records[0].agentFrequency, 1e9);
        EXPECT_EQ(scene.records[0].serverFrequency, 2e9);
    }
}

TEST(AllocationHelper, PassesAttributesOn)
{
    const Scene scene({});
    AllocationHelper helper("random-feasible");
    helper.SetSchemeAttribute("Draws", UintegerValue(17));
    helper.SetAttribute("Window", UintegerValue(5));
    helper.SetBitWidths(BitWidthSet({4}));
    const auto controller = helper.Install(AgentsOf(scene), scene.server()).front();
    const auto answer = controller->Update();
    EXPECT_EQ(answer.draws, 17U);
    EXPECT_EQ(answer.precision.BitWidth(), 4U);
    UintegerValue window;
    controller->GetAttribute("Window", window);
    EXPECT_EQ(window.Get(), 5U);
}

TEST(AllocationHelper, AssignsAStreamToEachRandomScheme)
{
    SceneOptions options;
    options.agents = 3;
    const Scene scene(options);
    const auto agents = AgentsOf(scene);
    EXPECT_EQ(AllocationHelper::AssignStreams(agents, 5), 0); // no controllers yet
    AllocationHelper("random-feasible").Install(agents, scene.server());
    EXPECT_EQ(AllocationHelper::AssignStreams(agents, 5), 3);
    EXPECT_EQ(AllocationHelper::AssignStreams(scene.nodes, 5), 3);
}

TEST(AllocationHelper, RefusesWhatCannotWork)
{
    EXPECT_THROW(AllocationHelper("no-such-scheme"), std::invalid_argument);
    AllocationHelper shared(CreateObject<JointScheme>());
    EXPECT_DEATH(shared.SetSchemeAttribute("LeastDelay", StringValue("true")), "LeastDelay");

    const Scene scene({});
    const AllocationHelper helper;
    EXPECT_DEATH(helper.Install(AgentsOf(scene), CreateObject<Node>()), "has no ComputeDevice");
    EXPECT_DEATH(helper.Install(ApplicationContainer(scene.edge), scene.server()),
                 "application 0 is no EmbodiedAgent but ns3::coinference::EdgeServer");
    helper.Install(AgentsOf(scene), scene.server());
    EXPECT_DEATH(helper.Install(AgentsOf(scene), scene.server()), "AllocationController already");
}
