/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_ONE_THREAD_H
#define COINFERENCE_ONE_THREAD_H

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-evaluation
 * @brief Have ATen and the BLAS library below it compute each operator on the thread that calls it:
 * sums do not depend on how many cores there are.
 */
void ComputeOnCallingThread();

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_ONE_THREAD_H */
