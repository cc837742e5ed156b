/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "task.h"

#include "support/checked-field.h"

#include <algorithm>
#include <boost/locale/encoding_utf.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

std::int64_t
CountOf(const OutputView& output)
{
    return std::accumulate(output.extents.begin(),
                           output.extents.end(),
                           std::int64_t{1},
                           std::multiplies<>());
}

} // namespace

Measured
Task::Sum(const std::vector<TaskScore>& scores) const
{
    double sum = 0;
    double of = 0;
    for (const auto& score : scores)
    {
        sum += score.sum;
        of += score.of;
    }
    const double ratio = sum / of;
    if (!std::isfinite(ratio))
    {
        return {std::numeric_limits<double>::infinity(), std::nullopt}; // outputs are no numbers
    }
    const double mean = of / static_cast<double>(scores.size());
    // A ratio's spread, to first order: that of the samples' sums about it.
    SampleStatistics about;
    for (const auto& score : scores)
    {
        about.Add(ratio + (score.sum - ratio * score.of) / mean);
    }
    return {ratio, about.GetConfidenceInterval()};
}

ClassTask::ClassTask(std::vector<std::size_t> labels)
    : m_labels(std::move(labels))
{
}

TaskMeasure
ClassTask::GetMeasure() const
{
    return {"accuracy", "accuracy", "accuracy", false, 1};
}

std::size_t
ClassTask::GetN() const
{
    return m_labels.size();
}

TaskScore
ClassTask::Judge(std::size_t sample, const OutputView& output) const
{
    const auto count = CountOf(output);
    if (count <= static_cast<std::int64_t>(m_labels.at(sample)))
    {
        RejectField("labels.txt, line " + std::to_string(sample + 1),
                    std::to_string(m_labels[sample]),
                    "a class from 0 to " + std::to_string(count - 1));
    }
    if (std::any_of(output.elements, output.elements + count, [](float x) {
            return std::isnan(x);
        }))
    {
        return {0, 1}; // no answer
    }
    const auto* best = std::max_element(output.elements, output.elements + count);
    return {static_cast<std::size_t>(best - output.elements) == m_labels[sample] ? 1.0 : 0.0, 1};
}

Measured
ClassTask::Sum(const std::vector<TaskScore>& scores) const
{
    double right = 0;
    for (const auto& score : scores)
    {
        right += score.sum;
    }
    // Wilson's interval holds at 0 and 1, too.
    constexpr double Z = 1.959963984540054;
    const auto count = static_cast<double>(scores.size());
    const double share = right / count;
    const double scale = 1 + Z * Z / count;
    const double middle = (share + Z * Z / (2 * count)) / scale;
    const double half =
        Z / scale * std::sqrt(share * (1 - share) / count + Z * Z / (4 * count * count));
    return {share, ConfidenceInterval{std::max(0.0, middle - half), std::min(1.0, middle + half)}};
}

TextTask::TextTask(std::vector<std::u32string> texts, std::u32string characters)
    : m_texts(std::move(texts)),
      m_characters(std::move(characters))
{
}

TaskMeasure
TextTask::GetMeasure() const
{
    return {"character errors", "characterErrors", "charactersRight", true, 1};
}

std::size_t
TextTask::GetN() const
{
    return m_texts.size();
}

TaskScore
TextTask::Judge(std::size_t sample, const OutputView& output) const
{
    const auto& wanted = m_texts.at(sample);
    return {static_cast<double>(EditDistance(Read(output), wanted)),
            static_cast<double>(wanted.size())};
}

std::u32string
TextTask::Read(const OutputView& output) const
{
    const auto classes = output.extents.empty() ? 0 : output.extents.back();
    const auto known = static_cast<std::int64_t>(m_characters.size());
    if (output.extents.size() != 3 || output.extents[0] != 1 ||
        (classes != known + 1 && classes != known + 2))
    {
        throw std::invalid_argument("a text is read from an output of 1 x places x classes, one "
                                    "more or two than the " +
                                    std::to_string(known) +
                                    " lines of characters.txt; this one has " +
                                    std::to_string(output.extents.size()) +
                                    " extents, the last one is " + std::to_string(classes));
    }
    std::u32string text;
    std::int64_t before = 0;
    for (std::int64_t place = 0; place < output.extents[1]; ++place)
    {
        const auto* scores = output.elements + place * classes;
        const auto now = std::max_element(scores, scores + classes) - scores;
        if (now != 0 && now != before)
        {
            text.push_back(now <= known ? m_characters[static_cast<std::size_t>(now - 1)] : U' ');
        }
        before = now;
    }
    // Margins of a picture read as spaces.
    const auto first = text.find_first_not_of(U' ');
    return first == std::u32string::npos
               ? std::u32string()
               : text.substr(first, text.find_last_not_of(U' ') + 1 - first);
}

TargetTask::TargetTask(std::vector<std::vector<float>> targets)
    : m_targets(std::move(targets))
{
}

TaskMeasure
TargetTask::GetMeasure() const
{
    return {"mean squared error", "meanSquaredError", "negativeMeanSquaredError", true, 0};
}

std::size_t
TargetTask::GetN() const
{
    return m_targets.size();
}

TaskScore
TargetTask::Judge(std::size_t sample, const OutputView& output) const
{
    const auto& target = m_targets.at(sample);
    if (CountOf(output) != static_cast<std::int64_t>(target.size()))
    {
        RejectField("targets.npy",
                    std::to_string(target.size()) + " numbers a sample",
                    "the " + std::to_string(CountOf(output)) + " of the model's first output");
    }
    TaskScore score{0, static_cast<double>(target.size())};
    for (std::size_t i = 0; i < target.size(); ++i)
    {
        const double error = double(output.elements[i]) - double(target[i]);
        score.sum += error * error;
    }
    return score;
}

std::size_t
EditDistance(const std::u32string& from, const std::u32string& to)
{
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 1; i <= from.size(); ++i)
    {
        auto above = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= to.size(); ++j)
        {
            const auto changed = above + (from[i - 1] == to[j - 1] ? 0 : 1);
            above = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

std::u32string
CodePoints(const std::string& text)
{
    try
    {
        return boost::locale::conv::utf_to_utf<char32_t>(text, boost::locale::conv::stop);
    }
    catch (const boost::locale::conv::conversion_error&)
    {
        throw std::invalid_argument(ShortText(text) + " is no UTF-8");
    }
}

} // namespace coinference
} // namespace ns3
