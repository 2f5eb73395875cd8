# SPDX-License-Identifier: BSD-3-Clause
# cmake -DOUTPUT=x.c -DINPUT=file -DHEADER=room/x.h -DNAME=symbol -P EmbedFile.cmake: the
# file as a byte array NAME and its size NAME_size.
file(READ ${INPUT} bytes HEX)
string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
get_filename_component(file ${INPUT} NAME)
file(WRITE ${OUTPUT} "/* Made from ${file}. */\n#include \"${HEADER}\"\n\n"
  "const char ${NAME}[] = {${bytes}};\nconst size_t ${NAME}_size = sizeof ${NAME};\n")
