/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "evaluate.h"
#include "support/checked-field.h"

using namespace ns3::coinference;

void
Evaluate(ModelStudy& /* study */,
         const EvaluateOptions& options,
         const std::string& /* split */,
         const std::function<void(std::size_t, std::size_t)>& /* onRun */)
{
    RejectField("evaluate",
                ShortText(options.data),
                "left out: this coinference-profile was built without LibTorch (libtorch-dev)");
}
