/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_STRICT_JSON_H
#define COINFERENCE_STRICT_JSON_H

#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{
namespace coinference
{

/** Deepest nesting of JSON that is read. */
constexpr std::size_t DEEPEST_JSON = 64;

/**
 * @ingroup coinference-support
 * @brief Refuse JSON that is nested too deeply: the library, which calls itself for each level when
 * it lets go of a document, would end the process.
 * @param text the text
 * @throw std::invalid_argument if it is nested more than DEEPEST_JSON deep
 */
void RequireShallowJson(std::string_view text);

/**
 * @ingroup coinference-support
 * @brief What the library's parser found and what it expected, without where and what it last read.
 * @param message its exception's text, of a parse error
 * @return "unexpected ...; expected ..."
 */
std::string WhatParserMissed(const std::string& message);

/**
 * @ingroup coinference-support
 * @brief What the library says of bad JSON, without its tags and in one short line.
 * @param message its exception's text
 * @return "bad JSON: ..."
 */
std::string DescribeJsonError(const std::string& message);

/**
 * @ingroup coinference-support
 * @brief Keeps track of where in a document the parser is, and that no name comes twice.
 */
class JsonPlace
{
  public:
    /** @brief An object begins. */
    void Enter();

    /** @brief An object ends. */
    void Leave();

    /**
     * @param name name of the field that comes next
     * @throw std::invalid_argument if the object has had it
     */
    void Take(const std::string& name);

    /** @return the fields' names from the outermost object to here, with dots between */
    std::string GetPath() const;

  private:
    std::vector<std::set<std::string>> m_names; //!< of the objects that are open
    std::vector<std::string> m_path;            //!< the last name in each of them
};

/**
 * @ingroup coinference-support
 * @brief Refuse a number that a double cannot hold.
 * @param path its field
 * @param message the library's text, which quotes it
 * @throw std::invalid_argument always
 */
[[noreturn]] void RejectOverflow(const std::string& path, const std::string& message);

/**
 * @ingroup coinference-support
 * @brief Parse JSON of people and other programs, strictly.
 * @tparam Json nlohmann::json or nlohmann::ordered_json
 * @param text the text
 * @return the document
 * @throw std::invalid_argument for text that is not JSON, fields given twice, nesting deeper than
 *        DEEPEST_JSON and numbers beyond a double's range (named by their field), in one line
 */
template <typename Json>
Json
ParseStrictJson(std::string_view text)
{
    RequireShallowJson(text);
    JsonPlace place;
    const auto check = [&place](int /* depth */, typename Json::parse_event_t event, Json& value) {
        switch (event)
        {
        case Json::parse_event_t::object_start:
            place.Enter();
            break;
        case Json::parse_event_t::object_end:
            place.Leave();
            break;
        case Json::parse_event_t::key:
            place.Take(value.template get<std::string>());
            break;
        default:
            break;
        }
        return true;
    };
    try
    {
        return Json::parse(text.begin(), text.end(), check);
    }
    catch (const nlohmann::json::out_of_range& error)
    {
        RejectOverflow(place.GetPath(), error.what());
    }
    catch (const nlohmann::json::exception& error)
    {
        throw std::invalid_argument(DescribeJsonError(error.what()));
    }
}

/**
 * @ingroup coinference-support
 * @brief A value for a message.
 * @param value any JSON
 * @return its text, shortened
 */
template <typename Json>
std::string
ShortJson(const Json& value)
{
    // Of a large value only the beginning is shown, and no more than that is written out.
    if (value.is_structured() && value.size() > 100)
    {
        return value.is_array() ? "a list of " + std::to_string(value.size()) + " values"
                                : "an object of " + std::to_string(value.size()) + " fields";
    }
    const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_STRICT_JSON_H */
