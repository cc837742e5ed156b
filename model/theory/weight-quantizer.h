/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_WEIGHT_QUANTIZER_H
#define COINFERENCE_WEIGHT_QUANTIZER_H

#include <Eigen/Core>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-theory
 * @brief A quantizer of weights with b^ bits each, the sign's included.
 */
class WeightQuantizer
{
  public:
    virtual ~WeightQuantizer() = default;

    /**
     * @brief Make a quantizer by name, at its best for exponential magnitudes.
     * @param name one of GetNames()
     * @param bitWidth b^ [bit], 1 to 32; from 2 for absmax codes
     * @param weightRate lambda [1/weight unit]
     * @return the quantizer
     * @throw std::invalid_argument naming the argument, its value and what is allowed
     */
    static std::unique_ptr<WeightQuantizer> Create(const std::string& name,
                                                   std::uint32_t bitWidth,
                                                   double weightRate);

    /** @return the names that Create() takes: those of ScalarQuantizer, absmax-g32, absmax-g128 */
    static std::vector<std::string> GetNames();

    /** @return b^, the sign bit included [bit] */
    std::uint32_t GetBitWidth() const
    {
        return m_bitWidth;
    }

    /**
     * @brief What a weight takes in memory, its share of side information included.
     * @return bits per weight, at least b^ [bit]
     */
    virtual double GetBitsPerWeight() const
    {
        return m_bitWidth;
    }

    /**
     * @brief Quantize all weights of a vector or matrix.
     * @param weights replaced by their quantized values
     */
    virtual void QuantizeInPlace(Eigen::Ref<Eigen::MatrixXd> weights) const = 0;

    /**
     * @brief Expected absolute error per weight if magnitudes are Exponential(lambda).
     * @param weightRate lambda [1/weight unit], > 0
     * @return the distortion [weight unit], at least D_L(b^ - 1)
     * @throw std::invalid_argument if weightRate is not allowed
     */
    virtual double ExpectedDistortion(double weightRate) const = 0;

  protected:
    /**
     * @param bitWidth b^ [bit]
     * @throw std::invalid_argument outside 1 to 32
     */
    explicit WeightQuantizer(std::uint32_t bitWidth);

  private:
    std::uint32_t m_bitWidth; //!< b^ [bit]
};

/**
 * @ingroup coinference-theory
 * @brief A quantizer that treats each weight alone: one bit for the sign, b^ - 1 for one of
 * 2^(b^ - 1) levels of the magnitude.
 *
 * The sign is always kept. At b^ = 1 only the sign is left and every magnitude becomes the same
 * constant; quantizers made by Create() make it the median, ln 2 / lambda, since no other constant
 * has less expected absolute error.
 */
class ScalarQuantizer : public WeightQuantizer
{
  public:
    /**
     * @brief Make a scalar quantizer by name, at its best for exponential magnitudes.
     * @param name one of GetNames()
     * @param bitWidth b^ [bit], 1 to 32
     * @param weightRate lambda [1/weight unit]
     * @return the quantizer
     * @throw std::invalid_argument naming the argument, its value and what is allowed
     */
    static std::unique_ptr<ScalarQuantizer> Create(const std::string& name,
                                                   std::uint32_t bitWidth,
                                                   double weightRate);

    /** @return the names that Create() takes: optimal-scalar, pot-log, pot-log-geometric, uniform
     */
    static std::vector<std::string> GetNames();

    /**
     * @brief Quantize one weight.
     * @param weight any value; beyond the top level it saturates, NaN stays NaN
     * @return its code's value, with the weight's sign (that of the zero for zeros)
     */
    double Quantize(double weight) const;

    void QuantizeInPlace(Eigen::Ref<Eigen::MatrixXd> weights) const override;

    /**
     * @brief All levels of the magnitude, for who has sorted weights.
     * @return the levels in rising order; those too small for a double are one, which is 0
     * @throw std::invalid_argument beyond b^ = 20, where they would be too many to list
     */
    std::vector<double> ListLevels() const;

