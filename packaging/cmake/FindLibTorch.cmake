# LibTorch::LibTorch from the PyPI wheel `torch` or an unpacked LibTorch, by LIBTORCH_ROOT. The
# wheel's own CMake package stops where no CUDA toolkit is installed; this target needs none.
find_path(LIBTORCH_INCLUDE_DIR torch/csrc/api/include/torch/torch.h
  HINTS ${LIBTORCH_ROOT} PATH_SUFFIXES include NO_DEFAULT_PATH)
foreach(name torch torch_cpu c10)
  find_library(LIBTORCH_${name} ${name} HINTS ${LIBTORCH_ROOT} PATH_SUFFIXES lib NO_DEFAULT_PATH)
  list(APPEND LIBTORCH_LIBRARIES ${LIBTORCH_${name}})
endforeach()
# Present in CUDA builds only; ATen's CUDA operations register themselves when these load.
foreach(name torch_cuda c10_cuda)
  find_library(LIBTORCH_${name} ${name} HINTS ${LIBTORCH_ROOT} PATH_SUFFIXES lib NO_DEFAULT_PATH)
  if(LIBTORCH_${name})
    list(APPEND LIBTORCH_CUDA_LIBRARIES ${LIBTORCH_${name}})
  endif()
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch
  REQUIRED_VARS LIBTORCH_INCLUDE_DIR LIBTORCH_torch LIBTORCH_torch_cpu LIBTORCH_c10
  REASON_FAILURE_MESSAGE "set -DLIBTORCH_ROOT=FOLDER, or run packaging/setup.sh, which prints it")

if(LibTorch_FOUND AND NOT TARGET LibTorch::LibTorch)
  add_library(LibTorch::LibTorch INTERFACE IMPORTED GLOBAL)
  set_target_properties(LibTorch::LibTorch PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES
      "${LIBTORCH_INCLUDE_DIR};${LIBTORCH_INCLUDE_DIR}/torch/csrc/api/include")
  cmake_path(GET LIBTORCH_c10 PARENT_PATH LIBTORCH_LIB_DIR)
  # Its own OpenMP runtime, where it brings one: a second one would have threads of its own.
  file(GLOB LIBTORCH_OPENMP "${LIBTORCH_LIB_DIR}/libgomp*.so*")
  list(APPEND LIBTORCH_LIBRARIES ${LIBTORCH_OPENMP})
  target_link_libraries(LibTorch::LibTorch INTERFACE ${LIBTORCH_LIBRARIES})
  if(LIBTORCH_CUDA_LIBRARIES)
    # Nothing refers to their symbols, so the linker would drop them.
    target_link_libraries(LibTorch::LibTorch INTERFACE
      -Wl,--no-as-needed ${LIBTORCH_CUDA_LIBRARIES} -Wl,--as-needed)
  endif()
  # torch_cuda finds the CUDA libraries of the wheel through its own run path.
  target_link_options(LibTorch::LibTorch INTERFACE
    -Wl,-rpath,${LIBTORCH_LIB_DIR} -Wl,--allow-shlib-undefined)
endif()
