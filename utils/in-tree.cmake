# The module in contrib/ of an ns-3 source tree, 3.36 to 3.48.
find_package(GTest QUIET)
if(NOT GTest_FOUND)
  message(STATUS "coinference: GoogleTest not found, the module is built without tests")
  set(test_files)
else()
  list(APPEND test_files test/coinference-test-suite.cc)
endif()

# ns-3 releases differ in which third-party include paths reach tests and examples.
get_target_property(eigen_include_dirs Eigen3::Eigen INTERFACE_INCLUDE_DIRECTORIES)
include_directories(SYSTEM ${eigen_include_dirs} ${Boost_INCLUDE_DIRS})

build_lib(
  LIBNAME coinference
  SOURCE_FILES ${source_files}
  HEADER_FILES ${header_files}
  LIBRARIES_TO_LINK
    ${libcore}
    ${libnetwork}
    ${libinternet}
    ${libenergy}
    ${libstats}
    ${third_party}
  TEST_SOURCES ${test_files}
)

if(DEFINED testcoinference AND TARGET ${testcoinference})
  target_link_libraries(${testcoinference} GTest::gtest)
endif()
