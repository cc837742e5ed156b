/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "evaluation-data.h"

#include "support/checked-field.h"
#include "weights/npy-reader.h"
#include "weights/onnx-value.h"

#include "ns3/double.h"
#include "ns3/random-variable-stream.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr std::uint64_t MOST_NUMBERS = std::uint64_t{1} << 31;

std::vector<std::string>
ReadLines(const std::string& path)
{
    std::ifstream file(path);
    if (!file)
    {
        throw std::invalid_argument(path + " cannot be read");
    }
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
    {
        if (!line.empty() && line.back() == '\r')
        {
            line.pop_back();
        }
        lines.push_back(line);
    }
    return lines;
}

/// The first extent counts samples; so many of them at most.
std::vector<std::vector<float>>
ReadSamples(const std::string& path, const Extents& extents, std::size_t most)
{
    const auto array = ReadNpy(path);
    const Extents shape(array.shape.begin(), array.shape.end());
    const bool fits =
        !shape.empty() && shape[0] > 0 && !array.isFirstFastest &&
        (extents.empty() || (shape.size() == extents.size() &&
                             std::equal(shape.begin() + 1, shape.end(), extents.begin() + 1)));
    if (!fits || array.element == TensorData::Element::OTHER || array.GetCount() > MOST_NUMBERS)
    {
        auto wanted = extents;
        std::string text = "floating-point numbers in C's order, a sample for each of the first "
                           "extent";
        if (!wanted.empty())
        {
            text += ", and behind it what --input has behind its first: " + ExtentsText(wanted);
        }
        RejectField(path, "an array of " + ExtentsText(shape), text);
    }
    const auto size = array.GetCount() / array.shape[0];
    std::vector<std::vector<float>> samples(std::min<std::size_t>(most, array.shape[0]));
    std::uint64_t index = 0;
    array.ForEach([&](const double* numbers, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i, ++index)
        {
            if (!std::isfinite(static_cast<float>(numbers[i])))
            {
                RejectField("number " + std::to_string(index),
                            NumberToText(numbers[i]),
                            "finite in single precision");
            }
            if (index / size < samples.size())
            {
                samples[index / size].push_back(static_cast<float>(numbers[i]));
            }
        }
    });
    return samples;
}

std::unique_ptr<Task>
ReadLabels(const std::string& path)
{
    std::vector<std::size_t> labels;
    for (const auto& line : ReadLines(path))
    {
        const auto number = NumberFromText(line);
        if (!number || !(*number >= 0 && *number < 1e9) || *number != std::floor(*number))
        {
            RejectField(path + ", line " + std::to_string(labels.size() + 1),
                        ShortText(line),
                        "the number of a class, from 0");
        }
        labels.push_back(static_cast<std::size_t>(*number));
    }
    return std::make_unique<ClassTask>(std::move(labels));
}

/// A line's code points.
std::u32string
CodePointsOf(const std::string& path, std::size_t before, const std::string& line)
{
    try
    {
        return CodePoints(line);
    }
    catch (const std::invalid_argument& error)
    {
        throw std::invalid_argument(path + ", line " + std::to_string(before + 1) + ": " +
                                    error.what());
    }
}

std::unique_ptr<Task>
ReadTexts(const std::string& path, const std::string& charactersPath)
{
    std::vector<std::u32string> texts;
    for (const auto& line : ReadLines(path))
    {
        texts.push_back(CodePointsOf(path, texts.size(), line));
        if (texts.back().empty())
        {
            RejectField(path + ", line " + std::to_string(texts.size()), "empty", "a text");
        }
    }
    std::u32string characters;
    for (const auto& line : ReadLines(charactersPath))
    {
        const auto character = CodePointsOf(charactersPath, characters.size(), line);
        if (character.size() != 1)
        {
            RejectField(charactersPath + ", line " + std::to_string(characters.size() + 1),
                        ShortText(line),
                        "one character");
        }
        characters += character;
    }
    return std::make_unique<TextTask>(std::move(texts), std::move(characters));
}

} // namespace

EvaluationData
ReadEvaluationData(const std::string& folder,
                   const std::vector<std::int64_t>& extents,
                   std::size_t most)
{
    const auto pathOf = [&](const char* name) { return folder + "/" + name; };
    const auto has = [&](const char* name) { return std::filesystem::exists(pathOf(name)); };
    if (!has("inputs.npy"))
    {
        RejectField("evaluate", ShortText(folder), "\"random\" or a folder in which inputs.npy is");
    }
    const int told = int(has("labels.txt")) + int(has("texts.txt")) + int(has("targets.npy"));
    if (told > 1)
    {
        RejectField(folder,
                    "more than one of labels.txt, texts.txt and targets.npy",
                    "one of them");
    }
    EvaluationData data;
    data.inputs = ReadSamples(pathOf("inputs.npy"), extents, most);
    if (has("labels.txt"))
    {
        data.task = ReadLabels(pathOf("labels.txt"));
    }
    else if (has("texts.txt"))
    {
        data.task = ReadTexts(pathOf("texts.txt"), pathOf("characters.txt"));
    }
    else if (has("targets.npy"))
    {
        data.task = std::make_unique<TargetTask>(ReadSamples(pathOf("targets.npy"), {}, most));
    }
    if (data.task && data.task->GetN() < data.inputs.size())
    {
        RejectField(folder,
                    std::to_string(data.task->GetN()) + " answers",
                    "one for each of the " + std::to_string(data.inputs.size()) + " inputs");
    }
    return data;
}

EvaluationData
DrawEvaluationData(const std::vector<std::int64_t>& extents, std::size_t count)
{
    constexpr std::int64_t STREAM = 1;
    const auto normal = CreateObject<NormalRandomVariable>();
    normal->SetStream(STREAM);
    std::uint64_t size = 1;
    for (const auto extent : extents)
    {
        size *= static_cast<std::uint64_t>(extent);
    }
    if (size > MOST_NUMBERS / count)
    {
        RejectField("samples", std::to_string(count), "so few that they have 2^31 numbers at most");
    }
    EvaluationData data;
    data.inputs.resize(count);
    for (auto& input : data.inputs)
    {
        input.resize(size);
        for (auto& number : input)
        {
            number = static_cast<float>(normal->GetValue());
        }
    }
    return data;
}

} // namespace coinference
} // namespace ns3
