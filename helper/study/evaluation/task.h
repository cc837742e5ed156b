/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_EVALUATION_TASK_H
#define COINFERENCE_EVALUATION_TASK_H

#include "weights/output-study.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/** @brief A model's output, its elements in order. */
struct OutputView
{
    std::vector<std::int64_t> extents; //!< its shape
    const float* elements{nullptr};    //!< the last extent's side by side
};

/** @brief What a sample counts. */
struct TaskScore
{
    double sum{0}; //!< right answers, wrong characters, squares
    double of{1};  //!< answers, characters, elements
};

/**
 * @ingroup coinference-evaluation
 * @brief What a model's output is to be, sample by sample.
 */
class Task
{
  public:
    virtual ~Task() = default;

    /** @return its name, and how it is told in a profile */
    virtual TaskMeasure GetMeasure() const = 0;

    /** @return how many samples it knows */
    virtual std::size_t GetN() const = 0;

    /**
     * @brief Judge an output.
     * @param sample its number
     * @param output the model's first one
     * @return what it counts
     * @throw std::invalid_argument if it is not of a shape that can be judged
     */
    virtual TaskScore Judge(std::size_t sample, const OutputView& output) const = 0;

    /**
     * @brief Put samples together.
     * @param scores what they count
     * @return the ratio of sums, with the interval of a ratio
     */
    virtual Measured Sum(const std::vector<TaskScore>& scores) const;
};

/**
 * @ingroup coinference-evaluation
 * @brief The largest element of the output is the right class: accuracy, with Wilson's interval.
 */
class ClassTask : public Task
{
  public:
    /** @param labels the right classes, from 0 */
    explicit ClassTask(std::vector<std::size_t> labels);
    TaskMeasure GetMeasure() const override;
    std::size_t GetN() const override;
    TaskScore Judge(std::size_t sample, const OutputView& output) const override;
    Measured Sum(const std::vector<TaskScore>& scores) const override;

  private:
    std::vector<std::size_t> m_labels;
};

/**
 * @ingroup coinference-evaluation
 * @brief The output reads a text, a row of scores a place: class 0 is no character, repeated ones
 * are one (connectionist temporal classification). Counts the characters to be changed, put in or
 * left out (Levenshtein's distance).
 */
class TextTask : public Task
{
  public:
    /**
     * @param texts the right ones, as code points
     * @param characters those of class 1 and on; a class behind the last one is a space
     */
    TextTask(std::vector<std::u32string> texts, std::u32string characters);
    TaskMeasure GetMeasure() const override;
    std::size_t GetN() const override;
    TaskScore Judge(std::size_t sample, const OutputView& output) const override;

    /**
     * @param output of shape 1 x places x classes
     * @return the text that it reads, without spaces at its ends
     * @throw std::invalid_argument if it has another shape
     */
    std::u32string Read(const OutputView& output) const;

  private:
    std::vector<std::u32string> m_texts;
    std::u32string m_characters;
};

/**
 * @ingroup coinference-evaluation
 * @brief The output is to be near given numbers: mean squared error.
 */
class TargetTask : public Task
{
  public:
    /** @param targets the numbers, of each sample */
    explicit TargetTask(std::vector<std::vector<float>> targets);
    TaskMeasure GetMeasure() const override;
    std::size_t GetN() const override;
    TaskScore Judge(std::size_t sample, const OutputView& output) const override;

  private:
    std::vector<std::vector<float>> m_targets;
};

/**
 * @ingroup coinference-evaluation
 * @param from,to texts
 * @return how many characters are to be changed, put in or left out between them
 */
std::size_t EditDistance(const std::u32string& from, const std::u32string& to);

/**
 * @ingroup coinference-evaluation
 * @param text UTF-8
 * @return its code points
 * @throw std::invalid_argument if it is no UTF-8
 */
std::u32string CodePoints(const std::string& text);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_EVALUATION_TASK_H */
