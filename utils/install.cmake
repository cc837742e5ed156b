# `cmake --install`: library, headers, data, programs (examples/CMakeLists.txt), and what
# find_package(coinference) and pkg-config need to find them.
include(CMakePackageConfigHelpers)

set(CMAKE_INSTALL_RPATH $ORIGIN/../${CMAKE_INSTALL_LIBDIR})

install(
  TARGETS coinference
  EXPORT coinferenceTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
)
install(FILES ${header_files} ${include_folder}/coinference-module.h
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ns3
)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/coinference)
install(
  EXPORT coinferenceTargets
  NAMESPACE coinference::
  DESTINATION ${package_dir}
)
configure_package_config_file(
  utils/coinferenceConfig.cmake.in ${CMAKE_BINARY_DIR}/coinferenceConfig.cmake
  INSTALL_DESTINATION ${package_dir}
)
write_basic_package_version_file(
  ${CMAKE_BINARY_DIR}/coinferenceConfigVersion.cmake COMPATIBILITY SameMajorVersion
)
install(FILES ${CMAKE_BINARY_DIR}/coinferenceConfig.cmake
              ${CMAKE_BINARY_DIR}/coinferenceConfigVersion.cmake DESTINATION ${package_dir}
)

list(TRANSFORM ns3_modules PREPEND ns3- OUTPUT_VARIABLE pkg_config_requires)
list(JOIN pkg_config_requires ", " pkg_config_requires)
file(RELATIVE_PATH prefix_from_pkg_config ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig
     ${CMAKE_INSTALL_PREFIX}
)
configure_file(utils/coinference.pc.in ${CMAKE_BINARY_DIR}/coinference.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/coinference.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# For scripts that read results: PYTHONPATH=<prefix>/share/coinference/python.
install(FILES utils/coinference.py utils/coinference_learning.py
        DESTINATION ${coinference_data_dir}/python
)
