/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_TEXT_FILE_H
#define COINFERENCE_TEXT_FILE_H

#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-study
 * @brief Read a whole file.
 * @param path the file
 * @return its bytes
 * @throw std::runtime_error if it cannot be read, naming it
 */
std::string ReadTextFile(const std::string& path);

/**
 * @ingroup coinference-study
 * @brief Write a file that appears whole or not at all, even if the process is killed meanwhile.
 * @param path the file; an older one is replaced
 * @param text its bytes
 * @throw std::runtime_error if it cannot be written, naming it
 */
void WriteTextFile(const std::string& path, const std::string& text);

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_TEXT_FILE_H */
