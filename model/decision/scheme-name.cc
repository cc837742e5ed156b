/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scheme-name.h"

#include "support/checked-field.h"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <cctype>

namespace ns3
{
namespace coinference
{

namespace
{

const std::string TYPE_PREFIX = "ns3::coinference::";

} // namespace

SchemeNames::SchemeNames(TypeId parent, const std::string& suffix)
    : m_parent(parent),
      m_suffix(suffix)
{
}

/// "fixed-frequency" -> "ns3::coinference::FixedFrequencyScheme"
std::string
SchemeNames::TypeNameOf(const std::string& shortName) const
{
    std::string typeName = TYPE_PREFIX;
    bool wordStarts = true;
    for (char letter : shortName)
    {
        if (letter == '-')
        {
            wordStarts = true;
            continue;
        }
        typeName += wordStarts ? static_cast<char>(std::toupper(letter)) : letter;
        wordStarts = false;
    }
    return typeName + m_suffix;
}

/// The inverse of TypeNameOf(); a name of another form comes back as it is.
std::string
SchemeNames::ShortNameOf(const std::string& typeName) const
{
    const auto affixes = TYPE_PREFIX.size() + m_suffix.size();
    if (typeName.size() <= affixes || typeName.rfind(TYPE_PREFIX, 0) != 0)
    {
        return typeName;
    }
    std::string shortName;
    for (char letter : typeName.substr(TYPE_PREFIX.size(), typeName.size() - affixes))
    {
        if (std::isupper(static_cast<unsigned char>(letter)))
        {
            shortName += shortName.empty() ? "" : "-";
            letter = static_cast<char>(std::tolower(letter));
        }
        shortName += letter;
    }
    return TypeNameOf(shortName) == typeName ? shortName : typeName;
}

TypeId
SchemeNames::Find(const std::string& name) const
{
    TypeId tid;
    const bool found = TypeId::LookupByNameFailSafe(name, &tid) ||
                       TypeId::LookupByNameFailSafe(TypeNameOf(name), &tid);
    if (!found || !tid.IsChildOf(m_parent) || !tid.HasConstructor())
    {
        RejectField("scheme", name, "one of " + boost::algorithm::join(GetAll(), ", "));
    }
    return tid;
}

std::vector<std::string>
SchemeNames::GetAll() const
{
    std::vector<std::string> names;
    for (uint16_t i = 0; i < TypeId::GetRegisteredN(); ++i)
    {
        const auto tid = TypeId::GetRegistered(i);
        if (tid.IsChildOf(m_parent) && tid.HasConstructor())
        {
            names.push_back(ShortNameOf(tid.GetName()));
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace coinference
} // namespace ns3
