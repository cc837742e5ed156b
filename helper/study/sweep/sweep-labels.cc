/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-labels.h"

#include "report/symbol-text.h"
#include "support/checked-field.h"

#include "ns3/model-profile.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>

namespace ns3
{
namespace coinference
{

namespace
{

/// A label of the sweep's own; null if there is none.
const std::string*
OwnLabel(const SweepSpec& spec, const std::string& name)
{
    const auto own = spec.labels.find(name);
    return own == spec.labels.end() ? nullptr : &own->second;
}

/// 2e+07 as 2·10⁷; other texts than numbers as they are, run-1e6 and 0e99 too.
std::string
WithPower(const std::string& value)
{
    const auto number = NumberFromText(value);
    return number && *number != 0 && std::isfinite(*number) ? WithPowers(value) : value;
}

/// What the sweep's model measures, if all points have one model that says it.
std::optional<QuantityLabel>
MeasuredQuality(const SweepSpec& spec)
{
    const auto model = spec.options.find("model");
    const auto table = spec.options.find("quality");
    if (model == spec.options.end())
    {
        return std::nullopt;
    }
    try
    {
        auto profile = *ModelProfile::LoadOnce(model->second);
        if (table != spec.options.end() && !table->second.empty())
        {
            profile.UseQuality("quality", table->second);
        }
        if (profile.quality.empty())
        {
            return std::nullopt;
        }
        const auto& used = profile.quality[profile.qualityUsed];
        return QuantityLabel{LabelOf(used.name).text, WithPower(used.ShownUnit())};
    }
    catch (const std::exception&)
    {
        return std::nullopt; // the runs say what is wrong with the model
    }
}

/// As the module calls a quantity.
QuantityLabel
CommonLabel(const SweepSpec& spec, const std::string& name)
{
    auto label = LabelOf(name);
    const auto general = LabelOf("quality").text;
    const bool isQuality = name.rfind("quality", 0) == 0 && label.text.rfind(general, 0) == 0;
    const auto measured = isQuality ? MeasuredQuality(spec) : std::nullopt;
    return measured
               ? QuantityLabel{measured->text + label.text.substr(general.size()), measured->unit}
               : label;
}

/// A number with at most five digits; other texts as they are.
std::string
Rounded(const std::string& value)
{
    const auto number = NumberFromText(value);
    if (!number)
    {
        return value;
    }
    std::ostringstream text;
    text.precision(5);
    text << *number;
    return WithPower(text.str());
}

} // namespace

QuantityLabel
SweepLabel(const SweepSpec& spec, const std::string& name)
{
    const auto* own = OwnLabel(spec, name);
    if (!own)
    {
        return CommonLabel(spec, name);
    }
    const auto begin = own->rfind(" [");
    return begin == std::string::npos || own->back() != ']'
               ? QuantityLabel{*own, ""}
               : QuantityLabel{own->substr(0, begin),
                               own->substr(begin + 2, own->size() - begin - 3)};
}

std::string
SweepSchemeLabel(const SweepSpec& spec, const std::string& scheme)
{
    const auto* own = OwnLabel(spec, scheme);
    return own ? *own : scheme;
}

std::string
SweepValueLabel(const SweepSpec& spec, const std::string& parameter, const std::string& value)
{
    if (parameter == "scheme")
    {
        return SweepSchemeLabel(spec, value);
    }
    if (const auto* own = OwnLabel(spec, parameter + "=" + value))
    {
        return *own;
    }
    return WithPower(value);
}

std::string
SweepTickLabel(const SweepSpec& spec, const std::string& parameter, const std::string& value)
{
    const auto exact = SweepValueLabel(spec, parameter, value);
    if (exact != WithPower(value))
    {
        return exact;
    }
    const auto values = spec.ValuesOf(parameter);
    const auto rounded = Rounded(value);
    const auto alike = std::count_if(values.begin(), values.end(), [&](const auto& other) {
        return Rounded(other) == rounded;
    });
    return alike > 1 ? exact : rounded;
}

std::string
DescribeSweepValue(const SweepSpec& spec, const std::string& parameter, const std::string& value)
{
    const auto text = SweepTickLabel(spec, parameter, value);
    if (parameter == "scheme" || OwnLabel(spec, parameter + "=" + value))
    {
        return text;
    }
    const auto label = SweepLabel(spec, parameter);
    return label.text + " = " + text + (label.unit.empty() ? "" : " " + label.unit);
}

} // namespace coinference
} // namespace ns3
