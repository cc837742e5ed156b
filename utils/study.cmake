# The study: what the programs share beyond the library. Static and not installed, with the headers
# of the library that are no one else's business.
add_library(coinference-study STATIC ${study_files})
foreach(root ${header_roots})
  target_include_directories(coinference-study PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}/${root})
endforeach()
if(COMMAND build_lib)
  target_link_libraries(coinference-study PUBLIC ${libcoinference} ${third_party_paths})
else()
  target_link_libraries(coinference-study PUBLIC coinference ${third_party_inside})
endif()
target_link_libraries(coinference-study PUBLIC Threads::Threads)
# It goes into the tree's test library, which is shared.
set_target_properties(coinference-study PROPERTIES POSITION_INDEPENDENT_CODE ON)
