# Runs real models with quantized weights, where LibTorch is.
set(COINFERENCE_EVALUATION AUTO CACHE STRING "Have coinference-profile run models, with LibTorch")
set_property(CACHE COINFERENCE_EVALUATION PROPERTY STRINGS AUTO ON OFF)
function(coinference_evaluation)
  # In a function: LibTorch's package sets variables for all that comes after it, and talks a lot.
  set(CMAKE_MESSAGE_LOG_LEVEL NOTICE)
  find_package(Torch CONFIG QUIET)
  if(Torch_FOUND)
    add_library(coinference-evaluation STATIC ${evaluation_files})
    target_link_libraries(coinference-evaluation PUBLIC coinference-study ${TORCH_LIBRARIES})
    # LibTorch's definitions are not those that a tree's precompiled headers were made with.
    set_target_properties(coinference-evaluation PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
  elseif(NOT COINFERENCE_EVALUATION STREQUAL AUTO)
    message(
      FATAL_ERROR "COINFERENCE_EVALUATION=${COINFERENCE_EVALUATION} needs LibTorch (libtorch-dev)"
    )
  endif()
endfunction()
if(COINFERENCE_EVALUATION)
  coinference_evaluation()
endif()
