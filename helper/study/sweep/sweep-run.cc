/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-run.h"

#include "report/child-process.h"
#include "report/text-file.h"

#include "ns3/coinference-data-folder.h"
#include "ns3/coinference-version.h"

#include <algorithm>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/string_generator.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

/// Sorts the names of an object: equal objects give equal text.
typedef nlohmann::json Json;

/// Options of coinference-run whose value may be a file.
constexpr const char* FILE_OPTIONS[]{"model",
                                     "sensing",
                                     "agentChip",
                                     "serverChip",
                                     "groups",
                                     "load",
                                     "ns3::coinference::PpoScheme::Policy"};

/// Presets and policies that come with the module, which runs may use by name or by default.
std::string
DataIdentity()
{
    std::map<std::string, std::string> files; // in the order of their names
    std::error_code error;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(DataFolder(), error))
    {
        if (entry.is_regular_file(error) && entry.path().extension() == ".json")
        {
            files[entry.path().lexically_relative(DataFolder()).string()] =
                ContentHash(ReadTextFile(entry.path().string()));
        }
    }
    std::string all;
    for (const auto& [name, hash] : files)
    {
        all += name + "=" + hash + "\n";
    }
    return all;
}

} // namespace

std::string
ContentHash(const std::string& text)
{
    // Drawn at random once; makes the hashes this module's own.
    static const auto space =
        boost::uuids::string_generator()("6f0a2a6e-52fb-4f0c-9a0e-5b1a6c3d8e47");
    return boost::uuids::to_string(boost::uuids::name_generator_sha1(space)(text));
}

std::string
ProgramIdentity(const std::string& program)
{
    const auto path = FindProgram(program);
    if (path.empty())
    {
        throw std::runtime_error("the simulator " + program + " is not there");
    }
    std::string all = ContentHash(ReadTextFile(path)) + DataIdentity();
    Dl_info library;
    static const int here = 0;
    if (dladdr(&here, &library) != 0 && library.dli_fname &&
        std::filesystem::is_regular_file(library.dli_fname))
    {
        all += ContentHash(ReadTextFile(library.dli_fname));
    }
    const char* preloaded = std::getenv("LD_PRELOAD");
    std::string names = preloaded ? preloaded : "";
    std::replace(names.begin(), names.end(), ':', ' ');
    std::istringstream list(names);
    for (std::string name; list >> name;)
    {
        // One given by name alone is the system's.
        if (name.find('/') != std::string::npos)
        {
            all += ContentHash(ReadTextFile(name));
        }
    }
    return ContentHash(all);
}

ScenarioMaker::ScenarioMaker(std::string program)
    : m_program(std::move(program))
{
}

std::string
SweepRun::Key() const
{
    return ContentHash(scenario + "#" + std::to_string(run));
}

std::vector<std::string>
SweepRun::Arguments() const
{
    const auto json = Json::parse(scenario);
    std::vector<std::string> arguments;
    for (const auto& [name, value] : json.at("options").items())
    {
        arguments.push_back("--" + name + "=" + value.get<std::string>());
    }
    arguments.push_back("--schemes=" + json.at("scheme").get<std::string>());
    arguments.push_back("--seed=" + std::to_string(json.at("seed").get<std::uint32_t>()));
    arguments.push_back("--run=" + std::to_string(run));
    return arguments;
}

const std::string&
ScenarioMaker::HashOf(const std::string& path)
{
    auto known = m_hashes.find(path);
    if (known == m_hashes.end())
    {
        known = m_hashes.emplace(path, ContentHash(ReadTextFile(path))).first;
    }
    return known->second;
}

std::string
ScenarioMaker::Make(const OptionMap& options, const std::string& scheme, std::uint32_t seed)
{
    Json files = Json::object();
    for (const auto* name : FILE_OPTIONS)
    {
        const auto option = options.find(name);
        if (option != options.end() && std::filesystem::is_regular_file(option->second))
        {
            files[name] = HashOf(option->second);
        }
    }
    const Json scenario{{"files", files},
                        {"ns3Version", Ns3Version()},
                        {"options", options},
                        {"program", m_program},
                        {"scheme", scheme},
                        {"seed", seed},
                        {"version", ModuleVersion()}};
    return scenario.dump(-1, ' ', true, Json::error_handler_t::replace);
}

} // namespace coinference
} // namespace ns3
