/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Trains the policy of PpoScheme by proximal policy optimization, with LibTorch
// (doc/coinference.rst).

#include "../common/program-main.h"
#include "../common/program-options.h"
#include "design/random-design-problems.h"
#include "design/scheme-comparison.h"
#include "design/training-curve.h"
#include "support/checked-field.h"

#include "ns3/coinference-version.h"
#include "ns3/design-environment.h"
#include "ns3/joint-scheme.h"
#include "ns3/ppo-scheme.h"
#include "ns3/rng-seed-manager.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <torch/torch.h>

using namespace ns3;
using namespace ns3::coinference;

namespace
{

/// Streams of the training problems and of those that the training curve is measured on.
constexpr int64_t TRAINING_STREAM = 0;
constexpr int64_t HELD_OUT_STREAM = 1000;

struct Settings
{
    std::uint32_t seed{1};
    std::uint32_t updates{600};
    std::uint32_t problems{2048};
    std::uint32_t epochs{4};
    std::uint32_t minibatches{8};
    std::uint32_t width{32};
    double learningRate{2e-3};
    double clip{0.2};
    double gaeLambda{0.95};
    double entropy{3e-3};
    double clockDeviation{0.15};
    double violation{0.5};
    double excess{0.5};
    std::uint32_t heldOut{2000};
    std::uint32_t evaluateEvery{20};
    std::string policy{"ppo.json"};
    std::string curve{"ppo-curve.csv"};
};

/// The reward at the end of an episode.
double
Reward(const Settings& settings,
       const DesignProblem& problem,
       std::uint32_t bitWidth,
       const Clocks& clocks)
{
    const double delay = problem.Delay(bitWidth, clocks);
    const double energy = problem.Energy(bitWidth, clocks);
    return DesignReward{settings.violation, settings.excess}.Of(bitWidth,
                                                                delay / problem.delayBudget,
                                                                energy / problem.energyBudget,
                                                                problem.MeetsDelay(delay) &&
                                                                    problem.MeetsEnergy(energy));
}

torch::nn::Sequential
Network(std::int64_t inputs, std::int64_t width, std::int64_t outputs)
{
    using torch::nn::Linear;
    using torch::nn::ReLU;
    return torch::nn::Sequential(Linear(inputs, width),
                                 ReLU(),
                                 Linear(width, width),
                                 ReLU(),
                                 Linear(width, outputs));
}

/// Observations of some problems: a row for each bit-width of each, and which are whose.
struct States
{
    torch::Tensor rows;               //!< [rows, INPUTS]
    torch::Tensor offered;            //!< [problems, MAX_BIT_WIDTH], whether there is such a row
    std::vector<std::int64_t> begins; //!< first row of each problem, and the number of rows
};

States
Observe(const std::vector<DesignProblem>& problems)
{
    States states;
    const auto n = static_cast<std::int64_t>(problems.size());
    states.offered = torch::zeros({n, MAX_BIT_WIDTH}, torch::kBool);
    auto offered = states.offered.accessor<bool, 2>();
    std::vector<float> numbers;
    for (std::int64_t i = 0; i < n; ++i)
    {
        states.begins.push_back(static_cast<std::int64_t>(numbers.size() / PpoPolicy::INPUTS));
        const auto& bitWidths = problems[i].bitWidths;
        for (std::uint32_t j = 0; j < bitWidths.GetN(); ++j)
        {
            const auto observation = PpoPolicy::Observe(problems[i], bitWidths.Get(j));
            numbers.insert(numbers.end(), observation.begin(), observation.end());
            offered[i][j] = true;
        }
    }
    const auto rows = static_cast<std::int64_t>(numbers.size() / PpoPolicy::INPUTS);
    states.begins.push_back(rows);
    states.rows = torch::tensor(numbers).view({rows, PpoPolicy::INPUTS});
    return states;
}

/// Spread one number a row over [problems, MAX_BIT_WIDTH]; what is not offered gets `filling`.
torch::Tensor
Spread(const torch::Tensor& numbers, const torch::Tensor& offered, double filling)
{
    return torch::full(offered.sizes(), filling).masked_scatter(offered, numbers);
}

/// The policy while it is trained.
struct Actor
{
    torch::nn::Sequential network;
    torch::Tensor logDeviation; //!< ln of both clocks' standard deviations

    Actor(std::int64_t width, double deviation)
        : network(Network(PpoPolicy::INPUTS, width, PpoPolicy::OUTPUTS)),
          logDeviation(torch::full({2}, std::log(deviation), torch::requires_grad()))
    {
    }

