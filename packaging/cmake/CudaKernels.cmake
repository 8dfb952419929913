# Sets TTT_HAVE_NVCC and enables the CUDA language where own kernels are wanted and can be compiled:
# an nvcc of the major version that LibTorch was built with. Everything else needs no toolkit.
set(TTT_HAVE_NVCC OFF)
if(NOT (TTT_CUDA_KERNELS AND TTT_BUILD_ENGINE))
  return()
endif()
find_program(TTT_NVCC nvcc HINTS ENV CUDA_PATH PATHS /usr/local/cuda PATH_SUFFIXES bin
  DOC "CUDA compiler for own kernels")
if(NOT TTT_NVCC)
  message(STATUS "No nvcc: own CUDA kernels are left out, ATen's are used")
  return()
endif()
execute_process(COMMAND ${TTT_NVCC} --version OUTPUT_VARIABLE version ERROR_QUIET)
if(NOT version MATCHES "release 13\\.")
  message(STATUS "${TTT_NVCC} is not of CUDA 13, as LibTorch is: own CUDA kernels are left out")
  return()
endif()
set(CMAKE_CUDA_COMPILER ${TTT_NVCC})
set(CMAKE_CUDA_STANDARD 17) # CMake 3.25 does not know the CUDA 20 dialect of nvcc 13
set(CMAKE_CUDA_ARCHITECTURES 80-real 86-real 89-real 90) # 90 also as PTX for later devices
set(CMAKE_CUDA_RUNTIME_LIBRARY Shared) # the one that LibTorch has loaded already
enable_language(CUDA)
set(TTT_HAVE_NVCC ON)
