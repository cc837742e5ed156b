/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_OR_ABORT_H
#define COINFERENCE_OR_ABORT_H

#include "ns3/abort.h"

#include <exception>
#include <string>
#include <utility>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-simulation
 * @brief Call what throws from where nothing may: out of an event ns-3 lets no exception pass
 * without losing memory, so a script's mistake ends the program with its message.
 * @param function what to call
 * @return what it returns
 */
template <typename Function>
auto
OrAbort(Function&& function) -> decltype(function())
{
    std::string message;
    try
    {
        return std::forward<Function>(function)();
    }
    catch (const std::exception& error)
    {
        message = error.what();
    }
    NS_ABORT_MSG(message); // here, where the end does not tell of the exception again
    std::terminate();      // the macro does, but not for the compiler's eyes
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_OR_ABORT_H */
