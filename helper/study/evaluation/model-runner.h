/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_MODEL_RUNNER_H
#define COINFERENCE_MODEL_RUNNER_H

#include "operator-call.h"
#include "weights/model-work.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-evaluation
 * @brief Runs an ONNX model, operator by operator, on ATen.
 *
 * What does not depend on the input is computed once, by Prepare(). Running is safe from several
 * threads at once.
 */
class ModelRunner
{
  public:
    /** @brief Tensors by the names of values. */
    typedef std::unordered_map<std::string_view, at::Tensor> Values;

    /** @brief Constants that are others than the model's file says. */
    typedef std::unordered_map<const OnnxTensor*, at::Tensor> Replacements;

    /** @brief A model's constants, read, and what follows from them alone. */
    struct Constants
    {
        std::unordered_map<const OnnxTensor*, at::Tensor> tensors; //!< of the file, or others
        Values values;                                             //!< by name
    };

    /** @brief What is done to a value that crosses the cut. */
    typedef std::function<at::Tensor(const at::Tensor&)> Crossing;

    /**
     * @param model the model
     * @param inputs its inputs; those whose elements are told are constants
     * @throw std::invalid_argument naming the first node whose operator is not known
     */
    ModelRunner(std::shared_ptr<const OnnxModel> model,
                const std::map<std::string, ModelInput>& inputs);

    /**
     * @brief Compute all that does not depend on the input.
     * @param replacements weights in place of the file's
     * @return constants for Run()
     * @throw std::invalid_argument naming the node that cannot be computed
     */
    Constants Prepare(const Replacements& replacements) const;

    /**
     * @brief Run the model.
     * @param inputs its inputs whose elements are not told
     * @param before constants of the nodes before the cut
     * @param behind of those behind
     * @param cut how many nodes are before it
     * @param crossing what is done to floating-point values that cross it: that depend on the
     *        input's elements, not on its shape alone, and that nodes behind it take; nothing if
     *        empty
     * @return the model's outputs
     * @throw std::invalid_argument naming the node that cannot be computed
     */
    Tensors Run(const Values& inputs,
                const Constants& before,
                const Constants& behind,
                std::size_t cut,
                const Crossing& crossing) const;

    /**
     * @brief Run the model as it is.
     * @param inputs its inputs whose elements are not told
     * @param constants from Prepare()
     * @return the model's outputs
     */
    Tensors Run(const Values& inputs, const Constants& constants) const
    {
        return Run(inputs, constants, constants, 0, {});
    }

    /**
     * @param input name of an input
     * @return how its elements are computed
     */
    at::ScalarType TypeOf(std::string_view input) const
    {
        return ComputedAs(m_types.at(input));
    }

    /** @return names of the inputs whose elements are not told, in order */
    const std::vector<std::string_view>& GetOpenInputs() const
    {
        return m_open;
    }

  private:
    struct Scope;

    void Require(const OnnxGraph& graph) const;
    at::Tensor Read(const OnnxTensor& tensor, const Constants& constants) const;
    Tensors Compute(const OnnxNode& node, const Scope& scope) const;
    Tensors ComputeConstant(const OnnxNode& node, const Constants& constants) const;
    Tensors ComputeBranch(const OnnxNode& node, const Scope& scope) const;

    std::shared_ptr<const OnnxModel> m_model;
    std::map<std::string, ModelInput> m_inputs;
    std::vector<std::string_view> m_open;
    std::unordered_map<std::string_view, std::int32_t> m_types; // of inputs
    std::unordered_set<std::string_view> m_changing;            // values that depend on the input
    std::unordered_set<std::string_view> m_carrying;            // on its elements, not its shape
    std::vector<bool> m_isChanging;                             // of nodes
    std::unordered_map<std::string_view, std::size_t> m_lastTaken; // by nodes
    std::unordered_set<std::string_view> m_outputs;
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_MODEL_RUNNER_H */
