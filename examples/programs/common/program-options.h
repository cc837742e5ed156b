/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_PROGRAM_OPTIONS_H
#define COINFERENCE_PROGRAM_OPTIONS_H

#include "support/checked-field.h"

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * An option of a program. ns3::CommandLine, which knows no ranges, reads a number up to the first
 * character that is none and answers most mistakes with a page of help, only sees ns-3's own.
 * CLI11 takes the command line apart; what a value may be is told here.
 */
struct ProgramOption
{
    /// Where an option's value is kept.
    typedef std::variant<double*, std::uint32_t*, std::uint64_t*, bool*, std::string*> Place;

    std::string name;
    std::string help;
    Place place;
    double low{0};                    ///< of numbers
    double high{LARGEST_QUANTITY};    ///< of numbers
    std::vector<std::string> words{}; ///< of text: what is allowed, unless empty
    bool isOperand{false};            ///< given without a name: SWEEP.json, not --sweep=SWEEP.json

    /**
     * Set the value.
     * @throw std::invalid_argument if the text is not such a value or it is not allowed
     */
    void Set(const std::string& text) const;

    /// @return the value as text
    std::string ToText() const;
};

/// A program's options, of which each one's place outlives this.
typedef std::vector<ProgramOption> ProgramOptions;

/// A command line, sorted.
struct CommandArguments
{
    std::map<std::string, std::string> given; ///< options and operands of the program
    std::vector<std::string> ns3;             ///< attribute defaults and global values
    std::vector<std::string> questions;       ///< --help and the like
};

/**
 * Require that an argument sets an attribute or a global value, and that ns-3 can read the value.
 * @throw std::invalid_argument otherwise
 */
void RequireNs3Argument(const std::string& argument);

/**
 * Sort a command line, setting nothing.
 * @throw std::invalid_argument for an option that neither the program nor ns-3 has, a value that
 * ns-3 cannot read, and an operand too many
 */
CommandArguments SortArguments(int argc, char* argv[], const ProgramOptions& options);

/**
 * Let ns-3 take its attribute defaults and global values, and answer questions with our options
 * listed, which ends the process.
 * @param program path of the program, as argv[0]
 * @param name,usage what the help says
 * @param options with the defaults that the help shows
 * @param arguments the command line
 */
void ParseNs3Arguments(const char* program,
                       const std::string& name,
                       const std::string& usage,
                       const ProgramOptions& options,
                       const CommandArguments& arguments);

/**
 * Set the options that are given.
 * @throw std::invalid_argument for a value that is not allowed
 */
void SetGiven(const CommandArguments& arguments, const ProgramOptions& options);

/**
 * Read a whole command line: all of the above.
 * @throw std::invalid_argument for anything that is not allowed, in one line
 */
void ReadProgramOptions(int argc,
                        char* argv[],
                        const std::string& name,
                        const std::string& usage,
                        const ProgramOptions& options);

/// @return the number that is the whole of a text, or NaN
double NumberOf(const std::string& text);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_PROGRAM_OPTIONS_H */
