# The module in contrib/ of an ns-3 source tree, 3.36 to 3.48.
#
#   ./ns3 configure --enable-tests --enable-examples && ./ns3 build
#
# Where not all of ns-3 is wanted, --enable-modules needs the library's own
#   core,network,internet,energy,stats,coinference
# and the programs and tests besides
#   applications,csma,mobility,point-to-point,wifi
set(coinference_ns3_version ${NS3_VER})
include(utils/definitions.cmake)

set(tests_lack)
find_package(GTest QUIET)
if(NOT TARGET GTest::gtest)
  list(APPEND tests_lack "GoogleTest (libgtest-dev)")
endif()
foreach(module ${ns3_test_modules})
  if(NOT module IN_LIST ns3-all-enabled-modules)
    list(APPEND tests_lack "the module ${module}")
  endif()
endforeach()
if(tests_lack)
  list(JOIN tests_lack ", " tests_lack)
  message(STATUS "coinference: built without tests, which need ${tests_lack}")
  set(test_files)
else()
  list(APPEND test_files test/coinference-test-suite.cc)
endif()

# By path and not by target: ns-3.36 hands a module's libraries to programs in other folders, which
# do not see targets found in this one; and releases differ in what reaches tests and examples.
foreach(library ${third_party} ${third_party_inside})
  get_target_property(folders ${library} INTERFACE_INCLUDE_DIRECTORIES)
  if(folders)
    include_directories(SYSTEM ${folders})
  endif()
endforeach()
set(third_party_paths) # of those that are more than headers
if(TARGET SQLiteCpp)
  get_target_property(sqlitecpp SQLiteCpp LOCATION)
  set(third_party_paths ${sqlitecpp} ${SQLite3_LIBRARIES})
endif()

# ns-3 leaves a header of its build folder that leads to another place: one of an earlier version.
foreach(header ${header_files})
  get_filename_component(name ${header} NAME)
  set(stub ${CMAKE_HEADER_OUTPUT_DIRECTORY}/${name})
  if(EXISTS ${stub})
    file(READ ${stub} content)
    if(content MATCHES "coinference/[a-z/]*${name}" AND NOT content MATCHES "/${header}")
      file(REMOVE ${stub})
    endif()
  endif()
endforeach()

set(modules_to_link)
foreach(module ${ns3_modules})
  list(APPEND modules_to_link ${lib${module}})
endforeach()

# ns-3 hands the folder's include directories on to what it installs; these are no one else's.
foreach(root ${header_roots})
  include_directories($<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/${root}>)
endforeach()
include(utils/study.cmake)
include(utils/evaluation.cmake)

build_lib(
  LIBNAME coinference
  SOURCE_FILES ${source_files}
  HEADER_FILES ${header_files}
  LIBRARIES_TO_LINK ${modules_to_link} ${third_party_paths} ${CMAKE_DL_LIBS}
  TEST_SOURCES ${test_files}
)

if(DEFINED testcoinference AND TARGET ${testcoinference})
  target_link_libraries(${testcoinference} coinference-study GTest::gtest)
  foreach(module ${ns3_test_modules})
    target_link_libraries(${testcoinference} ${lib${module}})
  endforeach()
endif()
