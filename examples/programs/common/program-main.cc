/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "program-main.h"

#include "support/strict-json.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <new>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

std::string
DescribeError(const std::exception& error)
{
    std::string text = error.what();
    if (const auto* file = dynamic_cast<const std::filesystem::filesystem_error*>(&error))
    {
        text = file->path1().string() + ": " + file->code().message();
    }
    else if (dynamic_cast<const nlohmann::json::exception*>(&error))
    {
        text = DescribeJsonError(text);
    }
    else if (dynamic_cast<const std::bad_alloc*>(&error))
    {
        text = "out of memory";
    }
    std::replace_if(
        text.begin(),
        text.end(),
        [](unsigned char c) { return c < ' '; },
        ' ');
    return text;
}

int
RunMain(const std::string& name, const std::function<int()>& body)
{
    try
    {
        const int status = body();
        // A full disk shows only now.
        if (!std::cout.flush() || std::fflush(stdout) != 0)
        {
            throw std::runtime_error("cannot write standard output");
        }
        return status;
    }
    catch (const std::exception& error)
    {
        std::cerr << name << ": " << DescribeError(error) << std::endl;
        return 2;
    }
}

} // namespace coinference
} // namespace ns3
