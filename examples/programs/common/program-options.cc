/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "program-options.h"

#include "ns3/command-line.h"
#include "ns3/global-value.h"
#include "ns3/string.h"
#include "ns3/type-id.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <fcntl.h>
#include <set>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ns3
{
namespace coinference
{

namespace
{

struct TextVisitor
{
    std::string operator()(const double* value) const
    {
        return NumberToText(*value);
    }

    std::string operator()(const std::uint32_t* value) const
    {
        return std::to_string(*value);
    }

    std::string operator()(const std::uint64_t* value) const
    {
        return std::to_string(*value);
    }

    std::string operator()(const bool* value) const
    {
        return *value ? "true" : "false";
    }

    std::string operator()(const std::string* value) const
    {
        return *value;
    }
};

[[noreturn]] void
RejectNumber(const ProgramOption& option, const std::string& text, const std::string& kind)
{
    RejectField(option.name,
                text,
                kind + " from " + NumberToText(option.low) + " to " + NumberToText(option.high));
}

/// " (1 to 16)"; nothing where only what ends a computation is excluded.
std::string
RangeInHelp(const ProgramOption& option)
{
    const bool isNumber = !std::holds_alternative<bool*>(option.place) &&
                          !std::holds_alternative<std::string*>(option.place);
    if (!isNumber || option.high >= LARGEST_QUANTITY)
    {
        return "";
    }
    return " (" + NumberToText(option.low) + " to " + NumberToText(option.high) + ")";
}

struct SetVisitor
{
    const ProgramOption& option;
    const std::string& text;

    void operator()(double* place) const
    {
        const double number = NumberOf(text);
        if (!(number >= option.low && number <= option.high))
        {
            RejectNumber(option, text, "a number");
        }
        *place = number;
    }

    void operator()(std::uint64_t* place) const
    {
        std::uint64_t whole = 0;
        const char* end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, whole);
        if (error != std::errc() || stop != end || whole < option.low || whole > option.high)
        {
            RejectNumber(option, text, "a whole number");
        }
        *place = whole;
    }

    void operator()(std::uint32_t* place) const
    {
        std::uint64_t whole = 0;
        operator()(&whole);
        *place = static_cast<std::uint32_t>(whole);
    }

    void operator()(bool* place) const
    {
        const bool isYes = text.empty() || text == "true" || text == "1";
        if (!isYes && text != "false" && text != "0")
        {
            RejectField(option.name, text, "true or false");
        }
        *place = isYes;
    }

    void operator()(std::string* place) const
    {
        const auto& words = option.words;
        if (!words.empty() && std::find(words.begin(), words.end(), text) == words.end())
        {
            std::string list;
            for (const auto& word : words)
            {
                list += (list.empty() ? "" : word == words.back() ? " or " : ", ") + word;
            }
            RejectField(option.name, text, list);
        }
        *place = text;
    }
};

/// Whether ns-3 can read an attribute's value: it ends the process that tries in vain.
bool
IsReadable(const AttributeChecker& checker, const std::string& text)
{
    const pid_t child = fork();
    if (child < 0)
    {
        return true; // to be seen when it is set
    }
    if (child == 0)
    {
        const rlimit noCore{0, 0};
        setrlimit(RLIMIT_CORE, &noCore);
        dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
        _exit(checker.CreateValidValue(StringValue(text)) ? 0 : 1);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
    {
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// The checker of ns-3's attribute or global value with such a name; null if there is none.
Ptr<const AttributeChecker>
FindChecker(const std::string& name)
{
    const auto separator = name.rfind("::");
    if (separator == std::string::npos)
    {
        const auto global =
            std::find_if(GlobalValue::Begin(), GlobalValue::End(), [&](const GlobalValue* value) {
                return value->GetName() == name;
            });
        return global == GlobalValue::End() ? nullptr : (*global)->GetChecker();
    }
    TypeId tid;
    TypeId::AttributeInformation attribute;
    if (!TypeId::LookupByNameFailSafe(name.substr(0, separator), &tid) ||
        !tid.LookupAttributeByName(name.substr(separator + 2), &attribute))
    {
        return nullptr;
    }
    return attribute.checker;
}

/// Name of an argument "--name=value"; empty if it is none.
std::string
ArgumentName(const std::string& argument)
{
    if (argument.size() < 3 || argument.compare(0, 2, "--") != 0)
    {
        return "";
    }
    return argument.substr(2, argument.find('=') - 2);
}

std::string
ArgumentValue(const std::string& argument)
{
    const auto sign = argument.find('=');
    return sign == std::string::npos ? "" : argument.substr(sign + 1);
}

bool
IsQuestion(const std::string& argument, const std::string& name)
{
    // ns-3's own, see CommandLine.
    static const std::set<std::string> questions{"help",
                                                 "version",
                                                 "PrintHelp",
                                                 "PrintVersion",
                                                 "PrintGlobals",
                                                 "PrintGroups",
                                                 "PrintGroup",
                                                 "PrintTypeIds",
                                                 "PrintAttributes"};
    return argument == "-h" || questions.count(name) > 0;
}

} // namespace

void
ProgramOption::Set(const std::string& text) const
{
    std::visit(SetVisitor{*this, text}, place);
}

std::string
ProgramOption::ToText() const
{
    return std::visit(TextVisitor(), place);
}

double
NumberOf(const std::string& text)
{
    double number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stop == end ? number : std::nan("");
}

void
RequireNs3Argument(const std::string& argument)
{
    const auto name = ArgumentName(argument);
    const auto value = ArgumentValue(argument);
    const auto checker = FindChecker(name);
    if (!checker)
    {
        throw std::invalid_argument("unknown option " + ShortText(argument) + " (see --help)");
    }
    if (!IsReadable(*checker, value))
    {
        const auto type = checker->GetValueTypeName();
        // Of times it tells no range that a person could read.
        const bool tellsRange = checker->HasUnderlyingTypeInformation() && type != "ns3::TimeValue";
        RejectField(name,
                    value,
                    "readable as " + type +
                        (tellsRange ? " (" + checker->GetUnderlyingTypeInformation() + ")" : ""));
    }
}

CommandArguments
SortArguments(int argc, char* argv[], const ProgramOptions& options)
{
    CLI::App app;
    app.set_help_flag(); // what asks for help goes to ns-3's CommandLine
    app.allow_extras();
    CommandArguments arguments;
    std::set<std::string> withValue; // as they are given
    for (const auto& option : options)
    {
        const auto keep = [&arguments, name = option.name](const std::string& text) {
            arguments.given[name] = text;
        };
        const auto name = (option.isOperand ? "" : "--") + option.name;
        const bool isFlag = std::holds_alternative<bool*>(option.place);
        if (!isFlag)
        {
            withValue.insert(name + "=");
        }
        auto* const known = app.add_option_function<std::string>(name, keep);
        known->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
        known->expected(isFlag ? 0 : 1)->default_str(isFlag ? "true" : "");
    }
    std::vector<std::string> last; // first, as CLI11 wants them
    for (int i = argc; i-- > 1;)
    {
        const std::string argument = argv[i];
        const bool isLast = i + 1 == argc || std::string(argv[i + 1]).rfind("--", 0) == 0;
        if (isLast && withValue.count(argument + "=") > 0)
        {
            throw std::invalid_argument(argument + " needs a value (see --help)");
        }
        if (withValue.count(argument) > 0) // an empty value, for which it would take the next word
        {
            last.emplace_back();
            last.push_back(argument.substr(0, argument.size() - 1));
            continue;
        }
        last.push_back(argument);
    }
    try
    {
        app.parse(last);
    }
    catch (const CLI::ParseError& error)
    {
        throw std::invalid_argument(std::string(error.what()) + " (see --help)");
    }
    for (const auto& argument : app.remaining())
    {
        if (IsQuestion(argument, ArgumentName(argument)))
        {
            arguments.questions.push_back(argument);
        }
        else if (argument.empty() || argument[0] != '-')
        {
            throw std::invalid_argument("unexpected argument " + ShortText(argument) +
                                        " (see --help)");
        }
        else
        {
            RequireNs3Argument(argument);
            arguments.ns3.push_back(argument);
        }
    }
    return arguments;
}

void
ParseNs3Arguments(const char* program,
                  const std::string& name,
                  const std::string& usage,
                  const ProgramOptions& options,
                  const CommandArguments& arguments)
{
    CommandLine cmd(name);
    cmd.Usage(usage);
    std::vector<std::string> defaults; // which cmd refers to
    defaults.reserve(options.size());
    for (const auto& option : options)
    {
        auto& text = defaults.emplace_back(option.ToText());
        if (option.isOperand)
        {
            cmd.AddNonOption(option.name, option.help, text);
        }
        else
        {
            cmd.AddValue(option.name, option.help + RangeInHelp(option), text);
        }
    }
    std::vector<std::string> texts{program};
    texts.insert(texts.end(), arguments.ns3.begin(), arguments.ns3.end());
    texts.insert(texts.end(), arguments.questions.begin(), arguments.questions.end());
    cmd.Parse(texts);
}

void
SetGiven(const CommandArguments& arguments, const ProgramOptions& options)
{
    for (const auto& option : options)
    {
        const auto given = arguments.given.find(option.name);
        if (given != arguments.given.end())
        {
            option.Set(given->second);
        }
    }
}

void
ReadProgramOptions(int argc,
                   char* argv[],
                   const std::string& name,
                   const std::string& usage,
                   const ProgramOptions& options)
{
    const auto arguments = SortArguments(argc, argv, options);
    ParseNs3Arguments(argv[0], name, usage, options, arguments);
    SetGiven(arguments, options);
}

} // namespace coinference
} // namespace ns3
