/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "layer-study.h"

#include "little-endian.h"
#include "nearest-whole.h"
#include "sorted-magnitudes.h"
#include "support/checked-field.h"

#include "ns3/rate-distortion.h"
#include "ns3/weight-quantizer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

constexpr double DEAD = 1e-4; // of the mean
/// Weights that are sorted at once; more are measured one by one.
constexpr std::uint64_t MOST_SORTED = 6'000'000;
constexpr std::uint64_t MOST_CHANNELS = 1 << 22;
// What can be counted in bins of a single-precision number's bits, with air for squares.
constexpr double LARGEST_WEIGHT = 1e30;
constexpr double LEAST_MEAN = 1e-30;

constexpr std::array<const char*, 3> SCALAR_CODES{"uniform", "pot-log", "optimal-scalar"};

typedef std::array<double, MOST_MEASURED_BITS + 1> ErrorByBits;

/// Bits at which D(b^) = -ln(1 - 2^-b^)/lambda is an error, in units of the mean.
double
EffectiveBits(double error)
{
    return -std::log2(-std::expm1(-error));
}

/// Bins of magnitudes up to a largest one made wider, 4 % of a value, and one of all far below it:
/// small ones, of which finer differences show nowhere.
std::vector<MagnitudeHistogram::Bin>
Merged(const std::vector<MagnitudeHistogram::Bin>& bins, double largest)
{
    constexpr double WIDTH = 1.04;
    constexpr double FAR_BELOW = 1e-8;
    std::vector<MagnitudeHistogram::Bin> merged;
    for (const auto& bin : bins)
    {
        if (merged.empty() || bin.mean > std::max(merged.back().low * WIDTH, FAR_BELOW * largest))
        {
            merged.push_back(bin);
            continue;
        }
        auto& into = merged.back();
        const auto count = into.count + bin.count;
        into.mean +=
            (bin.mean - into.mean) * static_cast<double>(bin.count) / static_cast<double>(count);
        into.count = count;
        into.high = bin.high;
    }
    return merged;
}

/// Levels of a scalar code for magnitudes of mean 1, which take some milliseconds to find.
const std::vector<double>&
UnitLevels(const std::string& name, std::uint32_t bits)
{
    static std::map<std::pair<std::string, std::uint32_t>, std::vector<double>> known;
    auto& levels = known[{name, bits}];
    if (levels.empty())
    {
        levels = ScalarQuantizer::Create(name, bits, 1)->ListLevels();
    }
    return levels;
}

/// Sums of errors of codes whose scale is a largest magnitude.
class AbsmaxErrors
{
  public:
    /**
     * @param magnitudes |w|
     * @param count how many
     * @param largest the scale of each
     */
    void Add(const double* magnitudes, std::size_t count, const double* largest)
    {
        m_shares.resize(count);
        double sum = 0;
        for (std::size_t i = 0; i < count; ++i)
        {
            m_shares[i] = largest[i] > 0 ? magnitudes[i] / largest[i] : 0;
            sum += magnitudes[i];
        }
        m_sums[1] += sum; // zero alone
        for (std::uint32_t bits = 2; bits <= MOST_MEASURED_BITS; ++bits)
        {
            const double steps = StepsAboveZero(bits);
            double error = 0;
            for (std::size_t i = 0; i < count; ++i)
            {
                const double place = m_shares[i] * steps;
                error += largest[i] * std::abs(place - NearestWhole(place));
            }
            m_sums[bits] += error / steps;
        }
    }

    ErrorByBits MeansOf(double count) const
    {
        auto means = m_sums;
        for (auto& mean : means)
        {
            mean /= count;
        }
        return means;
    }

  private:
    std::vector<double> m_shares; // of the scale
    ErrorByBits m_sums{};
};

/// Measures the weights of one layer.
class LayerMeter
{
  public:
    LayerMeter(const WeightLayer& layer, MagnitudeHistogram& live)
        : m_weights(layer.weights),
          m_count(m_weights.GetCount()),
          m_channels(ChannelsOf(layer)),
          m_live(live)
    {
        m_study.layer = layer;
    }

    LayerStudy Measure()
    {
        LookOver();
        if (m_study.mean > 0)
        {
            LookClosely();
            StudyLaws();
            MeasureScalarCodes();
            MakeRows();
        }
        else
        {
            m_study.dead = m_count;
        }
        return std::move(m_study);
    }