    std::vector<torch::Tensor> Parameters() const
    {
        auto parameters = network->parameters();
        parameters.push_back(logDeviation);
        return parameters;
    }

    /// ln of the density of clock draws [problems, 2] around their means.
    torch::Tensor LogDensity(const torch::Tensor& draws, const torch::Tensor& means) const
    {
        const auto z = (draws - means) * torch::exp(-logDeviation);
        return (-0.5 * z * z - logDeviation - 0.5 * std::log(2 * M_PI)).sum(1);
    }

    PpoPolicy ToPolicy() const
    {
        std::vector<PpoPolicy::Layer> layers;
        for (const auto& module : network->children())
        {
            const auto* linear = module->as<torch::nn::Linear>();
            if (!linear)
            {
                continue;
            }
            const auto weights = linear->weight.detach().contiguous();
            const auto biases = linear->bias.detach().contiguous();
            const auto* weight = weights.data_ptr<float>();
            const auto* bias = biases.data_ptr<float>();
            layers.push_back({static_cast<std::size_t>(weights.size(1)),
                              {weight, weight + weights.numel()},
                              {bias, bias + biases.numel()}});
        }
        return PpoPolicy(std::move(layers));
    }
};

/// One batch of episodes with all that the update needs.
struct Episodes
{
    States states;
    torch::Tensor widthIndex;     //!< first action: index of the bit-width [problems, 1]
    torch::Tensor row;            //!< row of that bit-width [problems]
    torch::Tensor clockDraws;     //!< second action: ln of the clock fractions [problems, 2]
    torch::Tensor widthLogChance; //!< ln of the first action's probability when drawn
    torch::Tensor clockLogChance; //!< ln of the second action's density when drawn
    torch::Tensor widthAdvantage; //!< of the first action, normalized
    torch::Tensor clockAdvantage; //!< of the second action, normalized
    torch::Tensor reward;         //!< at the episode's end
    double feasibleShare{0};      //!< share of the episodes that ended within both budgets
};

/// Trains.
class Trainer
{
  public:
    explicit Trainer(const Settings& settings)
        : m_settings(settings),
          m_random(TRAINING_STREAM),
          m_actor(settings.width, settings.clockDeviation),
          m_critic(Network(PpoPolicy::INPUTS, settings.width, 1)),
          m_actorOptimizer(m_actor.Parameters(), torch::optim::AdamOptions(settings.learningRate)),
          m_criticOptimizer(m_critic->parameters(),
                            torch::optim::AdamOptions(settings.learningRate))
    {
    }

    /// Plays one batch of episodes and learns from them. `left`: 1 at the first update, to 0.
    void Update(double left)
    {
        for (auto* optimizer : {&m_actorOptimizer, &m_criticOptimizer})
        {
            for (auto& group : optimizer->param_groups())
            {
                static_cast<torch::optim::AdamOptions&>(group.options())
                    .lr(m_settings.learningRate * left);
            }
        }
        const auto episodes = Play();
        m_meanReward = episodes.reward.mean().item<double>();
        m_feasibleShare = episodes.feasibleShare;
        for (std::uint32_t epoch = 0; epoch < m_settings.epochs; ++epoch)
        {
            for (std::uint32_t part = 0; part < m_settings.minibatches; ++part)
            {
                const std::int64_t n = m_settings.problems;
                Learn(episodes,
                      n * part / m_settings.minibatches,
                      n * (part + 1) / m_settings.minibatches,
                      m_settings.entropy * left);
            }
        }
    }

    PpoPolicy GetPolicy() const
    {
        return m_actor.ToPolicy();
    }

    double GetMeanReward() const
    {
        return m_meanReward;
    }

    double GetFeasibleShare() const
    {
        return m_feasibleShare;
    }

    double GetClockDeviation() const
    {
        return torch::exp(m_actor.logDeviation).mean().item<double>();
    }

