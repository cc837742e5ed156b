/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SWEEP_RUN_H
#define COINFERENCE_SWEEP_RUN_H

#include "sweep-spec.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief A short name for a text, different for different texts.
 * @param text any bytes
 * @return a UUID of version 5, which is a SHA-1 hash
 */
std::string ContentHash(const std::string& text);

/**
 * @ingroup coinference-study
 * @brief What code makes a run: a change of it must not pass for the same.
 * @param program the simulator, looked up in PATH if it holds no slash
 * @return a hash of its content, of this module's library, and of the libraries in LD_PRELOAD,
 *         which may hold schemes of one's own
 * @throw std::runtime_error if the program is not there
 */
std::string ProgramIdentity(const std::string& program);

/**
 * @ingroup coinference-study
 * @brief One run of a sweep: a scenario, and the number of its replication (RngRun).
 *
 * Replications are independent streams of ns-3's generator; the same number means the same random
 * numbers for all schemes.
 */
struct SweepRun
{
    std::string scenario; //!< everything else that determines the result, see ScenarioMaker
    std::uint64_t run{1}; //!< RngRun, >= 1

    /**
     * @brief A name for the run that depends on what determines its result, and on nothing else.
     * @return a UUID of version 5, which is a SHA-1 hash of scenario and run
     */
    std::string Key() const;

    /**
     * @brief The run as a command line.
     * @return arguments of coinference-run, without the program and without an output folder
     */
    std::vector<std::string> Arguments() const;
};

/**
 * @ingroup coinference-study
 * @brief Writes down scenarios in one canonical form, so that equal scenarios are equal text.
 *
 * The text is a JSON object: options, scheme, seed, the versions of this module and of ns-3, and a
 * hash of each file that an option names.
 */
class ScenarioMaker
{
  public:
    /** @param program what makes the runs, see ProgramIdentity() */
    explicit ScenarioMaker(std::string program);

    /**
     * @brief Write down a scenario.
     * @param options the options
     * @param scheme short name of the scheme
     * @param seed RngSeed
     * @return the scenario
     * @throw std::runtime_error if a file that an option names cannot be read
     */
    std::string Make(const OptionMap& options, const std::string& scheme, std::uint32_t seed);

  private:
    /** @brief Hash of a file's content. @param path the file @return the hash, read once */
    const std::string& HashOf(const std::string& path);

    std::string m_program;                       //!< what makes the runs
    std::map<std::string, std::string> m_hashes; //!< by path
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SWEEP_RUN_H */
