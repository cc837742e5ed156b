/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_SWEEP_SPEC_H
#define COINFERENCE_SWEEP_SPEC_H

#include "report/figure.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace coinference
{

/** Options by name, with their values as a command line has them. */
typedef std::map<std::string, std::string> OptionMap;

/**
 * @ingroup coinference-study
 * @brief A parameter and the values that it takes, one after the other.
 */
struct SweepParameter
{
    std::string name;                //!< an option of coinference-run
    std::vector<std::string> values; //!< its values, distinct
};

/**
 * @ingroup coinference-study
 * @brief A figure that a sweep asks for.
 */
struct SweepFigure
{
    /** @brief What is drawn. */
    enum class Kind : std::uint8_t
    {
        LINES, //!< means of a metric over replications, with their intervals
        STEPS, //!< the same as stairs, for what jumps from value to value
        CDF,   //!< the distribution of a column of the inferences of all replications
        BOX    //!< quartiles and whiskers of it at each value of a parameter
    };

    Kind kind{Kind::LINES};          //!< what is drawn
    std::string title;               //!< empty: made from what is fixed in the figure
    std::string x;                   //!< a parameter, or "scheme"; of CDF a column
    std::string y;                   //!< a metric, like "delay.p95"; of BOX a column; of CDF none
    std::vector<std::string> series; //!< parameters (or "scheme") that have a line for each value
    std::vector<std::string> facets; //!< those that have a panel for each value; for each value of
                                     //!< all others there is a figure
    bool logX{false};                //!< whether the x axis is logarithmic
    bool logY{false};                //!< whether the y axis is logarithmic
    std::optional<std::pair<double, double>> xRange; //!< ends of the x axis
    std::optional<std::pair<double, double>> yRange; //!< ends of the y axis
    Figure::Legend legend{Figure::Legend::AUTO};     //!< where names are, if there are no panels
    std::size_t columns{0}; //!< panels beside each other, if there is room; 0: as many as look well

    /** @return the column of the inferences that it shows; empty if it shows a metric */
    std::string Column() const;
};

/**
 * @ingroup coinference-study
 * @brief What to run: the content of a sweep file.
 *
 * A sweep is the product of the entries of its list (one without options if there is none) with
 * the values of all parameters of its grid. Each of these points is run with every scheme and as
 * many replications as asked for. Points are made on demand: a sweep of a million of them takes no
 * memory.
 */
struct SweepSpec
{
    /** @brief What a run is. */
    enum class Mode : std::uint8_t
    {
        SIMULATION, //!< coinference-run: packets, replications
        DESIGN      //!< an answer of the scheme to problem (P1): no packets, no replications
    };

    /** Least number of replications with which a precision can be judged. */
    static constexpr std::uint64_t LEAST_FOR_PRECISION = 3;

    std::string name;                      //!< names the sweep's files
    std::string title;                     //!< for people; the name if there is none
    Mode mode{Mode::SIMULATION};           //!< what a run is
    OptionMap options;                     //!< options of all points
    std::vector<OptionMap> list;           //!< options of some points
    std::vector<SweepParameter> grid;      //!< in the file's order; the last one varies fastest
    std::vector<std::string> schemes;      //!< short names, in the order of figures and tables
    std::uint32_t seed{1};                 //!< ns-3's seed of all runs (RngSeed)
    std::uint64_t replications{1};         //!< runs 1 to this one (RngRun) of each point and scheme
    std::uint64_t maxReplications{100};    //!< with a precision: how far replications may be added
    std::optional<double> precision;       //!< relative half-width of the 95 % interval to stop at
    std::string precisionOf{"delay.mean"}; //!< the metric meant by the precision
    std::vector<SweepFigure> figures;      //!< figures of the report; empty: what is usual
    bool keepInferences{false}; //!< whether the database keeps every run's inferences.csv
    OptionMap labels;           //!< what figures and tables call schemes, parameters, metrics, and
                                //!< values, as "network=wifi"

    /**
     * @brief Read a sweep file's text.
     * @param text JSON; the fields are those above
     * @return the sweep, checked
     * @throw std::invalid_argument in one line that names the field
     */
    static SweepSpec Parse(const std::string& text);

    /**
     * @brief Ask for a precision: replications are added until it is reached.
     * @param relativeHalfWidth half-width of the 95 % interval over the mean, between 0 and 1;
     *        `replications` becomes at least LEAST_FOR_PRECISION
     * @throw std::invalid_argument for other values, and for designs
     */
    void SetPrecision(double relativeHalfWidth);

    /** @return how many points there are, >= 1 */
    std::size_t GetPointCount() const;

    /**
     * @param index from 0 to GetPointCount() - 1
     * @return all options of a point: the common ones, those of its entry in the list, and those
     *         of the grid
     */
    OptionMap GetPoint(std::size_t index) const;

    /**
     * @param parameter one of GetParameters(), or "scheme"
     * @return what it takes, each value once, in the sweep's order
     */
    std::vector<std::string> ValuesOf(const std::string& parameter) const;

    /** @return names of the parameters in which points differ: the list's (sorted), the grid's */
    std::vector<std::string> GetParameters() const;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_SWEEP_SPEC_H */