  private:
    Episodes Play()
    {
        const torch::NoGradGuard noGradients;
        std::vector<DesignProblem> problems;
        for (std::uint32_t i = 0; i < m_settings.problems; ++i)
        {
            problems.push_back(m_random.Next());
        }
        Episodes episodes;
        episodes.states = Observe(problems);
        const auto& states = episodes.states;
        const auto begins = torch::tensor(states.begins).slice(0, 0, -1);

        const auto outputs = m_actor.network->forward(states.rows);
        const auto logChances = LogChances(outputs, states.offered);
        episodes.widthIndex = torch::multinomial(logChances.exp(), 1);
        episodes.row = begins + episodes.widthIndex.squeeze(1);
        const auto means = outputs.index_select(0, episodes.row).slice(1, 1);
        episodes.clockDraws =
            means + torch::exp(m_actor.logDeviation) * torch::randn(means.sizes());
        episodes.widthLogChance = logChances.gather(1, episodes.widthIndex).squeeze(1);
        episodes.clockLogChance = m_actor.LogDensity(episodes.clockDraws, means);
        CollectRewards(problems, episodes);

        // The first state's value is the policy's mean over the states that can follow.
        const auto values = m_critic->forward(states.rows).squeeze(1);
        const auto second = values.index_select(0, episodes.row);
        const auto first = (logChances.exp() * Spread(values, states.offered, 0)).sum(1);
        episodes.clockAdvantage = episodes.reward - second;
        episodes.widthAdvantage = second - first + m_settings.gaeLambda * episodes.clockAdvantage;
        for (auto* advantage : {&episodes.widthAdvantage, &episodes.clockAdvantage})
        {
            *advantage = (*advantage - advantage->mean()) / (advantage->std() + 1e-8);
        }
        return episodes;
    }

    void CollectRewards(const std::vector<DesignProblem>& problems, Episodes& episodes) const
    {
        const auto index = episodes.widthIndex.accessor<std::int64_t, 2>();
        const auto draws = episodes.clockDraws.accessor<float, 2>();
        std::vector<float> rewards;
        std::size_t feasible = 0;
        for (std::size_t i = 0; i < problems.size(); ++i)
        {
            const auto& problem = problems[i];
            const auto bitWidth = problem.bitWidths.Get(static_cast<std::uint32_t>(index[i][0]));
            const Clocks clocks{problem.agent.maxFrequency * PpoPolicy::ClockFraction(draws[i][0]),
                                problem.server.maxFrequency *
                                    PpoPolicy::ClockFraction(draws[i][1])};
            feasible += problem.MeetsDelay(problem.Delay(bitWidth, clocks)) &&
                                problem.MeetsEnergy(problem.Energy(bitWidth, clocks))
                            ? 1
                            : 0;
            rewards.push_back(static_cast<float>(Reward(m_settings, problem, bitWidth, clocks)));
        }
        episodes.reward = torch::tensor(rewards);
        episodes.feasibleShare = static_cast<double>(feasible) / problems.size();
    }

    /// ln of each bit-width's probability, [problems, MAX_BIT_WIDTH].
    static torch::Tensor LogChances(const torch::Tensor& outputs, const torch::Tensor& offered)
    {
        return torch::log_softmax(Spread(outputs.select(1, 0), offered, -1e9), 1);
    }

    /// PPO's clipped surrogate (to be made small).
    torch::Tensor Surrogate(const torch::Tensor& logRatio, const torch::Tensor& advantage) const
    {
        const auto ratio = torch::exp(logRatio);
        const auto clipped = torch::clamp(ratio, 1 - m_settings.clip, 1 + m_settings.clip);
        return -torch::min(ratio * advantage, clipped * advantage).mean();
    }

    /// One step of gradient descent on episodes [begin, end).
    void Learn(const Episodes& episodes, std::int64_t begin, std::int64_t end, double entropy)
    {
        const auto firstRow = episodes.states.begins[begin];
        const auto rows = episodes.states.rows.slice(0, firstRow, episodes.states.begins[end]);
        const auto offered = episodes.states.offered.slice(0, begin, end);
        const auto row = episodes.row.slice(0, begin, end) - firstRow;

        const auto outputs = m_actor.network->forward(rows);
        const auto logChances = LogChances(outputs, offered);
        const auto widthLogChance =
            logChances.gather(1, episodes.widthIndex.slice(0, begin, end)).squeeze(1);
        const auto means = outputs.index_select(0, row).slice(1, 1);
        const auto clockLogChance =
            m_actor.LogDensity(episodes.clockDraws.slice(0, begin, end), means);
        const auto disorder =
            -(logChances.exp() * logChances).sum(1).mean() + m_actor.logDeviation.sum();
        const auto actorLoss =
            Surrogate(widthLogChance - episodes.widthLogChance.slice(0, begin, end),
                      episodes.widthAdvantage.slice(0, begin, end)) +
            Surrogate(clockLogChance - episodes.clockLogChance.slice(0, begin, end),
                      episodes.clockAdvantage.slice(0, begin, end)) -
            entropy * disorder;
        m_actorOptimizer.zero_grad();
        actorLoss.backward();
        torch::nn::utils::clip_grad_norm_(m_actor.Parameters(), 0.5);
        m_actorOptimizer.step();

        const auto values = m_critic->forward(rows.index_select(0, row)).squeeze(1);
        const auto criticLoss = torch::mse_loss(values, episodes.reward.slice(0, begin, end));
        m_criticOptimizer.zero_grad();
        criticLoss.backward();
        m_criticOptimizer.step();
    }