  protected:
    /**
     * @param bitWidth b^ [bit]
     * @throw std::invalid_argument outside 1 to 32
     */
    explicit ScalarQuantizer(std::uint32_t bitWidth);

    /** @return number of levels of the magnitude, 2^(b^ - 1) */
    double GetLevels() const
    {
        return m_levels;
    }

  private:
    /**
     * @param magnitude >= 0, may be infinite or NaN
     * @return its level; NaN for NaN
     */
    virtual double QuantizeMagnitude(double magnitude) const = 0;

    /**
     * @param index of a level, 0 to 2^(b^ - 1) - 1, in rising order
     * @return the level [weight unit]; 0 if it is too small for a double
     */
    virtual double LevelAt(double index) const = 0;

    double m_levels; //!< 2^(b^ - 1)
};

/**
 * @ingroup coinference-theory
 * @brief Uniform quantizer of fixed step: magnitude cells [k step, (k + 1) step) with their middles
 * as levels, the last cell unbounded.
 *
 * With the sign this is the mid-rise quantizer of 2^b^ levels.
 */
class UniformQuantizer : public ScalarQuantizer
{
  public:
    /**
     * @param bitWidth b^ [bit], 1 to 32
     * @param step width of a cell [weight unit], > 0
     * @throw std::invalid_argument naming the argument, its value and what is allowed
     */
    UniformQuantizer(std::uint32_t bitWidth, double step);

    /**
     * @brief The quantizer whose step has the least expected distortion, found by Brent's method.
     * @param bitWidth b^ [bit], 1 to 32
     * @param weightRate lambda [1/weight unit], > 0
     * @return the quantizer
     * @throw std::invalid_argument naming the argument, its value and what is allowed
     */
    static UniformQuantizer ForWeightRate(std::uint32_t bitWidth, double weightRate);

    /** @return the step [weight unit] */
    double GetStep() const
    {
        return m_step;
    }

    double ExpectedDistortion(double weightRate) const override;

  private:
    double QuantizeMagnitude(double magnitude) const override;
    double LevelAt(double index) const override;

    double m_step; //!< width of a cell [weight unit]
};

/**
 * @ingroup coinference-theory
 * @brief A scalar quantizer whose levels are a fixed pattern times its largest one, the scale.
 */
class ScaledQuantizer : public ScalarQuantizer
{
  public:
    /** @return the largest level [weight unit] */
    double GetScale() const
    {
        return m_scale;
    }

  protected:
    /**
     * @param bitWidth b^ [bit], 1 to 32
     * @param scale the largest level [weight unit], > 0
     * @throw std::invalid_argument naming the argument, its value and what is allowed
     */
    ScaledQuantizer(std::uint32_t bitWidth, double scale);

  private:
    double m_scale; //!< the largest level [weight unit]
};

/**
 * @ingroup coinference-theory
 * @brief Power-of-two logarithmic (PoT-log) quantizer of the paper, after INQ: levels scale 2^-k,
 * k = 0 to 2^(b^ - 1) - 2, and 0; a magnitude belongs to the level nearest in value.
 *
 * Relative precision is the same at every magnitude, so more bits only reach smaller weights: for
 * exponential magnitudes distortion stays near 0.170/lambda from b^ = 5 on. At b^ = 1 there is one
 * level, the scale. (INQ itself takes the largest weight for its scale and counts the zero apart.)
 */
class PowerOfTwoQuantizer : public ScaledQuantizer
{
  public:
    /**
     * @param bitWidth b^ [bit], 1 to 32
     * @param scale the largest level [weight unit], > 0
     * @throw std::invalid_argument naming the argument, its value and what is allowed
     */
    PowerOfTwoQuantizer(std::uint32_t bitWidth, double scale);

