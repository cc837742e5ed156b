/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-file.h"

#include "npy-reader.h"
#include "onnx-layers.h"
#include "onnx-reader.h"
#include "safetensors-reader.h"
#include "support/checked-field.h"

#include <filesystem>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace coinference
{

namespace
{

void
AddTensor(TensorData tensor, std::vector<WeightLayer>& layers)
{
    if (tensor.shape.size() < 2 || tensor.element == TensorData::Element::OTHER ||
        tensor.GetCount() == 0)
    {
        return;
    }
    WeightLayer layer;
    layer.name = tensor.name;
    layer.hasWeights = true;
    layer.weights = std::move(tensor);
    layers.push_back(std::move(layer));
}

} // namespace

ModelFile
ReadModelFile(const std::string& path)
{
    ModelFile model;
    const auto kind = std::filesystem::path(path).extension();
    if (kind == ".onnx")
    {
        model.onnx = std::make_shared<const OnnxModel>(ReadOnnxModel(path));
        auto found = FindOnnxLayers(*model.onnx);
        model.layers = std::move(found.layers);
        model.layerOf = std::move(found.byNode);
    }
    else if (kind == ".safetensors")
    {
        for (auto& tensor : ReadSafetensors(path))
        {
            AddTensor(std::move(tensor), model.layers);
        }
    }
    else if (kind == ".npy")
    {
        AddTensor(ReadNpy(path), model.layers);
    }
    else
    {
        RejectField("model", path, "a file ending in .onnx, .safetensors or .npy");
    }
    if (model.layers.empty())
    {
        throw std::invalid_argument(
            path + ": it has no weights of F16, BF16, F32 or F64 in " +
            (model.onnx ? "Conv, ConvTranspose, Gemm, MatMul or LSTM"
                        : "a tensor of two or more dimensions, at least one is needed"));
    }
    return model;
}

} // namespace coinference
} // namespace ns3
