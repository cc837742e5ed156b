/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Solves design problems: JSON Lines in, JSON Lines out, in order (doc/coinference.rst).

#include "../common/load-libraries.h"
#include "../common/program-main.h"
#include "../common/program-options.h"
#include "design/design-json.h"
#include "design/shared-json.h"
#include "design/split-json.h"

#include "ns3/allocation-scheme.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/shared-scheme.h"

#include <cstring>
#include <future>
#include <iostream>
#include <mutex>
#include <poll.h>
#include <unistd.h>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

constexpr std::size_t READ_SIZE = 1 << 18;
// Bounds of what is answered together, and so of the memory.
constexpr std::size_t BATCH_SIZE = 1 << 21;
constexpr std::size_t BATCH_LINES = 1 << 13;
constexpr std::size_t LONGEST_LINE = 1 << 26; // longer ones are refused without being kept

const char* const USAGE =
    R"(Solves co-inference design problems: one JSON problem a line on standard input,
one JSON answer a line on standard output, in the same order. Blank lines are
skipped.

Problem, in SI units; all fields but the first two may be left out:
  agentFlops, serverFlops       work of the on-agent part at full precision and
                                of the on-server part [FLOP], >= 0
  fullPrecisionBits             bits per weight before quantization, 1 to 64 [16]
  bitWidths                     bit-widths to choose from, 1 to 32 [1 to 8]
  agentMaxFrequency, serverMaxFrequency          highest clock [Hz] [2e9, 1e10]
  agentFlopsPerCycle, serverFlopsPerCycle        [FLOP/cycle] [32, 128]
  agentPue, serverPue           power usage effectiveness [1, 2]
  agentPowerCoefficient, serverPowerCoefficient  psi in P = psi f^3
                                [W/(cycle/s)^3], >= 0 [2e-29, 1e-28]
  delayBudget, energyBudget     T0 [s] and E0 [J], >= 0 [3.5, 2]
  communicationDelay, communicationEnergy        reserve for the transmissions
                                [s], [J], >= 0 [0]
  weightRate                    lambda of the weights' magnitudes
                                [1/weight unit] [50]
  weights, serverWeights        how many weights the quantized part and the
                                server's part have [1, 0]
  period                        time between sensings of a stream, which agent
                                and server have to keep up with; 0: none [s] [0]
  agentStaticPower, serverStaticPower            P_s while busy [W] [0]
  agentMemory, serverMemory     for the quantized weights, and for the server's at
                                full precision; 0: no limit [byte] [0]
  agentFrequencies, serverFrequencies            the only clocks there are [Hz];
                                the highest is then the maximum's default
                                [any clock up to the maximum]
  agentPowers, serverPowers     power at each of these clocks, in their order,
                                instead of P_s + psi f^3 [W]
  agentPointFlopsPerCycle, serverPointFlopsPerCycle
                                FLOPs per cycle at each of these clocks

