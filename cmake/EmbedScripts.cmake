# SPDX-License-Identifier: BSD-3-Clause
# cmake -DOUTPUT=scripts.c -DSCRIPTS=a.tcl;b.tcl -P EmbedScripts.cmake: the files as byte
# arrays, for a compiler need not take string literals as long as a script.
set(code "/* Made from the files of tcl/. */\n#include \"binding/scripts.h\"\n")
set(rows "")
set(number 0)
foreach(script IN LISTS SCRIPTS)
  file(READ ${script} bytes HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
  string(APPEND code "static const char script_${number}[] = {${bytes}};\n")
  string(APPEND rows "    {script_${number}, sizeof script_${number}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT}
  "${code}const ird_script ird_scripts[] = {\n${rows}    {0, 0},\n};\n")
