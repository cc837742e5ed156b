# The module on its own, against an installed ns-3 (Debian's libns3-dev, or a `./ns3 install`).
option(COINFERENCE_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(COINFERENCE_BENCHMARKS "Build the benchmarks (Google Benchmark, NLopt)" OFF)
option(BUILD_TESTING "Build the tests (GoogleTest)" ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
if(NOT CMAKE_CXX_STANDARD)
  set(CMAKE_CXX_STANDARD 17)
endif()
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

# In a tree ns-3 chooses the warnings: its own headers do not pass all of these.
add_compile_options(-Wall -Wextra)
# As in a tree: NS_LOG=CoinferenceEmbodiedAgent=info works where the module is built for debugging.
add_compile_definitions($<$<CONFIG:Debug>:NS3_LOG_ENABLE>)
if(COINFERENCE_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # The inline part of ns-3's Time shifts negative numbers, which C++ defines since C++20.
  add_compile_options(-fno-sanitize=shift-base)
  add_link_options(-fsanitize=address,undefined)
endif()

find_package(ns3 REQUIRED)
include(utils/ns3-targets.cmake)
set(coinference_ns3_version ${ns3_VERSION})
include(utils/definitions.cmake)

# ns-3 headers are included as ns3/name.h wherever they live.
set(include_folder ${CMAKE_BINARY_DIR}/include/ns3)
set(module_header "")
foreach(header ${header_files})
  get_filename_component(name ${header} NAME)
  configure_file(utils/stub-header.h.in ${include_folder}/${name} @ONLY)
  string(APPEND module_header "#include \"ns3/${name}\"\n")
endforeach()
file(CONFIGURE OUTPUT ${include_folder}/coinference-module.h CONTENT "${module_header}" @ONLY)

ns3_targets(ns3_libraries ${ns3_modules})
add_library(coinference SHARED ${source_files})
add_library(coinference::coinference ALIAS coinference)
target_include_directories(
  coinference PUBLIC $<BUILD_INTERFACE:${CMAKE_BINARY_DIR}/include>
                     $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
)
target_link_libraries(
  coinference PUBLIC ${ns3_libraries} ${third_party} PRIVATE ${third_party_inside} ${CMAKE_DL_LIBS}
)
set_target_properties(
  coinference PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}
)

foreach(root ${header_roots})
  target_include_directories(coinference PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/${root})
endforeach()

include(utils/study.cmake)
include(utils/evaluation.cmake)
include(utils/install.cmake)

add_subdirectory(examples)

if(BUILD_TESTING)
  enable_testing()
  find_package(GTest REQUIRED)
  include(GoogleTest)
  add_executable(coinference-tests ${test_files})
  ns3_targets(ns3_test_libraries ${ns3_test_modules})
  target_link_libraries(
    coinference-tests coinference-study ${ns3_test_libraries} GTest::gtest GTest::gtest_main
  )
  gtest_discover_tests(coinference-tests DISCOVERY_TIMEOUT 60)
  # ONNX's own library, where it is: what it finds in files is what ours has to find.
  find_package(Protobuf QUIET) # which its package asks for without looking for it
  if(Protobuf_FOUND)
    find_package(ONNX QUIET)
  endif()
  if(TARGET onnx_proto)
    add_executable(coinference-onnx-oracle test/helper/study/weights/onnx-oracle-test.cc)
    target_compile_definitions(
      coinference-onnx-oracle PRIVATE TEST_MODELS="${CMAKE_CURRENT_SOURCE_DIR}/test/models"
    )
    target_link_libraries(
      coinference-onnx-oracle coinference-study onnx_proto GTest::gtest GTest::gtest_main
    )
    gtest_discover_tests(coinference-onnx-oracle DISCOVERY_TIMEOUT 60)
  endif()
  if(TARGET coinference-evaluation)
    add_executable(coinference-evaluation-tests ${evaluation_test_files})
    target_compile_definitions(
      coinference-evaluation-tests PRIVATE TEST_MODELS="${CMAKE_CURRENT_SOURCE_DIR}/test/models"
    )
    target_link_libraries(
      coinference-evaluation-tests coinference-evaluation GTest::gtest GTest::gtest_main
    )
    gtest_discover_tests(coinference-evaluation-tests DISCOVERY_TIMEOUT 60)
  endif()
  if(TARGET coinference-run)
    add_subdirectory(test/programs)
  endif()
  find_package(Python3 QUIET COMPONENTS Interpreter)
  if(Python3_FOUND AND TARGET coinference-run)
    set(python_environment COINFERENCE_RUN=$<TARGET_FILE:coinference-run>)
    if(TARGET coinference-sweep)
      list(APPEND python_environment COINFERENCE_SWEEP=$<TARGET_FILE:coinference-sweep>)
    endif()
    foreach(name coinference_py coinference_learning notebook tutorial)
      add_test(NAME Python.${name}
               COMMAND ${Python3_EXECUTABLE}
                       ${CMAKE_CURRENT_SOURCE_DIR}/test/programs/${name}_test.py
      )
      set_tests_properties(
        Python.${name} PROPERTIES ENVIRONMENT "${python_environment}"
                                  SKIP_REGULAR_EXPRESSION "OK .skipped="
      )
    endforeach()
  endif()
  if(Python3_FOUND)
    set(folders $<TARGET_PROPERTY:coinference,INTERFACE_INCLUDE_DIRECTORIES>
                $<TARGET_PROPERTY:Eigen3::Eigen,INTERFACE_INCLUDE_DIRECTORIES>
    )
    set(compile "${CMAKE_CXX_COMPILER} -std=c++${CMAKE_CXX_STANDARD} -I$<JOIN:$<REMOVE_DUPLICATES:${folders}>, -I>")
    add_test(NAME Python.pybindgen
             COMMAND ${Python3_EXECUTABLE}
                     ${CMAKE_CURRENT_SOURCE_DIR}/test/bindings/pybindgen_test.py
    )
    set_tests_properties(
      Python.pybindgen PROPERTIES ENVIRONMENT "COINFERENCE_COMPILE=${compile}"
                                  SKIP_REGULAR_EXPRESSION "OK .skipped="
    )
  endif()
  file(STRINGS test/examples-to-run.py examples REGEX "^ +\\(\"")
  foreach(example ${examples})
    string(REGEX REPLACE "^[^\"]*\"([^\"]*)\".*" "\\1" command "${example}")
    separate_arguments(command)
    list(GET command 0 name)
    if(TARGET ${name})
      add_test(NAME Example.${name} COMMAND ${command})
    endif()
  endforeach()
endif()

if(COINFERENCE_BENCHMARKS)
  add_subdirectory(test/benchmarks)
endif()
