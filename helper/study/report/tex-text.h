/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_TEX_TEXT_H
#define COINFERENCE_TEX_TEXT_H

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief Text as LaTeX sets it: what has a meaning there escaped, the paper's symbols (b^ with its
 * hat, T0, lambda, D_S) as mathematics.
 * @param text any text, UTF-8
 * @return the LaTeX; other letters stay, which LaTeX reads as UTF-8
 */
std::string TexText(const std::string& text);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_TEX_TEXT_H */