For --scheme=layered, a bit-width a layer, and split, where to cut the model:
  layers                        array of {"weights", "flops", "weightRate" [the
                                line's], "sensitivity" [1]} of the agent's part, in
                                order (with agentLayers the first so many [all])
  splits                        array of {"name", "agentFlops", "serverFlops",
                                "agentWeights", "serverWeights" [0],
                                "embeddingValues", "weightRate", "layers"}; what the
                                line itself leaves out is as in the first
  keepInput                     true: not all on the server [false]
  activationBits, inputBytes    of an embedding value [16]; of the raw input [1]
  uplinkRate, transmitPower     [bit/s], [W]: each split's payload adds what it takes
                                to communicationDelay and communicationEnergy
                                [0: nothing]

For models that work token by token, on chips whose memory they may wait for:
  phases                        array, in order, of {"kind" (vision, prefill, decode
                                or action), "weights" W and "headWeights" that a step
                                reads, "flops" of a step besides attention [2 W tokens
                                + 2 headWeights], "layers", "width", "cacheWidth",
                                "tokens" a step [1], "context" that each sees [its
                                tokens], "steps" [1], "otherBytes"}; they are cut where
                                agentFlops are done
  agentMemoryBandwidth, serverMemoryBandwidth    [byte/s]; 0: arithmetic alone
                                counts [0]
  agentMfu, agentMbu, ...       shares of the chip's arithmetic and bandwidth that
                                phases reach [0.7, 0.8]; likewise serverMfu, serverMbu
  agentLaunchOverhead, ...      time of each step besides [s] [0]
  agentMemoryPower, agentMemoryEnergy, ...       while busy [W], of a byte [J] [0]
  agentMemoryPoints, ...        clocks of the memory to choose from, as text:
                                clock:bandwidth:power,... [Hz:byte/s:W]
  computeScalesWithBits         false: bits shrink bytes, not arithmetic [true]
  cacheBits, group              of a value in the cache [16]; weights that share a
                                scale of 16 bit, 0: scales are not read [0]

A joint problem, of agents that share a server, is a line with
  agents                        array of problems as above; in each also weight,
                                of its distortion [1]. All server fields, clocks
                                and powers, are the one server's
  server                        fifo: first come first served, each job at its
                                own clock, one request an agent in flight; or
                                partitioned: a share of the clock each [fifo]
  serverCapacity                if partitioned: the clock to share out [Hz]
                                [the server's highest]
  objective                     sum or max of weight x weights x D_S [sum]
  band                          to share out among uplinks at w log2(1 + gamma/w)
                                each [Hz] [0: none]; in each agent then gamma [Hz],
                                embeddingBits [bit], transmitPower [W] [0]

Answer:
  status           optimal, feasible (nothing is proven), infeasible or error
  reason           if infeasible: delay, energy or delay-and-energy, the budget
                   that cannot be met alone, or both together; rate if both can
                   but a side falls behind the period; memory if the weights do
                   not fit
  bitWidth [bit], agentFrequency, serverFrequency [Hz], delay [s], energy [J],
  distortionUpper, distortionLower, objective    D_U, D_L and D_U - D_L
                   [weight unit]; infinite values are the string "inf"
  timeToFirstToken, timePerToken      of an answer of tokens [s]
  agentMemoryFrequency, serverMemoryFrequency    of memories with several clocks [Hz]
  distortionTrue, distortionScalar    D and D_S, of the best code and of the best
                   scalar code: D_L < D <= D_S < D_U [weight unit]
  totalDistortion  quantized weights times D_S, all of them if all is on the
                   agent, none if all is on the server [weight unit]
  binding          if optimal: why the next bit-width is infeasible, as in
                   reason, or none if there is no next one
  bitWidths        of layered: b_i of each layer; bitWidth is then their mean by work
  split            of split: index of the chosen one
  placement        if not split: agent or server, which runs everything
  draws, feasibleDraws, and the ...Mean and ...StdDev over the feasible draws of
                   tightDistortionUpper = min(D_U, ln 2/lambda), objective with
                   this for D_U, totalDistortion and bitWidth if the scheme is random-feasible
  of a joint problem: allocations (an array of bitWidth, agentFrequency,
                   serverFrequency, delay, energy, and serverShare if partitioned),
                   objective, bound and gap (proven; (objective - bound)/objective),
                   serverTime (fifo: every request is served within it [s]; delays
                   are then guaranteed whatever the arrivals), prices (server: what
                   a second, or a hertz, more is worth; band), binding (server, band
                   or none) and blocked (whom it keeps from more bits, the first);
                   bandShare and uplinkTime [s] of each agent if a band is shared;
                   proof: with one bit-width more for the blocked, or if infeasible
                   with the least, all jobs together take demand at serverTime, more
                   than capacity, and no other serverTime is better (fifo), or the
                   least shares add up to demand [Hz]; if infeasible reason server,
                   band or rate, or one agent's with its index in agent
  line, message    if error: number of the input line and what is wrong with it

Exit status: 0 if every line was answered, 1 if a line was bad, 2 if nothing more
could be read or written or an option was bad.)";

/// A line of the batch: text without its newline, or the mark of one too long to keep.
struct Line
{
    std::string_view text;
    bool tooLong{false};
};

/// Reads standard input in batches of whole lines.
class LineReader
{
  public:
    /**
     * Wait for at least one line, then take all that can be had without waiting again, so that
     * a program that asks one question at a time gets its answer at once.
     */
    bool Next(std::vector<Line>& lines)
    {
        lines.clear();
        m_buffer.erase(0, m_used);
        m_used = 0;
        m_hasLine = m_buffer.find('\n') != std::string::npos;
        while (!m_ended && (!m_hasLine || (m_buffer.size() < BATCH_SIZE && InputWaits())))
        {
            Fill();
        }
        Split(lines);
        return !lines.empty();
    }

  private:
    static bool InputWaits()
    {
        pollfd input{STDIN_FILENO, POLLIN, 0};
        return poll(&input, 1, 0) > 0;
    }

    void Fill()
    {
        const auto size = m_buffer.size();
        m_buffer.resize(size + READ_SIZE);
        ssize_t got;
        do
        {
            got = read(STDIN_FILENO, &m_buffer[size], READ_SIZE);
        } while (got < 0 && errno == EINTR);
        if (got < 0)
        {
            throw std::runtime_error(std::string("cannot read standard input: ") +
                                     std::strerror(errno));
        }
        m_buffer.resize(size + got);
        m_ended = got == 0;
        m_hasLine = m_hasLine || m_buffer.find('\n', size) != std::string::npos;
        // Of a line beyond the limit only its beginning is kept.
        const auto newline = m_buffer.rfind('\n');
        const auto begin = newline == std::string::npos ? 0 : newline + 1;
        if (m_buffer.size() - begin > LONGEST_LINE + READ_SIZE)
        {
            m_buffer.resize(begin + LONGEST_LINE + 1);
        }
    }

    void Split(std::vector<Line>& lines)
    {
        const std::string_view buffer(m_buffer);
        while (m_used < buffer.size() && lines.size() < BATCH_LINES)
        {
            auto end = buffer.find('\n', m_used);
            if (end == std::string_view::npos)
            {
                if (!m_ended)
                {
                    return;
                }
                end = buffer.size();
            }
            const auto text = buffer.substr(m_used, end - m_used);
            lines.push_back({text, text.size() > LONGEST_LINE});
            m_used = std::min(end + 1, buffer.size());
        }
    }

    std::string m_buffer;
    std::size_t m_used{0};
    bool m_ended{false};
    bool m_hasLine{false}; // whether there is a newline in the buffer
};

/// Answers lines with a scheme of its own; one for each thread.
class Solver
{
  public:
    explicit Solver(const std::string& scheme)
        : m_name(scheme)
    {
        const auto isOf = [&scheme](const auto& create) {
            try
            {
                return create(scheme);
            }
            catch (const std::invalid_argument&)
            {
                return decltype(create(scheme))();
            }
        };
        m_scheme = isOf(AllocationScheme::Create);
        m_sharedScheme = isOf(SharedScheme::Create);
        if (!m_scheme && !m_sharedScheme)
        {
            AllocationScheme::Create(scheme); // which says what there is
        }
    }

    /// Answers a problem in vain, for what is wrong with the scheme.
    void Try(const DesignProblem& problem)
    {
        if (m_scheme)
        {
            m_scheme->Solve(problem);
        }
    }

    /// Answers lines [begin, end) of a batch whose first line is number `firstNumber` (from 1).
    bool Answer(const std::vector<Line>& lines,
                std::size_t begin,
                std::size_t end,
                std::size_t firstNumber)
    {
        m_answers.clear();
        bool allGood = true;
        for (auto i = begin; i < end; ++i)
        {
            if (lines[i].text.find_first_not_of(" \t\r") == std::string_view::npos)
            {
                continue;
            }
            try
            {
                AnswerLine(lines[i], firstNumber + i);
            }
            catch (const std::exception& error)
            {
                AppendDesignError(firstNumber + i, error.what(), m_answers);
                allGood = false;
            }
        }
        return allGood;
    }

    const std::string& GetAnswers() const
    {
        return m_answers;
    }

  private:
    void AnswerLine(const Line& line, std::size_t number)
    {
        if (line.tooLong)
        {
            throw std::invalid_argument("the line is longer than 64 MiB");
        }
        if (IsSharedProblem(line.text))
        {
            const auto problem = ParseSharedProblem(line.text);
            if (!m_sharedScheme)
            {
                SharedScheme::Create(m_name); // which says what there is
            }
            AssignStream(*m_sharedScheme, number, m_isSharedRandom);
            AppendSharedAllocation(problem, m_sharedScheme->Solve(problem), m_answers);
            return;
        }
        if (IsSplitProblem(line.text))
        {
            m_problem = ParseSplitProblem(line.text);
        }
        else
        {
            ParseDesignProblem(line.text, m_problem);
        }
        if (!m_scheme)
        {
            AllocationScheme::Create(m_name);
        }
        AssignStream(*m_scheme, number, m_isRandom);
        AppendAllocation(m_scheme->Solve(m_problem), m_answers);
    }

    /// A stream for each line: the answer does not depend on the thread that gives it.
    template <typename Scheme>
    static void AssignStream(Scheme& scheme, std::size_t number, bool& isRandom)
    {
        if (isRandom)
        {
            // ns-3's seed is read through reference-counted objects that are not thread-safe.
            static std::mutex mutex;
            const std::lock_guard<std::mutex> lock(mutex);
            isRandom = scheme.AssignStreams(static_cast<int64_t>(number)) > 0;
        }
    }

    std::string m_name;
    Ptr<AllocationScheme> m_scheme;   // of single problems; null if there is none of that name
    Ptr<SharedScheme> m_sharedScheme; // of joint problems, likewise
    bool m_isRandom{true};
    bool m_isSharedRandom{true};
    DesignProblem m_problem;
    std::string m_answers;
};

/// Writes everything or throws.
void
WriteOut(const std::string& text)
{
    for (std::size_t done = 0; done < text.size();)
    {
        const auto written = write(STDOUT_FILENO, text.data() + done, text.size() - done);
        if (written < 0 && errno != EINTR)
        {
            throw std::runtime_error(std::string("cannot write standard output: ") +
                                     std::strerror(errno));
        }
        done += written < 0 ? 0 : written;
    }
}

bool
Run(const std::string& scheme, std::uint32_t threads)
{
    // What is wrong with the scheme itself shows at any problem: once, and before all lines.
    DesignProblem sample;
    sample.workload.agentFlops = sample.workload.serverFlops = 1e11;
    std::vector<Solver> solvers;
    for (std::uint32_t i = 0; i < threads; ++i)
    {
        solvers.emplace_back(scheme);
    }
    solvers.front().Try(sample);
    LineReader reader;
    std::vector<Line> lines;
    bool allGood = true;
    std::size_t firstNumber = 1;
    while (reader.Next(lines))
    {
        // Below some dozens of lines starting a thread costs more than it saves.
        const std::size_t parts = lines.size() < 64 ? 1 : threads;
        std::vector<std::future<bool>> others;
        const auto answer = [&](std::size_t part) {
            return solvers[part].Answer(lines,
                                        lines.size() * part / parts,
                                        lines.size() * (part + 1) / parts,
                                        firstNumber);
        };
        for (std::size_t part = 1; part < parts; ++part)
        {
            others.push_back(std::async(std::launch::async, answer, part));
        }
        allGood = answer(0) && allGood;
        WriteOut(solvers[0].GetAnswers());
        for (std::size_t part = 1; part < parts; ++part)
        {
            allGood = others[part - 1].get() && allGood;
            WriteOut(solvers[part].GetAnswers());
        }
        firstNumber += lines.size();
    }
    return allGood;
}

} // namespace

int
main(int argc, char* argv[])
{
    std::string scheme = "joint";
    std::uint32_t threads = 1;
    std::string load; // done before all other options are looked at
    return RunMain("coinference-design", [&]() {
        LoadLibraries(argc, argv);
        ReadProgramOptions(
            argc,
            argv,
            "coinference-design",
            USAGE,
            {{"scheme",
              "allocation scheme: joint, sca, fixed-frequency, random-feasible, all-on-agent, "
              "all-on-server, full-precision, ppo, or a TypeId name; of joint problems: joint, "
              "price-greedy, equal-share, proportional, one-width, each-alone, random-feasible. A "
              "scheme's attributes are "
              "options too: --ns3::coinference::JointScheme::LeastDelay=1",
              &scheme},
             {"load", "shared libraries with schemes of one's own, with commas between", &load},
             {"threads", "number of threads; answers do not depend on it", &threads, 1, 256}});
        return Run(scheme, threads) ? 0 : 1;
    });
}