    /**
     * @brief The quantizer whose scale has the least expected distortion.
     *
     * Distortion has one minimum per octave of the scale, all nearly the same once the scale is
     * out in the tail: Brent's method in overlapping octaves from 0.35/lambda to 45/lambda, and the
     * smallest scale of the best.
     *
     * @param bitWidth b^ [bit], 1 to 32
     * @param weightRate lambda [1/weight unit], > 0
     * @return the quantizer
     * @throw std::invalid_argument naming the argument, its value and what is allowed
     */
    static PowerOfTwoQuantizer ForWeightRate(std::uint32_t bitWidth, double weightRate);

    double ExpectedDistortion(double weightRate) const override;

  private:
    double QuantizeMagnitude(double magnitude) const override;
    double LevelAt(double index) const override;
};

/**
 * @ingroup coinference-theory
 * @brief PoT-log quantizer without a zero: levels scale 2^-k, k = 0 to 2^(b^ - 1) - 1; a magnitude
 * belongs to the level nearest on the logarithmic axis.
 *
 * No weight becomes zero; for exponential magnitudes distortion stays near 0.175/lambda from
 * b^ = 5 on.
 */
class GeometricPowerOfTwoQuantizer : public ScaledQuantizer
{
  public:
    /**
     * @param bitWidth b^ [bit], 1 to 32
     * @param scale the largest level [weight unit], > 0
     * @throw std::invalid_argument naming the argument, its value and what is allowed
     */
    GeometricPowerOfTwoQuantizer(std::uint32_t bitWidth, double scale);

    /**
     * @brief The quantizer whose scale has the least expected distortion.
     *
     * Distortion has one minimum per octave of the scale, all nearly the same once the scale is
     * out in the tail: Brent's method in overlapping octaves from 0.35/lambda to 45/lambda, and the
     * smallest scale of the best.
     *
     * @param bitWidth b^ [bit], 1 to 32
     * @param weightRate lambda [1/weight unit], > 0
     * @return the quantizer
     * @throw std::invalid_argument naming the argument, its value and what is allowed
     */
    static GeometricPowerOfTwoQuantizer ForWeightRate(std::uint32_t bitWidth, double weightRate);

    double ExpectedDistortion(double weightRate) const override;

  private:
    double QuantizeMagnitude(double magnitude) const override;
    double LevelAt(double index) const override;
};

/**
 * @ingroup coinference-theory
 * @brief The scalar quantizer of least expected absolute error for exponential magnitudes.
 *
 * With n = 2^(b^ - 1) levels, in units of 1/lambda: levels y_j = ln(n (n + 1)/(n - j)^2), j = 0 to
 * n - 1, thresholds T_j = ln(n (n + 1)/((n - j)(n - j + 1))), j = 1 to n - 1; its distortion is
 * D_S = ln(1 + 1/n), see ScalarDistortion(). Every level is the median of its cell and every
 * threshold lies in the middle of two levels, which for a log-concave density only the best code
 * does.
 */
class OptimalQuantizer : public ScalarQuantizer
{
  public:
    /**
     * @param bitWidth b^ [bit], 1 to 32
     * @param weightRate lambda [1/weight unit], > 0
     * @throw std::invalid_argument naming the argument, its value and what is allowed
     */
    OptimalQuantizer(std::uint32_t bitWidth, double weightRate);

    /**
     * @brief Expected absolute error per weight if magnitudes are Exponential(weightRate): exact
     * for the rate that the code was made for; for another one to some 1e-9, relatively.
     * @param weightRate lambda [1/weight unit], > 0
     * @return the distortion [weight unit]
     */
    double ExpectedDistortion(double weightRate) const override;

  private:
    double QuantizeMagnitude(double magnitude) const override;
    double LevelAt(double index) const override;

    double m_weightRate; //!< lambda that it was made for [1/weight unit]
};

/**
 * @ingroup coinference-theory
 * @brief Maximum likelihood estimate of lambda, 1/mean(|w|).
 * @param weights at least one weight, all finite, not all zero
 * @return lambda [1/weight unit]
 * @throw std::invalid_argument otherwise
 */
double EstimateWeightRate(const Eigen::Ref<const Eigen::MatrixXd>& weights);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_WEIGHT_QUANTIZER_H */