    Settings m_settings;
    RandomDesignProblems m_random;
    Actor m_actor;
    torch::nn::Sequential m_critic;
    torch::optim::Adam m_actorOptimizer;
    torch::optim::Adam m_criticOptimizer;
    double m_meanReward{0};
    double m_feasibleShare{0};
};

/// Measures a policy on problems that it is not trained on.
class Examiner
{
  public:
    explicit Examiner(std::uint32_t n)
    {
        RandomDesignProblems random(HELD_OUT_STREAM);
        const auto joint = CreateObject<JointScheme>();
        for (std::uint32_t i = 0; i < n; ++i)
        {
            m_problems.push_back(random.Next());
            m_optima.push_back(joint->Solve(m_problems.back()));
        }
    }

    SchemeComparison Examine(PpoPolicy policy) const
    {
        const auto scheme = CreateObject<PpoScheme>();
        scheme->Use(std::move(policy));
        SchemeComparison comparison;
        for (std::size_t i = 0; i < m_problems.size(); ++i)
        {
            comparison.Add(m_problems[i], scheme->Solve(m_problems[i]), m_optima[i]);
        }
        return comparison;
    }

  private:
    std::vector<DesignProblem> m_problems;
    std::vector<Allocation> m_optima;
};

/// Shortest text that reads back as the same number of single precision.
std::string
FloatText(float number)
{
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    return std::string(text, end);
}

template <typename Iterator>
std::string
ArrayText(Iterator begin, Iterator end)
{
    std::string text = "[";
    for (auto number = begin; number != end; ++number)
    {
        text += (number == begin ? "" : ", ") + FloatText(*number);
    }
    return text + "]";
}

/// A file that is there when it is complete; that it can be written is known at once.
class WholeFile
{
  public:
    explicit WholeFile(const std::string& path)
        : m_path(path),
          m_part(path + ".part"),
          m_file(m_part)
    {
        Check(m_file.is_open());
    }

    WholeFile(const WholeFile&) = delete;
    WholeFile& operator=(const WholeFile&) = delete;

    ~WholeFile()
    {
        // Nothing is left of it after Write().
        std::error_code ignored;
        std::filesystem::remove(m_part, ignored);
    }

    void Write(const std::string& text)
    {
        m_file << text;
        m_file.close();
        Check(m_file.good());
        std::error_code error;
        std::filesystem::rename(m_part, m_path, error);
        Check(!error);
    }

  private:
    void Check(bool good) const
    {
        if (!good)
        {
            throw std::runtime_error("cannot write " + m_path);
        }
    }

