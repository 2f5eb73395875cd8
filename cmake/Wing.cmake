# SPDX-License-Identifier: BSD-3-Clause
# irdrop_wing(NAME ?USES TARGET ...? ?WITH TARGET ...? ?SOURCES FILE ...?): all C files
# of the calling folder and of its rooms as one static library irdrop_NAME with one include
# path, that folder, so that a room's header is written "room/header.h". USES is seen by
# who links the wing, WITH is not.
function(irdrop_wing name)
  cmake_parse_arguments(arg "" "" "USES;WITH;SOURCES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.c)
  add_library(irdrop_${name} STATIC ${sources} ${arg_SOURCES})
  target_include_directories(irdrop_${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(irdrop_${name} PUBLIC ${arg_USES} PRIVATE ${arg_WITH})
endfunction()

# irdrop_embed_schema(NAME HEADER): flow/irdrop_NAME.rng as the array ird_NAME_schema,
# declared in HEADER, in ${NAME_schema_c}.
function(irdrop_embed_schema name header)
  set(schema ${CMAKE_SOURCE_DIR}/flow/irdrop_${name}.rng)
  set(made ${CMAKE_CURRENT_BINARY_DIR}/${name}_schema.c)
  add_custom_command(OUTPUT ${made}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${made} -DINPUT=${schema}
      -DHEADER=${header} -DNAME=ird_${name}_schema
      -P ${CMAKE_SOURCE_DIR}/cmake/EmbedFile.cmake
    DEPENDS ${schema} ${CMAKE_SOURCE_DIR}/cmake/EmbedFile.cmake VERBATIM)
  set(${name}_schema_c ${made} PARENT_SCOPE)
endfunction()
