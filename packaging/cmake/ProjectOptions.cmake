# ttt_options: warnings and sanitizers, linked PRIVATE by every target of ours.
add_library(ttt_options INTERFACE)
target_include_directories(ttt_options INTERFACE ${CMAKE_SOURCE_DIR})
# -Wno-restrict: g++ 12 warns falsely in std::string (PR 105651).
set(warnings -Wall -Wextra -Wconversion -Wno-restrict $<$<BOOL:${TTT_WERROR}>:-Werror>)
target_compile_options(ttt_options INTERFACE "$<$<COMPILE_LANGUAGE:CXX>:${warnings}>")

# Sanitizers change the ABI of containers in debug modes only; LibTorch itself is not instrumented,
# so they are used in builds without the engine.
# Null pointers are seen by their address anyway; to look for them costs a fifth of the compilation.
if(TTT_SANITIZE)
  target_compile_options(ttt_options INTERFACE -fsanitize=${TTT_SANITIZE}
    -fno-sanitize=null -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(ttt_options INTERFACE -fsanitize=${TTT_SANITIZE})
endif()

# ccache, told that precompiled headers are in use. Paths under the base folder are hashed relative
# to it, and a precompiled header by the file beside it that ttt_precompile writes, as its bytes
# differ from one compilation to the next: so build folders share what they have in common.
find_program(CCACHE ccache)
if(CCACHE)
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_PCH_EXTSUM=1 ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CUDA_COMPILER_LAUNCHER ${launcher})
endif()

# ttt_precompile(<target> <version> <header>...): one compilation of the headers for all C++ files of
# the target. The version is of what the headers belong to.
function(ttt_precompile target version)
  if(NOT TTT_PCH)
    return()
  endif()
  set(headers ${ARGN})
  list(TRANSFORM headers REPLACE "^(.+)$" "$<$<COMPILE_LANGUAGE:CXX>:<\\1$<ANGLE-R>>")
  target_precompile_headers(${target} PRIVATE ${headers})
  file(CONFIGURE CONTENT "${version} ${ARGN} ${CMAKE_CXX_FLAGS} ${CMAKE_BUILD_TYPE}\n"
    OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/cmake_pch.hxx.gch.sum)
endfunction()

# ATen alone takes 10 s. Not torch/torch.h, which adds optimizers, modules and data sets that no file
# here uses and that cost each of them 5 s, precompiled or not.
function(ttt_precompile_torch target)
  file(SHA256 ${LIBTORCH_INCLUDE_DIR}/torch/headeronly/version.h version)
  ttt_precompile(${target} ${version} ATen/ATen.h)
endfunction()
