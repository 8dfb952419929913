# ttt_options: warnings and sanitizers, linked PRIVATE by every target of ours.
add_library(ttt_options INTERFACE)
target_include_directories(ttt_options INTERFACE ${CMAKE_SOURCE_DIR})
# -Wno-restrict: g++ 12 warns falsely in std::string (PR 105651).
set(warnings -Wall -Wextra -Wconversion -Wno-restrict $<$<BOOL:${TTT_WERROR}>:-Werror>)
target_compile_options(ttt_options INTERFACE "$<$<COMPILE_LANGUAGE:CXX>:${warnings}>")

# Sanitizers change the ABI of containers in debug modes only; LibTorch itself is not instrumented,
# so they are used in builds without the engine.
if(TTT_SANITIZE)
  target_compile_options(ttt_options INTERFACE -fsanitize=${TTT_SANITIZE}
    -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(ttt_options INTERFACE -fsanitize=${TTT_SANITIZE})
endif()

# ccache, told that precompiled headers are in use. Paths under the base folder are hashed relative
# to it, and a precompiled header by the file beside it that ttt_precompile_torch writes, as its
# bytes differ from one compilation to the next: so build folders share what they have in common.
find_program(CCACHE ccache)
if(CCACHE)
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_PCH_EXTSUM=1 ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CUDA_COMPILER_LAUNCHER ${launcher})
endif()

# ttt_precompile_torch(<target>): one compilation of torch/torch.h (16 s, 1.1 GB) for all its files.
function(ttt_precompile_torch target)
  if(NOT TTT_PCH)
    return()
  endif()
  target_precompile_headers(${target} PRIVATE
    "$<$<COMPILE_LANGUAGE:CXX>:<torch/torch.h$<ANGLE-R>>")
  file(SHA256 ${LIBTORCH_INCLUDE_DIR}/torch/headeronly/version.h version)
  file(CONFIGURE CONTENT "${version} ${CMAKE_CXX_FLAGS} ${CMAKE_BUILD_TYPE}\n"
    OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/cmake_pch.hxx.gch.sum)
endfunction()

# A test that includes torch takes the precompiled header of the engine.
function(ttt_reuse_torch_header target owner)
  if(TTT_PCH)
    target_precompile_headers(${target} REUSE_FROM ${owner})
  endif()
endfunction()
