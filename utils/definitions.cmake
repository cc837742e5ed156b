# What the sources learn from the build. Needs: coinference_version, coinference_ns3_version.
include(GNUInstallDirs)
set(coinference_data_dir ${CMAKE_INSTALL_DATADIR}/coinference)
file(RELATIVE_PATH data_from_library ${CMAKE_INSTALL_FULL_LIBDIR}
     ${CMAKE_INSTALL_FULL_DATADIR}/coinference
)
set_property(
  SOURCE model/support/coinference-data-folder.cc
  PROPERTY COMPILE_DEFINITIONS COINFERENCE_DATA_FROM_LIBRARY="${data_from_library}"
           COINFERENCE_DATA_IN_SOURCE="${CMAKE_CURRENT_SOURCE_DIR}/data"
)
file(RELATIVE_PATH programs_from_library ${CMAKE_INSTALL_FULL_LIBDIR}
     ${CMAKE_INSTALL_FULL_BINDIR}
)
file(RELATIVE_PATH programs_in_tree ${PROJECT_SOURCE_DIR}/lib
     ${CMAKE_CURRENT_SOURCE_DIR}/examples
)
set_property(
  SOURCE helper/output/report-program.cc
  PROPERTY COMPILE_DEFINITIONS COINFERENCE_PROGRAMS_FROM_LIBRARY="${programs_from_library}"
           COINFERENCE_PROGRAMS_IN_TREE="${programs_in_tree}"
)
set_property(
  SOURCE model/support/coinference-version.cc
  PROPERTY COMPILE_DEFINITIONS COINFERENCE_VERSION="${coinference_version}"
           COINFERENCE_NS3_VERSION="${coinference_ns3_version}"
)
install(DIRECTORY data/ DESTINATION ${coinference_data_dir})
