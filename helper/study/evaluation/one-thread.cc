/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "one-thread.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>

namespace ns3
{
namespace coinference
{

void
ComputeOnCallingThread()
{
    at::set_num_threads(1);
    // OpenBLAS has threads of its own, which ATen does not know.
    typedef void (*SetThreads)(int);
    if (auto* set = dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))
    {
        reinterpret_cast<SetThreads>(set)(1);
    }
}

} // namespace coinference
} // namespace ns3
