/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_MODEL_STUDY_H
#define COINFERENCE_MODEL_STUDY_H

#include "layer-study.h"
#include "model-work.h"
#include "output-study.h"

#include "ns3/model-profile.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-weights
 * @brief What a model's weights are like, and its work where the input's shape is told.
 */
struct ModelStudy
{
    std::string name;               //!< of the model: its file's, without folder and ending
    std::vector<LayerStudy> layers; //!< in order of running; those without weights have FLOPs alone
    LayerStudy all;                 //!< all weights together
    MagnitudeHistogram live;        //!< magnitudes of all weights that are not dead
    std::optional<ModelWork> work;  //!< where the input's shape is told
    std::shared_ptr<const OnnxModel> onnx;    //!< the graph, of an ONNX file
    std::map<std::string, ModelInput> inputs; //!< its inputs, as they were told
    std::optional<OutputStudy> outputs;       //!< where the model was run with quantized weights

    /** @return weights of all layers */
    double GetWeights() const;
};

/**
 * @ingroup coinference-weights
 * @brief Study a model's file.
 * @param path the file, not trusted
 * @param input shapes of its inputs, see ReadModelInputs(); "" for weights alone
 * @param exclude names of layers or tensors that are none of the model's weights, such as samples
 * stored beside them
 * @param onLayer told before each layer: how many are done, how many there are
 * @return what is in it
 * @throw std::invalid_argument naming the file, what in it, and what is allowed
 */
ModelStudy StudyModel(const std::string& path,
                      const std::string& input,
                      const std::vector<std::string>& exclude,
                      const std::function<void(std::size_t, std::size_t)>& onLayer);

/**
 * @ingroup coinference-weights
 * @brief A profile for the simulator: the whole model on the agent, its cuts as splits.
 * @param study the model
 * @param split name of the split to take for the profile's own; "" for none, the whole on the agent
 * @return the profile, valid; where the input's shape is not told, FLOPs are 0, the embedding is
 * one value, and there are no splits
 * @throw std::invalid_argument if there is no such split
 */
ModelProfile ProfileOf(const ModelStudy& study, const std::string& split);

/** @return sensitivity.csv: a row a layer that was quantized alone */
std::string SensitivityCsv(const ModelStudy& study);

/** @return layers.csv: a row a layer */
std::string LayersCsv(const ModelStudy& study);

/** @return fits.csv: a row a layer and law; layer "(all)" for all weights */
std::string FitsCsv(const ModelStudy& study);

/** @return quantizers.csv: a row a layer, quantizer and bits; layer "(all)" for all weights */
std::string QuantizersCsv(const ModelStudy& study);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MODEL_STUDY_H */
