/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_OPTION_TEXT_H
#define COINFERENCE_OPTION_TEXT_H

#include <istream>
#include <iterator>
#include <string>

namespace ns3
{
namespace coinference
{

/// Text of a command line option, whole: ns3::CommandLine reads a std::string up to the first
/// blank only, and refuses an empty one.
struct OptionText : std::string
{
    using std::string::string;
    using std::string::operator=;
};

inline std::istream&
operator>>(std::istream& input, OptionText& text)
{
    text.assign(std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>());
    return input;
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_OPTION_TEXT_H */
