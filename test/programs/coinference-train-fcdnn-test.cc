/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report/child-process.h"
#include "report/text-file.h"
#include "weights/safetensors-reader.h"

#include "ns3/coinference-data-folder.h"
#include "ns3/distortion-propagation.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>
#include <vector>

using namespace ns3::coinference;

namespace
{

std::vector<double>
Elements(const TensorData& tensor)
{
    std::vector<double> elements;
    tensor.ForEach([&](const double* piece, std::size_t count) {
        elements.insert(elements.end(), piece, piece + count);
    });
    return elements;
}

class CoinferenceTrainFcdnn : public testing::Test
{
  protected:
    CoinferenceTrainFcdnn()
        : m_folder(std::filesystem::temp_directory_path() /
                   ("train-fcdnn-test-" + std::to_string(getpid())))
    {
        std::filesystem::create_directories(m_folder);
        for (int digit = 0; digit < 10; ++digit)
        {
            std::string text = "{\"data\":[0";
            for (int i = 1; i < 3 * 784; ++i)
            {
                text += (i * (digit + 3)) % 7 == 0 ? ",0.75" : ",0";
            }
            WriteTextFile(Path(std::to_string(digit) + ".json"), text + "]}");
        }
    }

    ~CoinferenceTrainFcdnn() override
    {
        std::filesystem::remove_all(m_folder);
    }

    std::string Path(const std::string& name) const
    {
        return (m_folder / name).string();
    }

    int Train(const std::string& output, const std::string& more = "--heldOut=1") const
    {
        return RunProgram({COINFERENCE_PROGRAM,
                           m_folder.string(),
                           "--epochs=1",
                           "--output=" + Path(output),
                           more},
                          [](std::string_view) {})
            .status;
    }

    std::filesystem::path m_folder;
};

TEST_F(CoinferenceTrainFcdnn, WritesLayersAndDigitsTheSameEachTime)
{
    ASSERT_EQ(Train("a.safetensors"), 0);
    ASSERT_EQ(Train("b.safetensors"), 0);
    EXPECT_EQ(ReadTextFile(Path("a.safetensors")), ReadTextFile(Path("b.safetensors")));
    const auto tensors = ReadSafetensors(Path("a.safetensors"));
    ASSERT_EQ(tensors.size(), FCDNN16_WIDTHS.size());
    for (std::size_t i = 0; i + 1 < FCDNN16_WIDTHS.size(); ++i)
    {
        EXPECT_EQ(tensors[i].name, "layer" + std::to_string(i + 1));
        EXPECT_EQ(tensors[i].shape,
                  (std::vector<std::uint64_t>{FCDNN16_WIDTHS[i + 1], FCDNN16_WIDTHS[i]}));
    }
    EXPECT_EQ(tensors.back().shape, (std::vector<std::uint64_t>{10, 784}));
    const auto digits = Elements(tensors.back());
    for (std::size_t i = 0; i < digits.size(); ++i) // the third of each
    {
        const std::size_t digit = i / 784;
        const std::size_t at = 2 * 784 + i % 784;
        ASSERT_EQ(digits[i], (at * (digit + 3)) % 7 == 0 ? 0.75 : 0) << i;
    }
}

TEST_F(CoinferenceTrainFcdnn, RefusesWhatItCannotRead)
{
    EXPECT_EQ(Train("a.safetensors", "--heldOut=3"), 2); // none left to train with
    WriteTextFile(Path("4.json"), "{\"data\":[1,2]}");
    EXPECT_EQ(Train("a.safetensors"), 2);
    WriteTextFile(Path("4.json"), "{\"data\":[\"one\"]}");
    EXPECT_EQ(Train("a.safetensors"), 2);
    EXPECT_FALSE(std::filesystem::exists(Path("a.safetensors")));
}

TEST(Fcdnn16, TheNetworkThatComesWithTheModuleKnowsDigits)
{
    const auto tensors = ReadSafetensors((DataFolder() / "fcdnn-16.safetensors").string());
    NetworkWeights weights;
    for (std::size_t i = 0; i + 1 < FCDNN16_WIDTHS.size(); ++i)
    {
        const auto elements = Elements(tensors.at(i));
        Eigen::MatrixXd matrix(FCDNN16_WIDTHS[i + 1], FCDNN16_WIDTHS[i]);
        for (Eigen::Index row = 0, at = 0; row < matrix.rows(); ++row)
        {
            for (Eigen::Index column = 0; column < matrix.cols(); ++column, ++at)
            {
                matrix(row, column) = elements[static_cast<std::size_t>(at)];
            }
        }
        weights.push_back(matrix);
    }
    const auto digits = Elements(tensors.back());
    ASSERT_EQ(digits.size(), 50U * 784);
    double error = 0;
    double all = 0;
    for (std::size_t i = 0; i < 50; ++i)
    {
        const Eigen::VectorXd digit =
            Eigen::Map<const Eigen::VectorXd>(digits.data() + 784 * i, 784);
        error += (ReluNetworkOutput(weights, digit) - digit).squaredNorm();
        all += digit.squaredNorm();
    }
    EXPECT_LT(error, 0.25 * all);
}

} // namespace
