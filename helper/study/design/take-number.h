/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_TAKE_NUMBER_H
#define COINFERENCE_TAKE_NUMBER_H

#include "support/checked-field.h"
#include "support/strict-json.h"

#include <nlohmann/json.hpp>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief Take a number out of an object whose other fields somebody else reads.
 * @param object the object
 * @param field the number's name
 * @param value set to it; as it was if it is absent
 * @throw std::invalid_argument naming the field if it is no number
 */
inline void
TakeNumber(nlohmann::json& object, const char* field, double& value)
{
    const auto place = object.find(field);
    if (place == object.end())
    {
        return;
    }
    if (!place->is_number())
    {
        RejectField(field, ShortJson(*place), "a finite number");
    }
    value = place->get<double>();
    object.erase(place);
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_TAKE_NUMBER_H */
