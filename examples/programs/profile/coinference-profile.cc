/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "../common/figure-options.h"
#include "../common/neighbor-program.h"
#include "../common/program-main.h"
#include "../common/program-options.h"
#include "evaluation-lists.h"
#include "output/atomic-file.h"
#include "report/child-process.h"
#include "weights/model-study.h"
#include "weights/weight-report.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <iostream>
#include <string>
#include <unistd.h>

using namespace ns3::coinference;

namespace
{

const char* const USAGE = R"(Measures the weights of a real model: MODEL.onnx, MODEL.safetensors or
MODEL.npy. Prints a summary; with --output=DIR it writes

  profile.json    a model's profile, for --model of coinference-run: layers, and with
                  --input work and cuts
  layers.csv      a row a layer: operator, tensor, shape, weights, FLOP (twice the
                  multiply-accumulates), lambda (1/mean |w|), share of dead weights
                  (below 1e-4 of the mean), largest |w|, and how much entropy is missing
                  to the exponential law's [bit]
  fits.csv        laws of |w|, by maximum likelihood on what is not dead: scale, shape,
                  Kolmogorov-Smirnov distance, mean log-likelihood [nat]
  quantizers.csv  measured mean absolute error of quantizers at 1 to 16 bits beside the
                  bounds for exponential weights of the same mean (D_L, D, D_U, D_S), the
                  bounds without a law, and the bits at which D would be the error
  report.html     all that as tables and figures (needs gnuplot)

With --evaluate an ONNX model is run, by LibTorch, with its weights quantized (those before
the cut of --split, or all), beside itself at full precision, on samples: random, or of a
folder with inputs.npy (samples x the rest of --input) and perhaps one of labels.txt (the
right class of each: accuracy), texts.txt with characters.txt (the text to be read, and
the characters that classes stand for: character errors), targets.npy (mean squared
error). It adds to the report, to profile.json the quality by bits of each quantizer and
sensitivities of layers, and

  quality.csv     lambda D of the weights, relative L1 and root-mean-square error of the
                  outputs, and the task's measure, with intervals of 95 %
  sensitivity.csv the outputs' error with each layer alone quantized

What the files of weights call (all) is all weights together. A layer's weights are the second
input of Conv, ConvTranspose, Gemm, MatMul and LSTM; of safetensors and npy, every tensor
of two or more dimensions. Files are not trusted, and weights are read where they lie.

Exit status: 0, or 2 if something could not be read or written or an option was bad.)";

struct Options
{
    std::string model;
    std::string output;
    std::string input;
    std::string split;
    std::string exclude;
    EvaluationOptions evaluation;
    std::string quantizers{
        "absmax-channel,absmax-tensor,absmax-g64,least-l1,uniform,pot-log,optimal-scalar"};
    std::string evaluationBits{"2,3,4,5,6,7,8,10,12"};
    std::string format;
    FigurePaper paper;
};

std::string
Line(const std::string& label, double value, const std::string& unit)
{
    char text[128];
    std::snprintf(text, sizeof(text), "%-50s %12.6g  %s\n", label.c_str(), value, unit.c_str());
    return text;
}

/// Tells people how far it is.
std::function<void(std::size_t, std::size_t)>
Progress(const char* what)
{
    return [what, isSeen = isatty(STDERR_FILENO) != 0](std::size_t done, std::size_t all) {
        if (isSeen)
        {
            std::fprintf(stderr, "\r%zu of %zu %-12s", done, all, what);
            std::fflush(stderr);
        }
    };
}

void
PrintSummary(const ModelStudy& study)
{
    std::string text;
    text += Line(
        "layers with weights",
        static_cast<double>(std::count_if(study.layers.begin(),
                                          study.layers.end(),
                                          [](const auto& one) { return one.layer.hasWeights; })),
        "");
    text += Line("weights", study.GetWeights(), "");
    if (study.work)
    {
        text += Line("work", study.all.layer.flops, "FLOP");
        text += Line("cuts", static_cast<double>(study.work->cuts.size()), "");
    }
    text += Line("lambda of all weights", study.all.GetWeightRate(), "1/weight unit");
    text += Line("dead weights", static_cast<double>(study.all.dead), "");
    for (const auto& fit : study.all.fits)
    {
        text += Line("KS distance, " + fit.law, fit.distance, "");
    }
    for (const auto& row : study.all.rows)
    {
        if (row.bits == 4 || row.bits == 8)
        {
            text += Line(row.quantizer + ", " + std::to_string(row.bits) + " bit",
                         row.error / study.all.mean,
                         "mean |w|");
        }
    }
    if (study.outputs)
    {
        const auto& outputs = *study.outputs;
        const auto& name = outputs.full ? outputs.measure.name : "relative error of the outputs";
        if (outputs.full)
        {
            text += Line(name + ", full precision", outputs.full->value, "");
        }
        for (const auto& row : outputs.rows)
        {
            const double value = row.task.value_or(row.absolute).value;
            text += Line(name + ", " + row.quantizer + ", " + std::to_string(row.bits) + " bit",
                         value,
                         "");
        }
    }
    std::cout << text;
}

