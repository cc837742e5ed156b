/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "strict-json.h"

#include "checked-field.h"

#include <algorithm>

namespace ns3
{
namespace coinference
{

void
RequireShallowJson(std::string_view text)
{
    std::size_t depth = 0;
    bool inText = false;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        const char c = text[i];
        if (inText)
        {
            i += c == '\\' ? 1 : 0; // what is escaped ends nothing
            inText = c != '"';
        }
        else if (c == '"')
        {
            inText = true;
        }
        else if (c == '[' || c == '{')
        {
            if (++depth > DEEPEST_JSON)
            {
                throw std::invalid_argument("bad JSON: it is nested deeper than " +
                                            std::to_string(DEEPEST_JSON) + " levels");
            }
        }
        else if (c == ']' || c == '}')
        {
            depth -= depth > 0 ? 1 : 0;
        }
    }
}

std::string
WhatParserMissed(const std::string& message)
{
    // "... parse error at line 1, column N: syntax error while ... - unexpected ...; last read:
    // '...'; expected ...": the piece last read may be very long, and what the parser was about
    // says less than where it stopped.
    auto text = message;
    const auto lastRead = text.find("; last read: ");
    if (lastRead != std::string::npos)
    {
        const auto expected = text.rfind("; expected ");
        const bool isBehind = expected != std::string::npos && expected > lastRead;
        text.erase(lastRead, isBehind ? expected - lastRead : std::string::npos);
    }
    const auto dash = text.find(" - ");
    return text.erase(0, dash != std::string::npos ? dash + 3 : text.find_last_of(':') + 2);
}

std::string
DescribeJsonError(const std::string& message)
{
    // "[json.exception.parse_error.101] parse error at line 1, column N: ..."
    auto text = message;
    if (const auto tagEnd = text.find("] "); tagEnd != std::string::npos)
    {
        text.erase(0, tagEnd + 2);
    }
    std::string where;
    constexpr std::string_view PARSE_ERROR = "parse error";
    if (text.rfind(PARSE_ERROR, 0) == 0)
    {
        const auto colon = text.find(": ");
        where = text.substr(PARSE_ERROR.size(),
                            colon == std::string::npos ? colon : colon - PARSE_ERROR.size());
        text = WhatParserMissed(text);
    }
    constexpr std::size_t LONGEST = 200;
    if (text.size() > LONGEST)
    {
        text = text.substr(0, LONGEST) + "...";
    }
    // Bytes that are no text are shown as what they are.
    std::replace_if(
        text.begin(),
        text.end(),
        [](unsigned char c) { return c < ' ' || c >= 0x7f; },
        '?');
    return "bad JSON" + where + ": " + text;
}

void
RejectOverflow(const std::string& path, const std::string& message)
{
    const auto begin = std::min(message.find('\''), message.size() - 1) + 1;
    const auto number = message.substr(begin, message.rfind('\'') - begin);
    RejectField(path.empty() ? "a number" : path, ShortText(number), "a number below 1.8e308");
}

void
JsonPlace::Enter()
{
    m_names.emplace_back();
    m_path.emplace_back();
}

void
JsonPlace::Leave()
{
    m_names.pop_back();
    m_path.pop_back();
}

void
JsonPlace::Take(const std::string& name)
{
    m_path.back() = ShortText(name);
    if (!m_names.back().insert(name).second)
    {
        throw std::invalid_argument(GetPath() + " is given twice");
    }
}

std::string
JsonPlace::GetPath() const
{
    std::string path;
    for (const auto& name : m_path)
    {
        path += (path.empty() || name.empty() ? "" : ".") + name;
    }
    return path;
}

} // namespace coinference
} // namespace ns3
