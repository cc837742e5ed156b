# The module on its own, against an installed ns-3 (Debian's libns3-dev, or a `./ns3 install`).
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
if(NOT CMAKE_CXX_STANDARD)
  set(CMAKE_CXX_STANDARD 17)
endif()
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

option(COINFERENCE_WERROR "Treat warnings as errors" OFF)
option(COINFERENCE_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(COINFERENCE_BENCHMARKS "Build the benchmarks (Google Benchmark, NLopt)" OFF)

add_compile_options(-Wall -Wextra)
if(COINFERENCE_WERROR)
  add_compile_options(-Werror)
endif()
if(COINFERENCE_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

find_package(ns3 REQUIRED)
find_package(Threads REQUIRED)

# ns-3 headers are included as ns3/name.h wherever they live.
set(include_folder ${CMAKE_BINARY_DIR}/include/ns3)
set(module_header "")
foreach(header ${header_files})
  get_filename_component(name ${header} NAME)
  configure_file(${CMAKE_CURRENT_SOURCE_DIR}/utils/stub-header.h.in ${include_folder}/${name} @ONLY)
  string(APPEND module_header "#include \"ns3/${name}\"\n")
endforeach()
file(CONFIGURE OUTPUT ${include_folder}/coinference-module.h CONTENT "${module_header}" @ONLY)

add_library(coinference SHARED ${source_files})
add_library(ns3::libcoinference ALIAS coinference)
target_include_directories(coinference PUBLIC ${CMAKE_BINARY_DIR}/include)
target_link_libraries(
  coinference
  PUBLIC ns3::libcore
         ns3::libnetwork
         ns3::libinternet
         ns3::libenergy
         ns3::libstats
         ${third_party}
)

add_subdirectory(examples)

include(CTest)
if(BUILD_TESTING)
  find_package(GTest REQUIRED)
  include(GoogleTest)
  add_executable(coinference-tests ${test_files})
  target_link_libraries(coinference-tests coinference GTest::gtest GTest::gtest_main)
  gtest_discover_tests(coinference-tests DISCOVERY_TIMEOUT 60)
  add_subdirectory(test/programs)
endif()

if(COINFERENCE_BENCHMARKS)
  add_subdirectory(test/benchmarks)
endif()
