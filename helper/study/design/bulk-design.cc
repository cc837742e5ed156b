/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bulk-design.h"

#include "support/checked-field.h"

#include <algorithm>
#include <future>
#include <limits>
#include <mutex>
#include <stdexcept>

namespace ns3
{
namespace coinference
{

namespace
{

/// Points that a thread answers between two rounds of callbacks; bounds the memory.
constexpr std::size_t BATCH = 1024;

} // namespace

/// Answers points with schemes of its own; one for each thread.
class DesignSweep::Worker
{
  public:
    explicit Worker(const DesignSweep& sweep)
        : m_sweep(sweep)
    {
        for (const auto& name : sweep.m_schemes)
        {
            m_schemes.push_back({AllocationScheme::Create(name), true});
        }
    }

    void Answer(std::size_t begin, std::size_t end)
    {
        m_answers.clear();
        for (auto point = begin; point < end; ++point)
        {
            m_sweep.SetPoint(point, m_problem);
            for (auto& scheme : m_schemes)
            {
                if (scheme.isRandom)
                {
                    // ns-3's seed is read through reference-counted objects, not thread-safe.
                    static std::mutex mutex;
                    const std::lock_guard<std::mutex> lock(mutex);
                    const auto stream = static_cast<int64_t>(point) + 1;
                    scheme.isRandom = scheme.scheme->AssignStreams(stream) > 0;
                }
                try
                {
                    m_answers.push_back(scheme.scheme->Solve(m_problem));
                }
                catch (const std::invalid_argument& error)
                {
                    throw std::invalid_argument("point " + std::to_string(point) + ": " +
                                                error.what());
                }
            }
        }
    }

    const std::vector<Allocation>& GetAnswers() const
    {
        return m_answers;
    }

  private:
    struct Scheme
    {
        Ptr<AllocationScheme> scheme;
        bool isRandom;
    };

    const DesignSweep& m_sweep;
    DesignProblem m_problem;
    std::vector<Scheme> m_schemes;
    std::vector<Allocation> m_answers;
};

DesignSweep::DesignSweep(const DesignProblem& base)
    : m_base(base)
{
}

void
DesignSweep::AddParameter(const std::string& field, const std::vector<std::string>& values)
{
    const auto isField = [&field](const Parameter& other) { return other.field == field; };
    if (std::any_of(m_parameters.begin(), m_parameters.end(), isField))
    {
        throw std::invalid_argument(field + " is given twice");
    }
    if (values.empty())
    {
        throw std::invalid_argument(field + " has no values");
    }
    if (values.size() > std::numeric_limits<std::size_t>::max() / m_pointCount)
    {
        throw std::invalid_argument(field + " makes more points than can be counted");
    }
    Parameter parameter{field, {}, 1};
    for (const auto& value : values)
    {
        parameter.settings.push_back(ReadDesignSetting(field, value));
    }
    for (auto& other : m_parameters)
    {
        other.stride *= values.size();
    }
    m_parameters.push_back(std::move(parameter));
    m_pointCount *= values.size();
}

void
DesignSweep::SetSchemes(const std::vector<std::string>& names)
{
    if (names.empty())
    {
        throw std::invalid_argument("schemes = [] is not allowed: it must be at least one scheme");
    }
    for (const auto& name : names)
    {
        AllocationScheme::Create(name);
    }
    m_schemes = names;
}

std::size_t
DesignSweep::GetPointCount() const
{
    return m_pointCount;
}

void
DesignSweep::SetPoint(std::size_t point, DesignProblem& problem) const
{
    problem = m_base;
    for (const auto& parameter : m_parameters)
    {
        parameter.settings[point / parameter.stride % parameter.settings.size()](problem);
    }
}

DesignProblem
DesignSweep::GetProblem(std::size_t point) const
{
    DesignProblem problem;
    SetPoint(point, problem);
    return problem;
}

void
DesignSweep::Run(const RowCallback& onRow,
                 std::uint32_t threads,
                 std::size_t begin,
                 std::size_t end) const
{
    if (threads < 1 || threads > 256)
    {
        RejectField("threads", std::to_string(threads), "from 1 to 256");
    }
    end = std::min(end, m_pointCount);
    std::vector<Worker> workers; // not copies of one, which would share its schemes
    for (std::uint32_t i = 0; i < threads; ++i)
    {
        workers.emplace_back(*this);
    }
    while (begin < end)
    {
        const auto partBegin = [&](std::size_t part) {
            return std::min(begin + part * BATCH, end);
        };
        std::vector<std::future<void>> others;
        for (std::size_t part = 1; part < threads && partBegin(part) < end; ++part)
        {
            others.push_back(std::async(std::launch::async, [&, part] {
                workers[part].Answer(partBegin(part), partBegin(part + 1));
            }));
        }
        workers[0].Answer(partBegin(0), partBegin(1));
        for (std::size_t part = 0; part <= others.size(); ++part)
        {
            if (part > 0)
            {
                others[part - 1].get();
            }
            const auto& answers = workers[part].GetAnswers();
            for (std::size_t i = 0; i < answers.size(); ++i)
            {
                onRow(partBegin(part) + i / m_schemes.size(), i % m_schemes.size(), answers[i]);
            }
        }
        begin = partBegin(threads);
    }
}

} // namespace coinference
} // namespace ns3
