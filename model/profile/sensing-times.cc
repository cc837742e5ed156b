/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sensing-times.h"

#include "support/checked-field.h"

#include "ns3/csv-reader.h"

#include <boost/algorithm/string/trim.hpp>
#include <fstream>

namespace ns3
{
namespace coinference
{

std::vector<Time>
ReadSensingTimes(const std::string& path)
{
    std::ifstream file(path);
    if (!file)
    {
        RejectField("sensing times", path, "a file that can be read");
    }
    std::vector<Time> times;
    CsvReader csv(file);
    while (csv.FetchNextRow())
    {
        std::string text;
        if (csv.ColumnCount() == 0 || csv.IsBlankRow())
        {
            continue;
        }
        csv.GetValue(0, text);
        boost::algorithm::trim(text); // the last column keeps its spaces
        const auto seconds = NumberFromText(text).value_or(-1);
        if (csv.ColumnCount() > 1 || !(seconds >= 0 && seconds <= LONGEST_TIME) ||
            (!times.empty() && Seconds(seconds) < times.back()))
        {
            RejectField(path + " line " + std::to_string(csv.RowNumber()),
                        "\"" + ShortText(text) + "\"",
                        "a number of seconds from 0 to 9e9, none below the one before it");
        }
        times.push_back(Seconds(seconds));
    }
    if (times.empty())
    {
        RejectField("sensing times", path, "a file with at least one time");
    }
    return times;
}

} // namespace coinference
} // namespace ns3
