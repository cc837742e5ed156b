/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "child-process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace ns3
{
namespace coinference
{

namespace
{

constexpr std::size_t KEPT_ERROR = 1 << 16;
constexpr std::size_t READ_SIZE = 1 << 16;

[[noreturn]] void
Fail(const std::string& what, int code)
{
    throw std::runtime_error(what + ": " + std::strerror(code));
}

/// A descriptor, closed at the end.
class Descriptor
{
  public:
    explicit Descriptor(int number = -1)
        : m_number(number)
    {
    }

    ~Descriptor()
    {
        Close();
    }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    void Reset(int number)
    {
        Close();
        m_number = number;
    }

    void Close()
    {
        if (m_number >= 0)
        {
            close(m_number);
            m_number = -1;
        }
    }

    int Get() const
    {
        return m_number;
    }

  private:
    int m_number;
};

/// A pipe whose ends are closed in programs started meanwhile.
struct Pipe
{
    Pipe()
    {
        std::array<int, 2> ends;
        if (pipe(ends.data()) != 0)
        {
            Fail("cannot make a pipe", errno);
        }
        reader.Reset(ends[0]);
        writer.Reset(ends[1]);
        fcntl(ends[0], F_SETFD, FD_CLOEXEC);
        fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    }

    Descriptor reader;
    Descriptor writer;
};

/// Reads once; returns false at the end of the stream.
bool
ReadSome(const Descriptor& from, std::string& text)
{
    const auto size = text.size();
    text.resize(size + READ_SIZE);
    ssize_t got;
    do
    {
        got = read(from.Get(), &text[size], READ_SIZE);
    } while (got < 0 && errno == EINTR);
    text.resize(size + (got > 0 ? got : 0));
    return got > 0;
}

/// The child's side: only what is safe between fork and exec.
[[noreturn]] void
Execute(char* const* arguments,
        const char* folder,
        int input,
        int output,
        int error,
        int failure,
        pid_t parent)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
    {
        _exit(127);
    }
#else
    static_cast<void>(parent);
#endif
    dup2(input, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(error, STDERR_FILENO);
    if (chdir(folder) == 0)
    {
        execvp(arguments[0], arguments);
    }
    const int code = errno;
    // If even this write fails the status still tells.
    [[maybe_unused]] const auto written = write(failure, &code, sizeof(code));
    _exit(127);
}

void
TakeLines(std::string& text, const std::function<void(std::string_view)>& onLine)
{
    std::size_t begin = 0;
    for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin))
    {
        if (onLine)
        {
            onLine(std::string_view(text).substr(begin, end - begin));
        }
        begin = end + 1;
    }
    text.erase(0, begin);
}

/// Reads both streams to their ends.
void
Drain(Pipe& output,
      Pipe& error,
      const std::function<void(std::string_view)>& onLine,
      std::string& errorText)
{
    std::string outputText;
    std::array<pollfd, 2> streams{
        {{output.reader.Get(), POLLIN, 0}, {error.reader.Get(), POLLIN, 0}}};
    while (streams[0].fd >= 0 || streams[1].fd >= 0)
    {
        if (poll(streams.data(), streams.size(), -1) < 0)
        {
            continue; // a signal
        }
        if (streams[0].revents != 0)
        {
            if (!ReadSome(output.reader, outputText))
            {
                streams[0].fd = -1;
            }
            TakeLines(outputText, onLine);
        }
        if (streams[1].revents != 0)
        {
            if (!ReadSome(error.reader, errorText))
            {
                streams[1].fd = -1;
            }
            if (errorText.size() > KEPT_ERROR)
            {
                errorText.erase(0, errorText.size() - KEPT_ERROR);
            }
        }
    }
}

/// Ends and reaps a child whatever happens meanwhile.
class Child
{
  public:
    explicit Child(pid_t pid)
        : m_pid(pid)
    {
    }

    ~Child()
    {
        if (m_pid > 0)
        {
            kill(m_pid, SIGTERM);
            Wait();
        }
    }

    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    int Wait()
    {
        int status = 0;
        while (waitpid(m_pid, &status, 0) < 0 && errno == EINTR)
        {
        }
        m_pid = -1;
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }

  private:
    pid_t m_pid;
};

} // namespace

std::string
ProgramExit::LastErrorLine() const
{
    const auto last = error.find_last_not_of(" \t\r\n");
    if (last == std::string::npos)
    {
        return {};
    }
    const auto before = error.find_last_of("\r\n", last);
    const auto first = before == std::string::npos ? 0 : before + 1;
    return error.substr(first, last + 1 - first);
}

void
RequireProgram(const std::string& program, const std::string& purpose)
{
    if (FindProgram(program).empty())
    {
        throw std::runtime_error(program + " is not there: it is needed for " + purpose);
    }
}

ProgramExit
RunProgram(const std::vector<std::string>& command,
           const std::function<void(std::string_view)>& onLine,
           const std::string& folder)
{
    std::vector<char*> arguments;
    for (const auto& argument : command)
    {
        arguments.push_back(const_cast<char*>(argument.c_str()));
    }
    arguments.push_back(nullptr);

    Descriptor input(open("/dev/null", O_RDONLY | O_CLOEXEC));
    Pipe output;
    Pipe error;
    Pipe failure;
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid < 0)
    {
        Fail("cannot start " + command.front(), errno);
    }
    if (pid == 0)
    {
        Execute(arguments.data(),
                folder.empty() ? "." : folder.c_str(),
                input.Get(),
                output.writer.Get(),
                error.writer.Get(),
                failure.writer.Get(),
                parent);
    }
    Child child(pid);
    output.writer.Close();
    error.writer.Close();
    failure.writer.Close();

    // Closed without a word if the program started.
    std::string failureText;
    while (ReadSome(failure.reader, failureText))
    {
    }
    if (failureText.size() == sizeof(int))
    {
        int code;
        std::memcpy(&code, failureText.data(), sizeof(code));
        Fail("cannot start " + command.front(), code);
    }

    ProgramExit result;
    Drain(output, error, onLine, result.error);
    result.status = child.Wait();
    return result;
}

} // namespace coinference
} // namespace ns3
