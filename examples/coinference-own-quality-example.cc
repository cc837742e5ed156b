/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A model of one's own, and what its task is worth at each bit-width as one has measured it.
//
//    camera 0 --+
//    camera 1 --+-- Ethernet, 1 Gbit/s -- server
//
// A detector whose accuracy is a cliff between 3 and 4 bits, flat beyond, and a little better at 6
// bits than at 8: rounding noise happens to help. The design of least distortion spends time and
// energy on bits that the task does not need; the one for quality takes the 6 bits. Energies tell
// what that saves. Numbers of a real model: coinference-profile --evaluate writes such a table.
//
//    $ coinference-own-quality-example --quality=0.2,0.5,0.8,0.9,0.95,0.95,0.95,0.95

#include "ns3/coinference-module.h"
#include "ns3/core-module.h"
#include "ns3/csma-module.h"
#include "ns3/internet-module.h"

#include <iomanip>
#include <sstream>

using namespace ns3;
using namespace ns3::coinference;

/// A detector: 60 GFLOP and 25 million weights on the camera, 240 GFLOP on the server.
static ModelProfile
Detector(const std::string& accuracies)
{
    ModelProfile model;
    model.name = "my detector";
    model.agentFlops = 60e9;
    model.serverFlops = 240e9;
    model.agentWeights = 25e6;
    model.weightRate = 12; // of |weights|: coinference-profile measures it
    model.embeddingValues = 256 * 40 * 40;
    model.activationBits = 8;
    model.inputBytes = 3 * 640 * 640;
    model.resultBytes = 2000;
    QualityTable accuracy;
    accuracy.name = "accuracy";
    accuracy.unit = "1";
    accuracy.quantizer = "uniform";
    std::istringstream list(accuracies);
    for (std::string value; std::getline(list, value, ',');)
    {
        accuracy.bits.push_back(static_cast<double>(accuracy.bits.size()) + 1);
        double number = -1; // which no accuracy is
        std::istringstream(value) >> number;
        NS_ABORT_MSG_IF(number < 0 || number > 1,
                        "quality = " << accuracies << " is not allowed: numbers from 0 to 1");
        accuracy.value.push_back(number);
    }
    model.quality = {accuracy};
    model.Validate();
    return model;
}

int
main(int argc, char* argv[])
{
    double duration = 60;
    std::string quality = "0.02,0.11,0.35,0.88,0.93,0.942,0.94,0.94";
    CommandLine cmd(__FILE__);
    cmd.AddValue("duration", "Time to simulate [s]", duration);
    cmd.AddValue("quality", "Accuracy at 1, 2, ... bit, as measured", quality);
    cmd.Parse(argc, argv);
    NS_ABORT_MSG_UNLESS(duration > 0, "duration = " << duration << " is not allowed: above 0 s");
    const auto model = Detector(quality);
    std::cout << "looks for    bits  accuracy  energy [J]  in time\n";
    for (const std::string objective : {"Distortion", "Quality"})
    {
        const NodeContainer all(3); // two cameras and the server
        CsmaHelper ethernet;
        ethernet.SetChannelAttribute("DataRate", StringValue("1Gbps"));
        InternetStackHelper().Install(all);
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
        const auto address = addresses.Assign(ethernet.Install(all)).GetAddress(2);
        EdgeServerHelper(4210).Install(all.Get(2));
        EmbodiedAgentHelper agent(InetSocketAddress(address, 4210));
        agent.SetAttribute("DelayBudget", TimeValue(Seconds(0.8)));
        agent.SetAttribute("EnergyBudget", DoubleValue(20));
        agent.SetAttribute("SensingInterval",
                           StringValue("ns3::ConstantRandomVariable[Constant=2]"));
        auto agents = agent.Install(NodeContainer(all.Get(0), all.Get(1)));
        agents.Get(1)->SetStartTime(Seconds(1));
        for (std::uint32_t i = 0; i < agents.GetN(); ++i)
        {
            DynamicCast<EmbodiedAgent>(agents.Get(i))->SetModelProfile(model);
        }
        AllocationHelper allocation("joint");
        allocation.SetSchemeAttribute("Objective", StringValue(objective));
        allocation.Install(agents, all.Get(2));
        CoinferenceTraceHelper trace;
        trace.Connect(agents, objective);
        Simulator::Stop(Seconds(duration));
        Simulator::Run();
        trace.Close();
        double bits = 0;
        double accuracy = 0;
        double energy = 0;
        const auto& records = trace.GetTraces().back()->records;
        for (const auto& record : records)
        {
            bits += record.precision.Bits();
            accuracy += record.quality.value_or(0);
            energy += record.TotalEnergy();
        }
        const auto n = std::max<double>(1, records.size());
        std::cout << std::left << std::setw(12) << objective << std::right << std::setw(5)
                  << bits / n << std::setw(10) << accuracy / n << std::setw(12) << energy / n
                  << std::setw(6) << trace.GetTraces().back()->counts.deadlineMet << " of " << n
                  << "\n";
        Simulator::Destroy();
    }
}