    std::string m_path;
    std::string m_part;
    std::ofstream m_file;
};

nlohmann::ordered_json
Provenance(const Settings& settings)
{
    return {
        {"description",
         "Policy of ns3::coinference::PpoScheme. Scores a bit-width and gives ln(f/f_max) and "
         "ln(f~/f~_max) from the observation PpoPolicy::Observe(); layers are y = W x + w with "
         "ReLU between them."},
        {"program", "coinference-train-ppo"},
        {"version", ModuleVersion()},
        {"ns3Version", Ns3Version()},
        {"libtorchVersion", TORCH_VERSION},
        {"compilerVersion", __VERSION__},
        {"options",
         {{"seed", settings.seed},
          {"updates", settings.updates},
          {"problems", settings.problems},
          {"epochs", settings.epochs},
          {"minibatches", settings.minibatches},
          {"width", settings.width},
          {"learningRate", settings.learningRate},
          {"clip", settings.clip},
          {"gaeLambda", settings.gaeLambda},
          {"entropy", settings.entropy},
          {"clockDeviation", settings.clockDeviation},
          {"violation", settings.violation},
          {"excess", settings.excess}}},
    };
}

std::string
PolicyText(const Settings& settings, const PpoPolicy& policy)
{
    auto text = Provenance(settings).dump(2);
    text.resize(text.rfind('\n'));
    text += ",\n  \"layers\": [";
    const char* separator = "\n";
    for (const auto& layer : policy.GetLayers())
    {
        text += std::string(separator) + "    {\n      \"weights\": [";
        separator = ",\n";
        for (auto row = layer.weights.begin(); row != layer.weights.end(); row += layer.inputs)
        {
            text += row == layer.weights.begin() ? "\n        " : ",\n        ";
            text += ArrayText(row, row + layer.inputs);
        }
        text += "\n      ],\n      \"biases\": ";
        text += ArrayText(layer.biases.begin(), layer.biases.end()) + "\n    }";
    }
    return text + "\n  ]\n}\n";
}

TrainingPoint
Examine(const Trainer& trainer,
        const Examiner& examiner,
        std::uint32_t update,
        const Settings& settings)
{
    const auto comparison = examiner.Examine(trainer.GetPolicy());
    TrainingPoint point;
    point.update = update;
    point.episodes = std::uint64_t{update} * settings.problems;
    point.meanReward = trainer.GetMeanReward();
    point.feasibleShare = trainer.GetFeasibleShare();
    point.clockDeviation = trainer.GetClockDeviation();
    point.solvedShare = comparison.GetSolvedShare();
    point.optimalShare = comparison.GetOptimalShare();
    point.bitsLost = comparison.GetMeanBitsLost();
    point.gap = comparison.GetMeanGap();
    return point;
}

void
Print(const TrainingPoint& point)
{
    std::printf("%7u %8.4f %8.2f %% %8.2f %% %10.3f %9.2f %% %10.4f\n",
                point.update,
                point.meanReward,
                100 * point.solvedShare,
                100 * point.optimalShare,
                point.bitsLost,
                100 * point.gap,
                point.clockDeviation);
    std::fflush(stdout);
}

void
Train(const Settings& settings)
{
    torch::manual_seed(settings.seed);
    // One thread: sums in parallel come out in another order each time.
    at::set_num_threads(1);
    RngSeedManager::SetSeed(settings.seed);

    WholeFile policyFile(settings.policy);
    WholeFile curveFile(settings.curve);
    Trainer trainer(settings);
    const Examiner examiner(settings.heldOut);
    TrainingCurve curve;
    std::printf(" update   reward     solved    optimal  bits lost         gap  deviation\n");
    for (std::uint32_t update = 1; update <= settings.updates; ++update)
    {
        trainer.Update(1 - (update - 1.0) / settings.updates);
        if (update % settings.evaluateEvery != 0 && update != settings.updates)
        {
            continue;
        }
        const auto point = Examine(trainer, examiner, update, settings);
        Print(point);
        curve.push_back(point);
    }
    curveFile.Write(TrainingCurveToCsv(curve));
    policyFile.Write(PolicyText(settings, trainer.GetPolicy()));
}

Settings
ReadSettings(int argc, char* argv[])
{
    constexpr double MOST = 1e9;
    Settings o;
    o.seed = RngSeedManager::GetSeed(); // as ns-3's environment variable NS_GLOBAL_VALUE may say
    ReadProgramOptions(
        argc,
        argv,
        "coinference-train-ppo",
        "Train the policy of the allocation scheme ppo by proximal policy optimization. The same "
        "options give the same files on the same machine.",
        {{"seed", "seed of problems, actions and initial weights", &o.seed, 1, LARGEST_SEED},
         {"updates", "updates of the policy", &o.updates, 1, MOST},
         // Advantages are normalized over the batch, which takes two.
         {"problems", "problems (episodes) played for each update", &o.problems, 2, MOST},
         {"epochs", "passes over the episodes in each update", &o.epochs, 1, MOST},
         {"minibatches", "gradient steps in each pass", &o.minibatches, 1, MOST},
         {"width", "units in each of two hidden layers", &o.width, 1, 4096},
         {"learningRate", "first step size of Adam, falling to 0", &o.learningRate, 1e-12, 1e3},
         {"clip", "how far a probability ratio may leave 1", &o.clip, 1e-12, 1e3},
         {"gaeLambda", "lambda of generalised advantage estimation", &o.gaeLambda, 0, 1},
         {"entropy", "first weight of the entropy bonus, falling to 0", &o.entropy, 0, 1e6},
         {"clockDeviation",
          "first standard deviation of the clocks' logarithms",
          &o.clockDeviation,
          1e-12,
          1e3},
         {"violation", "penalty of a violated budget [8 bit]", &o.violation, 0, 1e6},
         {"excess", "penalty of a budget exceeded e-fold [8 bit]", &o.excess, 0, 1e6},
         {"heldOut", "problems that the training curve is measured on", &o.heldOut, 1, MOST},
         {"evaluateEvery", "updates between points of the curve", &o.evaluateEvery, 1, MOST},
         {"policy", "file to write the policy to", &o.policy},
         {"curve", "file to write the training curve to (CSV)", &o.curve}});
    if (o.problems < o.minibatches)
    {
        RejectField("problems", std::to_string(o.problems), "one for each minibatch at least");
    }
    return o;
}

} // namespace

int
main(int argc, char* argv[])
{
    return RunMain("coinference-train-ppo", [&]() {
        Train(ReadSettings(argc, argv));
        return 0;
    });
}
