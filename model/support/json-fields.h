/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_JSON_FIELDS_H
#define COINFERENCE_JSON_FIELDS_H

#include "strict-json.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-support
 * @brief Takes fields out of a JSON object one by one, so that what is left over is unknown.
 *
 * An absent field that is not required leaves its value as it is. A field "description" is for
 * people and always allowed.
 */
class JsonFields
{
  public:
    /**
     * @param text the object, as ParseStrictJson() takes it
     * @throw std::invalid_argument if it is none
     */
    explicit JsonFields(const std::string& text);

    /**
     * @brief Take a text.
     * @param field its name
     * @param value set to it
     * @param required whether it must be there
     * @throw std::invalid_argument naming the field if it is missing or no text
     */
    void Text(const char* field, std::string& value, bool required);

    /**
     * @brief Take a number.
     * @param field its name
     * @param value set to it
     * @param required whether it must be there
     * @throw std::invalid_argument naming the field if it is missing or no number
     */
    void Number(const char* field, double& value, bool required);

    /**
     * @brief Take a flag.
     * @param field its name
     * @param value set to it
     * @param required whether it must be there
     * @throw std::invalid_argument naming the field if it is missing or neither true nor false
     */
    void Flag(const char* field, bool& value, bool required);

    /**
     * @brief Take a whole number.
     * @param field its name
     * @param value set to it
     * @param most the largest allowed
     * @param required whether it must be there
     * @throw std::invalid_argument naming the field if it is missing or no whole number up to most
     */
    template <typename T>
    void Count(const char* field, T& value, std::uint64_t most, bool required)
    {
        std::uint64_t count = value;
        TakeCount(field, count, most, required);
        value = static_cast<T>(count);
    }

    /**
     * @brief Take a list of numbers.
     * @param field its name
     * @param values set to it
     * @param required whether it must be there
     * @throw std::invalid_argument naming the field if it is missing or anything else
     */
    void Numbers(const char* field, std::vector<double>& values, bool required);

    /**
     * @brief Take a list of objects.
     * @param field its name
     * @param read reads one of them; what it leaves is refused
     * @param required whether it must be there
     * @throw std::invalid_argument naming the field, and the object's place in it
     */
    void Objects(const char* field, const std::function<void(JsonFields&)>& read, bool required);

    /**
     * @brief All known fields are taken.
     * @throw std::invalid_argument if others are left, naming one
     */
    void Finish();

  private:
    /// Of an object that is one.
    explicit JsonFields(nlohmann::json&& object);

    void TakeCount(const char* field, std::uint64_t& value, std::uint64_t most, bool required);
    /// A field, or a discarded value if it is absent.
    nlohmann::json Take(const char* field, bool required);

    nlohmann::json m_object; //!< what is left
    std::string m_known;     //!< fields that were asked for
};

/**
 * @ingroup coinference-support
 * @brief Read a file of JSON, naming it in what its reader throws.
 * @param what what the file is, for messages
 * @param path the file
 * @param read reads its text
 * @throw std::invalid_argument naming the file
 */
void ReadJsonFile(const std::string& what,
                  const std::string& path,
                  const std::function<void(const std::string&)>& read);

/**
 * @ingroup coinference-support
 * @brief Find a preset that comes with the module, or a file.
 * @param what what it is, for messages
 * @param folder of the presets, in the module's data
 * @param nameOrPath a preset's name, or a path containing '/' or ending in ".json"
 * @return the file's path
 * @throw std::invalid_argument if there is no such preset, listing those there are
 */
std::string FindPreset(const char* what, const std::string& folder, const std::string& nameOrPath);

/**
 * @ingroup coinference-support
 * @param folder of presets, in the module's data
 * @return names of the presets, sorted
 */
std::vector<std::string> PresetNamesIn(const std::string& folder);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_JSON_FIELDS_H */
