# ttt_options: warnings and sanitizers, linked PRIVATE by every target of ours.
add_library(ttt_options INTERFACE)
target_include_directories(ttt_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(ttt_options INTERFACE -Wall -Wextra -Wconversion
  -Wno-restrict) # g++ 12 warns falsely in std::string (PR 105651)
if(TTT_WERROR)
  target_compile_options(ttt_options INTERFACE -Werror)
endif()

# Sanitizers change the ABI of containers in debug modes only; LibTorch itself is not instrumented,
# so they are used in builds without the engine.
if(TTT_SANITIZE)
  target_compile_options(ttt_options INTERFACE -fsanitize=${TTT_SANITIZE}
    -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(ttt_options INTERFACE -fsanitize=${TTT_SANITIZE})
endif()
