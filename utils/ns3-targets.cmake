# ns3_targets(<variable> <module>...): the installed ns-3's targets of the modules, which are
# ns3::libcore up to 3.44 or so and ns3::core after.
function(ns3_targets variable)
  set(targets)
  foreach(module ${ARGN})
    if(TARGET ns3::${module})
      list(APPEND targets ns3::${module})
    else()
      list(APPEND targets ns3::lib${module})
    endif()
  endforeach()
  set(${variable} ${targets} PARENT_SCOPE)
endfunction()