  private:
    /// First time through: finite, mean, largest ones.
    void LookOver()
    {
        if (m_channels.channels > MOST_CHANNELS)
        {
            throw std::invalid_argument(m_weights.file->GetPath() + ": tensor " + m_weights.name +
                                        " has " + std::to_string(m_channels.channels) +
                                        " output channels, allowed are 4194304");
        }
        m_largestOf.assign(m_channels.channels, 0);
        double sum = 0;
        std::uint64_t index = 0;
        m_weights.ForEach([&](const double* weights, std::size_t count) {
            double part = 0;
            for (std::size_t i = 0; i < count; ++i, ++index)
            {
                const double magnitude = std::abs(weights[i]);
                if (!std::isfinite(magnitude))
                {
                    throw std::invalid_argument("weight " + std::to_string(index) + " is " +
                                                (std::isnan(magnitude) ? "no number" : "infinite") +
                                                ", allowed are finite ones");
                }
                if (magnitude > LARGEST_WEIGHT)
                {
                    throw std::invalid_argument(
                        "weight " + std::to_string(index) + " is " + NumberToText(weights[i]) +
                        ", allowed are magnitudes up to " + NumberToText(LARGEST_WEIGHT));
                }
                part += magnitude;
                auto& largest = m_largestOf[m_channels.ChannelOf(index)];
                largest = std::max(largest, magnitude);
            }
            sum += part;
        });
        m_study.mean = sum / static_cast<double>(m_count);
        if (m_study.mean > 0 && m_study.mean < LEAST_MEAN)
        {
            throw std::invalid_argument(m_weights.file->GetPath() + ": tensor " + m_weights.name +
                                        " has magnitudes of " + NumberToText(m_study.mean) +
                                        " on the mean, allowed are 0 and those from " +
                                        NumberToText(LEAST_MEAN) + " on");
        }
        m_study.largest = *std::max_element(m_largestOf.begin(), m_largestOf.end());
    }

    /// Second time: counts, codes of largest magnitudes, and the magnitudes themselves.
    void LookClosely()
    {
        const bool isSixteen = TensorData::SizeOf(m_weights.element) == 2;
        m_isSorted = isSixteen || m_count <= MOST_SORTED;
        std::vector<double> all;
        all.reserve(m_isSorted && !isSixteen ? m_count : 0);
        std::vector<double> counts(isSixteen ? 1 << 15 : 0); // of 16-bit weights by their bits
        std::vector<double> magnitudes;
        std::vector<double> scales;
        std::uint64_t index = 0;
        m_weights.ForEach([&](const double* weights, std::size_t count) {
            magnitudes.resize(count);
            scales.resize(count);
            for (std::size_t i = 0; i < count; ++i)
            {
                magnitudes[i] = std::abs(weights[i]);
                scales[i] = m_largestOf[m_channels.ChannelOf(index + i)];
                Count(magnitudes[i]);
            }
            index += count;
            m_absmax["absmax-channel"].Add(magnitudes.data(), count, scales.data());
            scales.assign(count, m_study.largest);
            m_absmax["absmax-tensor"].Add(magnitudes.data(), count, scales.data());
            AddGroups(magnitudes, 32);
            AddGroups(magnitudes, 64);
            AddGroups(magnitudes, 128);
            if (isSixteen)
            {
                for (const double magnitude : magnitudes)
                {
                    ++counts[SixteenBits(magnitude)];
                }
            }
            else if (m_isSorted)
            {
                all.insert(all.end(), magnitudes.begin(), magnitudes.end());
            }
        });
        if (isSixteen)
        {
            m_sorted = FromCounts(counts);
        }
        else if (m_isSorted)
        {
            m_sorted = SortedMagnitudes(std::move(all));
        }
    }

    /// The bits of a magnitude that came from so many, which rise with it.
    std::size_t SixteenBits(double magnitude) const
    {
        const auto single = static_cast<float>(magnitude);
        return m_weights.element == TensorData::Element::BRAIN_FLOAT
                   ? BitsAs<std::uint32_t>(single) >> 16
                   : BitsAs<std::uint16_t>(Eigen::half(single));
    }

    SortedMagnitudes FromCounts(const std::vector<double>& counts) const
    {
        std::vector<double> values;
        std::vector<double> times;
        for (std::size_t bits = 0; bits < counts.size(); ++bits)
        {
            if (counts[bits] > 0)
            {
                const auto sixteen = static_cast<std::uint16_t>(bits);
                values.push_back(m_weights.element == TensorData::Element::BRAIN_FLOAT
                                     ? BrainFloatValue(sixteen)
                                     : HalfValue(sixteen));
                times.push_back(counts[bits]);
            }
        }
        return SortedMagnitudes(std::move(values), times);
    }

    void Count(double magnitude)
    {
        if (magnitude < DEAD * m_study.mean)
        {
            ++m_study.dead;
            m_dead.Add(magnitude);
        }
        else
        {
            m_histogram.Add(magnitude);
        }
    }

