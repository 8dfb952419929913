# Writes OUTPUT, a header with the commit of SOURCE, if it has changed; run by every build, so that
# manifests name the commit that was built and not the one that was configured.
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=12 --exclude=*
  OUTPUT_VARIABLE hash OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed OR NOT hash)
  set(hash unknown)
endif()
set(content "#pragma once\n\nnamespace ttt {\ninline constexpr char kGitHash[] = \"${hash}\";\n}\n")
set(old "")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} old)
endif()
if(NOT old STREQUAL content)
  file(WRITE ${OUTPUT} "${content}")
endif()
