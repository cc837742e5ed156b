/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_MODEL_PROFILE_H
#define COINFERENCE_MODEL_PROFILE_H

#include "quality-table.h"
#include "workload.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-profile
 * @brief What co-inference has to know of an AI model: its work, its weights and its messages.
 *
 * Presets are JSON files of these fields in the module's `data` folder (doc/coinference.rst,
 * "Models").
 */
struct ModelProfile
{
    std::string name;      //!< Name for people
    double agentFlops{0};  //!< N, full-precision work of the on-agent part [FLOP], >= 0
    double serverFlops{0}; //!< N~, work of the on-server part [FLOP], >= 0
    std::uint32_t fullPrecisionBits{16}; //!< b, bits per weight before quantization, 1 to 64
    double agentWeights{1};           //!< n, weights of the on-agent part, which are quantized, > 0
    double serverWeights{0};          //!< Weights of the on-server part, >= 0
    double weightRate{50};            //!< lambda of the weights' magnitudes [1/weight unit], > 0
    std::uint64_t embeddingValues{0}; //!< Values in the embedding sent to the server
    std::uint32_t activationBits{16}; //!< Bits per embedding value on the link, 1 to 64
    std::uint32_t inputBytes{0};  //!< Raw sensor input, sent instead when all runs on the server
    std::uint32_t resultBytes{1}; //!< Result sent back [byte], >= 1
    /**
     * Layers in the order in which they run, the agent's first; null where they are not told. Each
     * has weights: see WithWeights().
     */
    std::shared_ptr<const ModelLayers> layers;
    std::uint32_t agentLayers{0};   //!< How many of them are the agent's; 0 for all
    std::vector<ModelSplit> splits; //!< Other places to cut the model; empty if there are none
    /**
     * What the model does from its input to its result, in order, where that is told: how often its
     * weights and its cache are read, and the tokens of its answer. A split is where its agentFlops
     * are done (CutAt()). Of DECODE a step is a token of a mean answer.
     */
    std::shared_ptr<const ModelPhases> phases;
    bool computeScalesWithBits{true}; //!< see Workload; the paper's if true
    double cacheBits{16};             //!< bits of a value of the cache, 1 to 64
    std::uint32_t group{0}; //!< weights that share a scale of 16 bit; 0: scales are not counted
    std::uint32_t tokenBytes{4}; //!< of a token on the link, where they are streamed [byte], >= 1
    /// What the task is worth at some bit-widths of the agent's part, of the model's own split; a
    /// table a quantizer and measure.
    std::vector<QualityTable> quality;
    /// Which of these counts: index into `quality`; looked at if there are any.
    std::uint32_t qualityUsed{0};

    /**
     * @brief The work, traffic and weights of an inference where the model is split, or at one of
     * the ends: all on the agent, or all on the server.
     * @param placement who runs what
     * @param activationBitsOnLink bits per embedding value on the link; 0 for activationBits
     * @return the workload; what is sent has at least one byte
     */
    Workload At(Placement placement, std::uint32_t activationBitsOnLink = 0) const;

    /**
     * @brief The same where the model is split elsewhere.
     * @param split index into `splits`, or OWN_SPLIT for the profile's own fields
     * @param activationBitsOnLink bits per embedding value on the link; 0 for activationBits
     * @return the workload
     */
    Workload AtSplit(std::uint32_t split, std::uint32_t activationBitsOnLink = 0) const;

    /**
     * @brief Find a split.
     * @param field the field's name in messages
     * @param splitName its name
     * @return its index
     * @throw std::invalid_argument if there is none of that name
     */
    std::uint32_t FindSplit(const std::string& field, const std::string& splitName) const;

    /**
     * @brief Have another table of `quality` count.
     * @param field the field's name in messages
     * @param nameOrQuantizer the table's name or its quantizer; the first that has it
     * @throw std::invalid_argument if there is none
     */
    void UseQuality(const std::string& field, const std::string& nameOrQuantizer);

    /**
     * @brief Give work without weights (attention products, additions) to the layer that feeds on
     * it: it runs at that layer's bit-width.
     * @param all layers, some without weights
     * @return the layers with weights, each with the work of those without that stand before it;
     *         the last with that behind it
     */
    static ModelLayers WithWeights(const ModelLayers& all);

    /**
     * @brief Check every field.
     * @throw std::invalid_argument naming the field, its value and what is allowed
     */
    void Validate() const;

    /**
     * @brief Read a profile from JSON.
     * @param json the text; all fields but agentWeights (1), serverWeights (0), activationBits,
     *        inputBytes, layers, agentLayers, splits, quality and "description" are required,
     * unknown fields are refused
     * @return the validated profile
     * @throw std::invalid_argument naming the field
     */
    static ModelProfile FromText(const std::string& json);

    /** @return the profile as JSON, which FromText() reads back */
    std::string ToText() const;

    /**
     * @brief Read a profile from a JSON file.
     * @param path the file, see FromText()
     * @return the validated profile
     * @throw std::invalid_argument naming the file and the field
     */
    static ModelProfile FromFile(const std::string& path);

    /**
     * @brief Read a preset that comes with the module, or a file.
     * @param nameOrPath a preset ("blip-2-caption", "git-base"), or a path containing '/' or ending
     * in
     *        ".json". The environment variable COINFERENCE_DATA replaces the presets' folder.
     * @return the validated profile
     * @throw std::invalid_argument if there is no such preset or file
     */
    static ModelProfile Load(const std::string& nameOrPath);

    /**
     * @brief Load() once for all: a file that has been read is not looked at again.
     * @param nameOrPath as Load() takes it
     * @return the profile, shared by all who ask for it
     * @throw std::invalid_argument as Load()
     */
    static std::shared_ptr<const ModelProfile> LoadOnce(const std::string& nameOrPath);

    /**
     * @brief Names of the presets found, sorted.
     * @return names as Load() takes them
     */
    static std::vector<std::string> PresetNames();

  private:
    /// The first of the layers; null if there are not so many or none.
    std::shared_ptr<const ModelLayers> FirstLayers(std::uint32_t count) const;
    void RequirePhases() const;
    void ValidateSplit(std::size_t index) const;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MODEL_PROFILE_H */