void
WriteOutput(const ModelStudy& study, const Options& options)
{
    const auto profile = ProfileOf(study, options.split);
    RequireProgram("gnuplot", "the report's figures");
    std::filesystem::create_directories(options.output);
    const auto write = [&](const char* name, const std::string& text) {
        AtomicFile file(options.output + "/" + name);
        file.Stream() << text;
        file.Commit();
    };
    WriteWeightReport(study, options.output, options.paper);
    write("layers.csv", LayersCsv(study));
    write("fits.csv", FitsCsv(study));
    write("quantizers.csv", QuantizersCsv(study));
    if (study.outputs)
    {
        write("quality.csv", QualityCsv(*study.outputs));
        write("sensitivity.csv", SensitivityCsv(study));
    }
    write("profile.json", profile.ToText() + "\n");
}

/// What is wrong with how the model is to be run, before weights are measured for half a minute.
void
CheckEvaluation(Options& options)
{
    auto& evaluation = options.evaluation;
    if (options.input.empty())
    {
        RejectField("evaluate", ShortText(evaluation.data), "with --input alone");
    }
    if (!CanEvaluateModels())
    {
        RejectField("evaluate",
                    ShortText(evaluation.data),
                    "left out: coinference-evaluate is not there, which is built where LibTorch "
                    "(libtorch-dev) is");
    }
    evaluation.split = options.split;
    ReadEvaluationBits(options.evaluationBits, evaluation);
    ReadQuantizers(options.quantizers, evaluation);
}

std::vector<std::string>
NamesOf(const std::string& list)
{
    std::vector<std::string> names;
    for (const auto name : SplitList(list, ','))
    {
        if (!name.empty())
        {
            names.emplace_back(name);
        }
    }
    return names;
}

/// Become the program that is built with LibTorch, if this one is not and that one is there, beside
/// it or, where this one was renamed, in PATH.
void
BecomeEvaluate(char* argv[])
{
    const auto program =
        FindProgram(NeighborProgram(argv[0], "coinference-profile", "coinference-evaluate"));
    if (!CanEvaluateModels() && !program.empty())
    {
        execv(program.c_str(), argv); // comes back only if it fails
    }
}

int
Run(Options& options)
{
    if (options.model.empty())
    {
        RejectField("MODEL", "none", "a file ending in .onnx, .safetensors or .npy");
    }
    if (!options.split.empty() && options.input.empty())
    {
        RejectField("split", options.split, "with --input, which tells the cuts");
    }
    if (!options.split.empty() && options.output.empty() && options.evaluation.data.empty())
    {
        RejectField("split", ShortText(options.split), "with --output or --evaluate");
    }
    if (!options.exclude.empty() && !options.input.empty())
    {
        RejectField("exclude", ShortText(options.exclude), "left out with --input");
    }
    const bool isRun = !options.evaluation.data.empty();
    if (isRun)
    {
        CheckEvaluation(options);
    }
    auto study =
        StudyModel(options.model, options.input, NamesOf(options.exclude), Progress("layers"));
    if (isRun)
    {
        study.outputs = EvaluateModel(study, options.evaluation, Progress("settings"));
    }
    if (isatty(STDERR_FILENO) != 0)
    {
        std::fprintf(stderr, "\r%30s\r", "");
    }
    if (!options.output.empty())
    {
        WriteOutput(study, options);
    }
    PrintSummary(study);
    return 0;
}

} // namespace

int
main(int argc, char* argv[])
{
    Options options;
    return RunMain("coinference-profile", [&]() {
        ProgramOption model{"MODEL", "the model's file", &options.model};
        model.isOperand = true;
        ProgramOptions table{
            model,
            {"output", "folder for the results; none are written without it", &options.output},
            {"input",
             "shape of an ONNX model's input, such as 1x3x224x224, for work and cuts; of several "
             "inputs NAME:SHAPE,NAME:SHAPE; NAME:scalar=16000 tells an input's elements too",
             &options.input},
            {"split",
             "name of the cut where the profile's model is split; the whole on the agent without",
             &options.split},
            {"exclude",
             "layers or tensors that are no weights of the model, such as samples stored beside "
             "them: "
             "names with commas between; not with --input, which tells by the graph",
             &options.exclude},
            {"evaluate",
             "run the model with quantized weights on the samples of a folder, or on random ones",
             &options.evaluation.data},
            {"samples", "how many samples at most", &options.evaluation.samples, 1, 1e6},
            {"quantizers",
             "those to run with; each layer alone is run with the first",
             &options.quantizers},
            {"evaluateBits", "bits of a weight to run with", &options.evaluationBits},
            {"activationBits",
             "bits of a value that crosses the cut; 32 leaves it as it is",
             &options.evaluation.activationBits,
             1,
             32},
            {"effectsBits",
             "bits of a layer that is quantized alone; 0 leaves that out",
             &options.evaluation.effectsBits,
             0,
             MOST_MEASURED_BITS}};
        AddFigureOptions(table, options.format, options.paper);
        ReadProgramOptions(argc, argv, "coinference-profile", USAGE, table);
        options.paper.SetFormats("format", options.format);
        if (!options.evaluation.data.empty())
        {
            BecomeEvaluate(argv);
        }
        return Run(options);
    });
}