    /// Groups do not reach over pieces, whose lengths are multiples of theirs.
    void AddGroups(const std::vector<double>& magnitudes, std::size_t size)
    {
        m_scales.resize(magnitudes.size());
        for (std::size_t first = 0; first < magnitudes.size(); first += size)
        {
            const auto last = std::min(first + size, magnitudes.size());
            double largest = 0;
            for (auto i = first; i < last; ++i)
            {
                largest = std::max(largest, magnitudes[i]);
            }
            for (auto i = first; i < last; ++i)
            {
                m_scales[i] = largest;
            }
        }
        m_absmax["absmax-g" + std::to_string(size)].Add(magnitudes.data(),
                                                        magnitudes.size(),
                                                        m_scales.data());
    }

    void StudyLaws()
    {
        m_bins = m_histogram.GetBins();
        m_study.fits = FitLaws(m_bins);
        m_study.entropyGap = EntropyGap(m_bins);
        m_live.Add(m_histogram);
    }

    void MeasureScalarCodes()
    {
        std::vector<double> values{0}; // the dead as zeros, if not all are at hand
        std::vector<double> times{static_cast<double>(m_study.dead)};
        for (const auto& bin : m_bins)
        {
            values.push_back(bin.mean);
            times.push_back(static_cast<double>(bin.count));
        }
        const auto nearly = SortedMagnitudes(std::move(values), times);
        constexpr std::uint64_t MANY = 300'000; // whose error changes smoothly with the step
        const bool isMany = !m_isSorted || m_count > MANY;
        for (std::uint32_t bits = 1; bits <= MOST_MEASURED_BITS; ++bits)
        {
            const auto steps = static_cast<std::size_t>(StepsAboveZero(bits));
            if (steps > 0)
            {
                const auto& all = m_isSorted ? m_sorted : nearly;
                m_study.leastSteps[bits] = all.LeastErrorStep(steps, isMany ? nearly : all);
            }
        }
        if (m_isSorted)
        {
            MeasureSorted();
        }
        else
        {
            MeasureOneByOne();
        }
    }

    void MeasureSorted()
    {
        for (std::uint32_t bits = 1; bits <= MOST_MEASURED_BITS; ++bits)
        {
            for (const auto* name : SCALAR_CODES)
            {
                const auto& levels = UnitLevels(name, bits);
                const double mean = m_study.mean;
                m_errors[name][bits] =
                    m_sorted.MeanError(levels.size(),
                                       [&levels, mean](std::size_t j) { return levels[j] * mean; });
            }
            const auto steps = static_cast<std::size_t>(StepsAboveZero(bits));
            m_errors["least-l1"][bits] =
                steps == 0 ? m_study.mean
                           : m_sorted.MeanErrorOfSteps(m_study.leastSteps[bits], steps);
        }
    }

    void MeasureOneByOne()
    {
        std::map<std::string, std::vector<std::unique_ptr<ScalarQuantizer>>> codes;
        for (const auto* name : SCALAR_CODES)
        {
            m_errors[name].fill(0);
            for (std::uint32_t bits = 1; bits <= MOST_MEASURED_BITS; ++bits)
            {
                codes[name].push_back(ScalarQuantizer::Create(name, bits, m_study.GetWeightRate()));
            }
        }
        auto& least = m_errors["least-l1"];
        least.fill(0);
        m_weights.ForEach([&](const double* weights, std::size_t count) {
            for (std::uint32_t bits = 1; bits <= MOST_MEASURED_BITS; ++bits)
            {
                for (const auto& [name, quantizers] : codes)
                {
                    double sum = 0;
                    for (std::size_t i = 0; i < count; ++i)
                    {
                        sum += std::abs(weights[i] - quantizers[bits - 1]->Quantize(weights[i]));
                    }
                    m_errors[name][bits] += sum / static_cast<double>(m_count);
                }
                const double steps = StepsAboveZero(bits);
                const double step = m_study.leastSteps[bits];
                double sum = 0;
                for (std::size_t i = 0; i < count; ++i)
                {
                    const double magnitude = std::abs(weights[i]);
                    const double level =
                        steps > 0 ? std::min(NearestWhole(magnitude / step), steps) * step : 0;
                    sum += std::abs(magnitude - level);
                }
                least[bits] += sum / static_cast<double>(m_count);
            }
        });
    }

