/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_FUNCTOR_CALLBACK_H
#define COINFERENCE_FUNCTOR_CALLBACK_H

#include "ns3/callback.h"
#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

#include <functional>
#include <utility>

namespace ns3
{
namespace coinference
{

/// What a callback made by CallbackOf() calls.
template <typename... Args>
class FunctorTarget : public SimpleRefCount<FunctorTarget<Args...>>
{
  public:
    /// @param functor what to call
    explicit FunctorTarget(std::function<void(Args...)> functor)
        : m_functor(std::move(functor))
    {
    }

    /// @param args handed on
    void Call(Args... args)
    {
        m_functor(args...);
    }

  private:
    std::function<void(Args...)> m_functor;
};

/**
 * @brief A callback from a lambda that captures, which ns-3.36's own callbacks do not take.
 * @tparam Args types of the callback's arguments
 * @param functor what to call
 * @return the callback
 */
template <typename... Args, typename Functor>
Callback<void, Args...>
CallbackOf(Functor functor)
{
    return MakeCallback(&FunctorTarget<Args...>::Call, Create<FunctorTarget<Args...>>(functor));
}

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_FUNCTOR_CALLBACK_H */
