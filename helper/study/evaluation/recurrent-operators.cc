/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "operator-call.h"
#include "support/checked-field.h"

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{
namespace coinference
{

namespace
{

/// A direction's weights, and what it keeps.
struct Direction
{
    at::Tensor weights;   // of the input, gates x hidden rows
    at::Tensor state;     // weights of what is kept
    at::Tensor inputBias; // gates x hidden
    at::Tensor stateBias; // likewise
    at::Tensor hidden;    // what is kept, batch x hidden
    at::Tensor cell;      // an LSTM's
};

typedef std::function<void(Direction& direction, const at::Tensor& x)> Step;

void
RequirePlain(const OperatorCall& call,
             const std::vector<std::string_view>& activations,
             std::size_t lengths,
             std::size_t peepholes)
{
    if (call.node.Find("clip"))
    {
        RejectField("clip", "given", "left out");
    }
    if (call.node.GetInteger("input_forget", 0) != 0)
    {
        RejectField("input_forget", "1", "0");
    }
    if (const auto* given = call.node.Find("activations"))
    {
        for (std::size_t i = 0; i < given->texts.size(); ++i)
        {
            const auto allowed = activations[i % activations.size()];
            if (given->texts[i] != allowed)
            {
                RejectField("activations", ShortText(given->texts[i]), std::string(allowed));
            }
        }
    }
    if (call.Has(lengths) || call.Has(peepholes))
    {
        throw std::invalid_argument(
            "sequences of different lengths and peepholes are not computed");
    }
}

/// Runs both directions over the sequence.
Tensors
Recur(const OperatorCall& call, std::int64_t gates, const Step& step)
{
    const bool isBatchFirst = call.node.GetInteger("layout", 0) != 0;
    const auto x = isBatchFirst ? call.In(0).transpose(0, 1) : call.In(0);
    const auto directions = call.In(1).size(0);
    const auto hidden = call.In(2).size(2);
    const auto batch = x.size(1);
    const auto steps = x.size(0);
    const auto rows = gates * hidden;
    if (call.In(1).size(1) != rows || call.In(2).size(1) != rows ||
        (call.Has(3) && call.In(3).size(1) != 2 * rows))
    {
        RejectField("weights",
                    std::to_string(call.In(1).size(1)) + " and " +
                        std::to_string(call.In(2).size(1)) + " rows",
                    std::to_string(rows) + " of both, and twice as many biases");
    }
    const auto started = [&](std::size_t index, std::int64_t direction) {
        if (!call.Has(index))
        {
            return at::zeros({batch, hidden}, x.options());
        }
        return isBatchFirst ? call.In(index).select(1, direction) : call.In(index)[direction];
    };
    Tensors all;
    Tensors lastHidden;
    Tensors lastCell;
    for (std::int64_t d = 0; d < directions; ++d)
    {
        Direction direction;
        direction.weights = call.In(1)[d].t();
        direction.state = call.In(2)[d].t();
        const auto bias =
            call.Has(3) ? call.In(3)[d] : at::zeros({2 * gates * hidden}, x.options());
        direction.inputBias = bias.slice(0, 0, gates * hidden);
        direction.stateBias = bias.slice(0, gates * hidden);
        direction.hidden = started(5, d);
        direction.cell = started(6, d);
        const bool isReverse = d == 1 || call.node.GetText("direction") == "reverse";
        Tensors outputs(static_cast<std::size_t>(steps));
        for (std::int64_t i = 0; i < steps; ++i)
        {
            const auto at = isReverse ? steps - 1 - i : i;
            step(direction, x[at]);
            outputs[static_cast<std::size_t>(at)] = direction.hidden;
        }
        all.push_back(at::stack(outputs));
        lastHidden.push_back(direction.hidden);
        lastCell.push_back(direction.cell);
    }
    // steps x directions x batch x hidden, or batch x steps x directions x hidden
    auto sequence = at::stack(all, 1);
    sequence = isBatchFirst ? sequence.permute({2, 0, 1, 3}) : sequence;
    const std::int64_t at = isBatchFirst ? 1 : 0;
    return {sequence, at::stack(lastHidden, at), at::stack(lastCell, at)};
}

Tensors
Lstm(const OperatorCall& call)
{
    RequirePlain(call, {"Sigmoid", "Tanh", "Tanh"}, 4, 7);
    return Recur(call, 4, [](Direction& own, const at::Tensor& x) {
        const auto gates = (at::matmul(x, own.weights) + own.inputBias +
                            at::matmul(own.hidden, own.state) + own.stateBias)
                               .chunk(4, -1); // input, output, forget, cell
        own.cell = at::sigmoid(gates[2]) * own.cell + at::sigmoid(gates[0]) * at::tanh(gates[3]);
        own.hidden = at::sigmoid(gates[1]) * at::tanh(own.cell);
    });
}

Tensors
Gru(const OperatorCall& call)
{
    RequirePlain(call, {"Sigmoid", "Tanh"}, 4, 6);
    const bool isResetLast = call.node.GetInteger("linear_before_reset", 0) != 0;
    return Recur(call, 3, [isResetLast](Direction& own, const at::Tensor& x) {
        const auto of = (at::matmul(x, own.weights) + own.inputBias).chunk(3, -1);
        const auto weights = own.state.chunk(3, -1); // update, reset, hidden
        const auto biases = own.stateBias.chunk(3, -1);
        const auto kept = [&](std::size_t gate, const at::Tensor& state) {
            return at::matmul(state, weights[gate]) + biases[gate];
        };
        const auto update = at::sigmoid(of[0] + kept(0, own.hidden));
        const auto reset = at::sigmoid(of[1] + kept(1, own.hidden));
        const auto fresh = at::tanh(
            of[2] + (isResetLast ? reset * kept(2, own.hidden) : kept(2, reset * own.hidden)));
        own.hidden = (1 - update) * fresh + update * own.hidden;
    });
}

Tensors
Rnn(const OperatorCall& call)
{
    RequirePlain(call, {"Tanh"}, 4, 6);
    return Recur(call, 1, [](Direction& own, const at::Tensor& x) {
        own.hidden = at::tanh(at::matmul(x, own.weights) + own.inputBias +
                              at::matmul(own.hidden, own.state) + own.stateBias);
    });
}

} // namespace

const Operators&
RecurrentOperators()
{
    static const Operators operators{{"LSTM", Lstm}, {"GRU", Gru}, {"RNN", Rnn}};
    return operators;
}

} // namespace coinference
} // namespace ns3