    void MakeRows()
    {
        for (const auto& [name, errors] : m_absmax)
        {
            m_errors[name] = errors.MeansOf(static_cast<double>(m_count));
        }
        TakeLargestAsTopWhereItIsBetter();
        auto all = m_bins;
        const auto dead = Merged(m_dead.GetBins(), DEAD * m_study.mean);
        all.insert(all.begin(), dead.begin(), dead.end());
        std::array<double, MOST_MEASURED_BITS + 1> lawFree{};
        for (std::uint32_t bits = 1; bits <= MOST_MEASURED_BITS; ++bits)
        {
            lawFree[bits] = LawFreeUpperBound(all, bits - 1.0);
        }
        const double rate = m_study.GetWeightRate();
        // What live weights cost at the least, at as many bits each, times their share; that times
        // their mean is the mean of all.
        const double lawFreeFactor = m_study.mean * std::exp2(-std::max(0.0, m_study.entropyGap));
        for (const auto& name : QuantizerNames())
        {
            for (std::uint32_t bits = 1; bits <= MOST_MEASURED_BITS; ++bits)
            {
                const double magnitudeRate = bits - 1.0;
                QuantizerRow row;
                row.quantizer = name;
                row.bits = bits;
                row.error = m_errors.at(name)[bits];
                row.lowerBound = DistortionLowerBound(magnitudeRate, rate);
                row.trueBound = DistortionRateFunction(magnitudeRate, rate);
                row.scalarBound = ScalarDistortion(magnitudeRate, rate);
                row.upperBound = DistortionUpperBound(magnitudeRate, rate);
                row.lawFreeLowerBound = lawFreeFactor * std::exp2(-double(bits));
                row.lawFreeUpperBound = lawFree[bits];
                row.effectiveBits = EffectiveBits(row.error * rate);
                m_study.rows.push_back(row);
            }
        }
    }

    /// The step at which nothing is cut off is one of those that least-l1 may take.
    void TakeLargestAsTopWhereItIsBetter()
    {
        for (std::uint32_t bits = 2; bits <= MOST_MEASURED_BITS; ++bits)
        {
            const double error = m_errors.at("absmax-tensor")[bits];
            if (error < m_errors.at("least-l1")[bits])
            {
                m_errors["least-l1"][bits] = error;
                m_study.leastSteps[bits] = m_study.largest / StepsAboveZero(bits);
            }
        }
    }

    const TensorData& m_weights;
    std::uint64_t m_count;
    ChannelLayout m_channels;
    MagnitudeHistogram& m_live;
    LayerStudy m_study;
    std::vector<double> m_largestOf; // channels
    std::vector<double> m_scales;
    MagnitudeHistogram m_histogram; // of what is not dead
    MagnitudeHistogram m_dead;
    std::vector<MagnitudeHistogram::Bin> m_bins;
    bool m_isSorted{false};
    SortedMagnitudes m_sorted;
    std::map<std::string, AbsmaxErrors> m_absmax;
    std::map<std::string, ErrorByBits> m_errors;
};

} // namespace

const std::vector<std::string>&
QuantizerNames()
{
    static const std::vector<std::string> names{"absmax-channel",
                                                "absmax-tensor",
                                                "absmax-g32",
                                                "absmax-g64",
                                                "absmax-g128",
                                                "least-l1",
                                                "uniform",
                                                "pot-log",
                                                "optimal-scalar"};
    return names;
}

double
StepsAboveZero(std::uint32_t bits)
{
    return std::exp2(bits - 1.0) - 1;
}

LayerStudy
StudyLayer(const WeightLayer& layer, MagnitudeHistogram& live)
{
    return LayerMeter(layer, live).Measure();
}

LayerStudy
StudyAll(const std::vector<LayerStudy>& layers, const MagnitudeHistogram& live)
{
    LayerStudy all;
    all.layer.name = "(all)";
    double count = 0;
    double sum = 0;
    for (const auto& study : layers)
    {
        const auto weights = static_cast<double>(study.layer.GetWeights());
        all.layer.flops += study.layer.flops;
        all.dead += study.dead;
        all.largest = std::max(all.largest, study.largest);
        count += weights;
        sum += weights * study.mean;
    }
    all.mean = count > 0 ? sum / count : 0;
    const auto bins = live.GetBins();
    if (bins.empty())
    {
        return all;
    }
    all.fits = FitLaws(bins);
    all.entropyGap = EntropyGap(bins);
    for (const auto& study : layers)
    {
        const double share = static_cast<double>(study.layer.GetWeights()) / count;
        all.rows.resize(std::max(all.rows.size(), study.rows.size()));
        for (std::size_t i = 0; i < study.rows.size(); ++i)
        {
            const auto& row = study.rows[i];
            auto& sums = all.rows[i];
            sums.quantizer = row.quantizer;
            sums.bits = row.bits;
            sums.error += share * row.error;
            sums.lowerBound += share * row.lowerBound;
            sums.trueBound += share * row.trueBound;
            sums.scalarBound += share * row.scalarBound;
            sums.upperBound += share * row.upperBound;
            sums.lawFreeLowerBound += share * row.lawFreeLowerBound;
            sums.lawFreeUpperBound += share * row.lawFreeUpperBound;
        }
    }
    for (auto& row : all.rows)
    {
        row.effectiveBits = EffectiveBits(row.error / all.mean);
    }
    return all;
}

} // namespace coinference
} // namespace ns3
