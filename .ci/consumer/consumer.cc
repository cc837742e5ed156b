/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// A project of someone else that uses the installed module: headers, library and data are found.

#include "ns3/coinference-module.h"

#include <iostream>

using namespace ns3::coinference;

int
main()
{
    const auto profile = ModelProfile::Load("blip-2");
    std::cout << "coinference " << ModuleVersion() << " on ns-3 " << Ns3Version() << ": "
              << profile.name << " from " << DataFolder().string() << "\n";
    return DataFolder().string().find("share/coinference") == std::string::npos;
}
