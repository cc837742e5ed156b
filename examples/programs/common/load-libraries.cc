/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "load-libraries.h"

#include "support/checked-field.h"

#include <dlfcn.h>
#include <string_view>

namespace ns3
{
namespace coinference
{

void
LoadLibraries(const std::string& paths)
{
    for (const auto item : SplitList(paths, ','))
    {
        // A name without a slash would be looked for among the system's libraries.
        const std::string path(item);
        if (!path.empty() &&
            !dlopen((path.find('/') == std::string::npos ? "./" + path : path).c_str(),
                    RTLD_NOW | RTLD_GLOBAL))
        {
            RejectField("load", path, std::string("a shared library (") + dlerror() + ")");
        }
    }
}

void
LoadLibraries(int argc, char* argv[])
{
    constexpr std::string_view OPTION = "--load=";
    for (int i = 1; i < argc; ++i)
    {
        const std::string_view argument = argv[i];
        if (argument.substr(0, OPTION.size()) == OPTION)
        {
            LoadLibraries(std::string(argument.substr(OPTION.size())));
        }
    }
}

} // namespace coinference
} // namespace ns3
