/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COINFERENCE_ATOMIC_FILE_H
#define COINFERENCE_ATOMIC_FILE_H

#include <fstream>
#include <string>

namespace ns3
{
namespace coinference
{

/**
 * @ingroup coinference-output
 * @brief A file that appears whole or not at all: written under a temporary name in the same
 * folder, and renamed by Commit(). Without Commit() an older file of that name stays as it was.
 *
 * A link stays one: the file that it leads to is written so. A device or a pipe is not replaced
 * either: Commit() writes into it what was kept in the folder for temporary files.
 */
class AtomicFile
{
  public:
    /**
     * @param path where the file is to appear; its folder must exist
     * @throw std::runtime_error if the folder cannot be written to
     */
    explicit AtomicFile(const std::string& path);

    /** @brief Removes what was written unless it was committed. */
    ~AtomicFile();

    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    /** @return where to write */
    std::ostream& Stream();

    /** @return the temporary name, for those who write by other means than Stream() */
    const std::string& GetTemporaryPath() const;

    /**
     * @brief Let the file appear under its name.
     * @throw std::runtime_error if something could not be written or renamed
     */
    void Commit();

  private:
    bool m_isSpecial;        //!< whether there is a device or a pipe, to be written into
    std::string m_path;      //!< final name; links to a file followed
    std::string m_temporary; //!< name until then; empty once committed
    std::ofstream m_stream;  //!< where to write
};

} // namespace coinference
} // namespace ns3

#endif /* COINFERENCE_ATOMIC_FILE_H */
