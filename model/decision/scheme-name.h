/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SCHEME_NAME_H
#define COINFERENCE_SCHEME_NAME_H

#include "ns3/type-id.h"

#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-decision
 * @brief Schemes by name: "fixed-frequency" for ns3::coinference::FixedFrequencyScheme.
 */
class SchemeNames
{
  public:
    /**
     * @param parent what all schemes descend from
     * @param suffix how their names end: "Scheme"
     */
    SchemeNames(TypeId parent, const std::string& suffix);

    /**
     * @param name a TypeId name or a short form
     * @return the scheme's TypeId, which has a constructor
     * @throw std::invalid_argument if there is no such scheme, listing those there are
     */
    TypeId Find(const std::string& name) const;

    /** @return names of all schemes, sorted: short forms where there are */
    std::vector<std::string> GetAll() const;

  private:
    std::string TypeNameOf(const std::string& shortName) const;
    std::string ShortNameOf(const std::string& typeName) const;

    TypeId m_parent;      //!< what all descend from
    std::string m_suffix; //!< how their names end
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SCHEME_NAME_H */
