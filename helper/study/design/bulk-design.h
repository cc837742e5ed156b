/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_BULK_DESIGN_H
#define COINFERENCE_BULK_DESIGN_H

#include "design-field.h"

#include "ns3/allocation-scheme.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief Answers (P1) over a grid of parameters with several schemes, without packets and in this
 * process: a million answers take seconds.
 *
 * Points are numbered from 0; the parameter added last varies fastest. Random schemes use stream
 * point + 1, whatever the thread, as coinference-design does for the lines of its input: the same
 * seed gives the same answers.
 */
class DesignSweep
{
  public:
    /**
     * @param base the problem that the parameters change; not checked itself, for points can make
     *        up for what it lacks
     */
    explicit DesignSweep(const DesignProblem& base);

    /**
     * @brief Add a parameter.
     * @param field its name, see ReadDesignSetting()
     * @param values the values it takes, one after the other; at least one
     * @throw std::invalid_argument for a value not allowed, a field given twice, or no values
     */
    void AddParameter(const std::string& field, const std::vector<std::string>& values);

    /**
     * @brief Choose the schemes.
     * @param names names as AllocationScheme::Create() takes them; at least one
     * @throw std::invalid_argument for an unknown name, or none
     */
    void SetSchemes(const std::vector<std::string>& names);

    /** @return how many points there are, the product of the numbers of values */
    std::size_t GetPointCount() const;

    /**
     * @param point a point, less than GetPointCount()
     * @return its problem
     */
    DesignProblem GetProblem(std::size_t point) const;

    /**
     * @brief Gets an answer.
     * @param point number of the point
     * @param scheme index of the scheme in SetSchemes()'s list
     * @param allocation the answer; valid during the call
     */
    typedef std::function<void(std::size_t point, std::size_t scheme, const Allocation& allocation)>
        RowCallback;

    /**
     * @brief Answer all points, or a range of them.
     * @param onRow called in this thread for each scheme of each point, in order
     * @param threads number of threads, 1 to 256; answers do not depend on it
     * @param begin the first point
     * @param end the point after the last; more than there are: all
     * @throw std::invalid_argument if a point's values do not go together, naming the point
     */
    void Run(const RowCallback& onRow,
             std::uint32_t threads = 1,
             std::size_t begin = 0,
             std::size_t end = SIZE_MAX) const;

  private:
    /// A parameter with its values.
    struct Parameter
    {
        std::string field;
        std::vector<DesignSetting> settings;
        std::size_t stride; //!< points between two values
    };

    class Worker;

    void SetPoint(std::size_t point, DesignProblem& problem) const;

    DesignProblem m_base;                //!< the problem that parameters change
    std::vector<Parameter> m_parameters; //!< in the order of their addition
    std::vector<std::string> m_schemes{"joint"};
    std::size_t m_pointCount{1};
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_BULK_DESIGN_H */
