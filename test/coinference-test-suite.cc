/*
 * Copyright (c) 2026 ns-3 co-inference authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// The module's GoogleTest tests as an ns-3 test suite: `./test.py -s coinference`.

#include "ns3/config.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;

namespace
{

/// The name GoogleTest's filter knows the test by.
std::string
FullName(const testing::TestInfo& test)
{
    return std::string(test.test_suite_name()) + "." + test.name();
}

/// ns-3 makes folders of the names of test cases: no slashes.
std::string
CaseName(std::string fullName)
{
    std::replace(fullName.begin(), fullName.end(), '/', ' ');
    return fullName;
}

/// Keeps what fails while one test runs.
class FailureCollector : public testing::EmptyTestEventListener
{
  public:
    void OnTestPartResult(const testing::TestPartResult& result) override
    {
        if (result.failed())
        {
            m_failures.push_back(result);
        }
    }

    /// @return the failures since the last call
    std::vector<testing::TestPartResult> Take()
    {
        return std::exchange(m_failures, {});
    }

  private:
    std::vector<testing::TestPartResult> m_failures;
};

/// One GoogleTest test.
class CoinferenceTestCase : public TestCase
{
  public:
    CoinferenceTestCase(const std::string& fullName, FailureCollector& failures)
        : TestCase(CaseName(fullName)),
          m_fullName(fullName),
          m_failures(failures)
    {
    }

  private:
    void DoRun() override
    {
        // Releases before 3.39 leave this to the test.
        Config::Reset();
        testing::GTEST_FLAG(filter) = m_fullName;
        const auto& run = *testing::UnitTest::GetInstance();
        const int status = testing::UnitTest::GetInstance()->Run();
        for (const auto& failure : m_failures.Take())
        {
            ReportTestFailure(m_fullName,
                              "",
                              "",
                              failure.message(),
                              failure.file_name() ? failure.file_name() : "unknown file",
                              failure.line_number());
        }
        NS_TEST_EXPECT_MSG_EQ(status, 0, "GoogleTest reports a failure");
        NS_TEST_EXPECT_MSG_EQ(run.successful_test_count() + run.failed_test_count() +
                                  run.skipped_test_count(),
                              1,
                              "not exactly this test was run");
        Simulator::Destroy();
        Config::Reset();
    }

    std::string m_fullName;
    FailureCollector& m_failures;
};

/// All of them. Cases are added at set-up, when every test of every file has registered itself.
class CoinferenceTestSuite : public TestSuite
{
  public:
    CoinferenceTestSuite()
        : TestSuite("coinference")
    {
    }

  private:
    void DoSetup() override
    {
        int argc = 1;
        char program[] = "test-runner";
        char* argv[] = {program, nullptr};
        testing::InitGoogleTest(&argc, argv);

        auto& run = *testing::UnitTest::GetInstance();
        auto& listeners = run.listeners();
        delete listeners.Release(listeners.default_result_printer());
        auto failures = new FailureCollector;
        listeners.Append(failures); // owns it

        for (int i = 0; i < run.total_test_suite_count(); ++i)
        {
            const auto& suite = *run.GetTestSuite(i);
            for (int j = 0; j < suite.total_test_count(); ++j)
            {
                AddTestCase(new CoinferenceTestCase(FullName(*suite.GetTestInfo(j)), *failures));
            }
        }
        m_testCount = run.total_test_count();
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_GT(m_testCount, 0, "the suite has no test");
    }

    int m_testCount{0};
};

CoinferenceTestSuite g_coinferenceTestSuite; //!< registers itself

} // namespace
