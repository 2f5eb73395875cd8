/* SPDX-License-Identifier: BSD-3-Clause */
#include "model/net/tensor_file.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/output.h"

#define METADATA "__metadata__"
/* A header is some hundred bytes a tensor; more than this is no header of ours. */
#define MAX_HEADER (64U << 20)

/* What is being read, for messages and bounds. */
typedef struct reader {
    ird_tensor_file *file;
    const char *origin;
    const char *body; /* the numbers */
    size_t body_size;
    size_t used; /* one past the last byte that a tensor names */
    ird_error *err;
} reader;

static ird_status fail(const reader *r, const char *what) {
    return ird_fail_at(r->err, IRD_MODEL_FORMAT, r->origin, 0,
                       "%s; get the weight file again", what);
}

/* ---- reading ---- */

static bool read_count(json_object *value, size_t *count) {
    int64_t number = json_object_get_int64(value);
    if (!json_object_is_type(value, json_type_int) || number < 0 ||
        number > (int64_t)1 << 40) {
        return false;
    }
    *count = (size_t)number;
    return true;
}

static bool read_shape(json_object *value, ird_named_tensor *tensor) {
    if (!json_object_is_type(value, json_type_array) ||
        json_object_array_length(value) > IRD_TENSOR_MAX_RANK) {
        return false;
    }
    tensor->rank = json_object_array_length(value);
    tensor->count = 1;
    for (size_t i = 0; i < tensor->rank; i++) {
        if (!read_count(json_object_array_get_idx(value, i), &tensor->shape[i]) ||
            !ird_size_product(tensor->count, tensor->shape[i], &tensor->count)) {
            return false;
        }
    }
    return true;
}

/* Where the numbers stand: [begin, end) of the body, as many bytes as the shape needs. */
static bool read_place(json_object *value, reader *r, ird_named_tensor *tensor) {
    size_t begin, end, bytes;
    if (!json_object_is_type(value, json_type_array) ||
        json_object_array_length(value) != 2 ||
        !read_count(json_object_array_get_idx(value, 0), &begin) ||
        !read_count(json_object_array_get_idx(value, 1), &end) ||
        !ird_size_product(tensor->count, sizeof(float), &bytes)) {
        return false;
    }
    if (begin > end || end > r->body_size || end - begin != bytes) {
        return false;
    }
    tensor->bytes = r->body + begin;
    r->used = end > r->used ? end : r->used;
    return true;
}

static ird_status read_tensor(reader *r, const char *name, json_object *value) {
    ird_named_tensor tensor = {.name = name};
    json_object *type = NULL, *shape = NULL, *place = NULL;
    if (!json_object_is_type(value, json_type_object) ||
        !json_object_object_get_ex(value, "dtype", &type) ||
        !json_object_object_get_ex(value, "shape", &shape) ||
        !json_object_object_get_ex(value, "data_offsets", &place)) {
        return fail(r, "has a tensor without type, shape or place");
    }
    const char *type_name = json_object_get_string(type);
    if (type_name == NULL || strcmp(type_name, "F32") != 0) {
        return fail(r, "has a tensor that is not of type F32");
    }
    if (!read_shape(shape, &tensor) || !read_place(place, r, &tensor)) {
        return fail(r, "has a tensor whose shape and place do not fit, or is cut short");
    }
    r->file->tensors[r->file->tensor_count++] = tensor;
    return IRD_OK;
}

static ird_status read_metadata(reader *r, json_object *value) {
    if (!json_object_is_type(value, json_type_object)) {
        return fail(r, "has metadata of an unknown form");
    }
    size_t count = (size_t)json_object_object_length(value);
    r->file->metadata = ird_alloc_zero(count, sizeof *r->file->metadata);
    if (r->file->metadata == NULL) {
        return ird_fail_memory(r->err, "reading weights");
    }
    json_object_object_foreach(value, key, text) {
        if (!json_object_is_type(text, json_type_string)) {
            return fail(r, "has metadata that is no text");
        }
        r->file->metadata[r->file->metadata_count++] =
            (ird_metadata_pair){key, json_object_get_string(text)};
    }
    return IRD_OK;
}

static ird_status read_header(reader *r, json_object *header) {
    r->file->tensors = ird_alloc_zero((size_t)json_object_object_length(header),
                                      sizeof *r->file->tensors);
    if (r->file->tensors == NULL) {
        return ird_fail_memory(r->err, "reading weights");
    }
    json_object_object_foreach(header, key, value) {
        ird_status status = strcmp(key, METADATA) == 0 ? read_metadata(r, value)
                                                       : read_tensor(r, key, value);
        if (status != IRD_OK) {
            return status;
        }
    }
    if (r->used != r->body_size) {
        return fail(r, "has bytes behind its last tensor");
    }
    return IRD_OK;
}

static json_object *parse_json(const char *text, size_t size) {
    json_tokener *tokener = json_tokener_new();
    if (tokener == NULL) {
        return NULL;
    }
    json_object *object = json_tokener_parse_ex(tokener, text, (int)size);
    json_tokener_free(tokener);
    if (!json_object_is_type(object, json_type_object)) {
        json_object_put(object);
        return NULL;
    }
    return object;
}

ird_status ird_tensor_file_parse(ird_tensor_file *file, const char *origin,
                                 const void *data, size_t size, ird_error *err) {
    ird_tensor_file read = {0};
    reader r = {.file = &read, .origin = origin, .err = err};
    const unsigned char *bytes = data;
    uint64_t header_size = 0;
    for (size_t i = 0; i < 8 && size >= 8; i++) {
        header_size |= (uint64_t)bytes[i] << (8 * i);
    }
    if (size < 8 || header_size > size - 8 || header_size > MAX_HEADER) {
        return fail(&r, "is not a safetensors file, or is cut short");
    }
    r.body = (const char *)data + 8 + header_size;
    r.body_size = size - 8 - (size_t)header_size;
    json_object *header = parse_json((const char *)data + 8, (size_t)header_size);
    if (header == NULL) {
        return fail(&r, "has a header that is no JSON object");
    }
    read.document = header;
    ird_status status = read_header(&r, header);
    if (status == IRD_OK) {
        *file = read;
    } else {
        ird_tensor_file_free(&read);
    }
    return status;
}

void ird_tensor_file_free(ird_tensor_file *file) {
    ird_free(file->tensors);
    ird_free(file->metadata);
    json_object_put(file->document);
    memset(file, 0, sizeof *file);
}

const ird_named_tensor *ird_tensor_file_find(const ird_tensor_file *file,
                                             const char *name) {
    for (size_t i = 0; i < file->tensor_count; i++) {
        if (strcmp(file->tensors[i].name, name) == 0) {
            return &file->tensors[i];
        }
    }
    return NULL;
}

const char *ird_tensor_file_metadata(const ird_tensor_file *file, const char *name) {
    for (size_t i = 0; i < file->metadata_count; i++) {
        if (strcmp(file->metadata[i].name, name) == 0) {
            return file->metadata[i].value;
        }
    }
    return NULL;
}

/* ---- writing ---- */

static json_object *make_tensor(const ird_named_tensor *tensor, size_t begin) {
    json_object *object = json_object_new_object(), *shape = json_object_new_array();
    json_object *place = json_object_new_array();
    for (size_t i = 0; i < tensor->rank; i++) {
        json_object_array_add(shape, json_object_new_int64((int64_t)tensor->shape[i]));
    }
    size_t end = begin + tensor->count * sizeof(float);
    json_object_array_add(place, json_object_new_int64((int64_t)begin));
    json_object_array_add(place, json_object_new_int64((int64_t)end));
    json_object_object_add(object, "dtype", json_object_new_string("F32"));
    json_object_object_add(object, "shape", shape);
    json_object_object_add(object, "data_offsets", place);
    return object;
}

/* Eight bytes of size and the header, padded so that the numbers are aligned. */
static void write_header(FILE *stream, json_object *header) {
    size_t length = 0;
    const char *text = json_object_to_json_string_length(
        header, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);
    uint64_t padded = (length + 7) / 8 * 8;
    for (int i = 0; i < 8; i++) {
        fputc((int)(padded >> (8 * i) & 255), stream);
    }
    fprintf(stream, "%-*s", (int)padded, text);
}

ird_status ird_tensor_file_write(const char *path, const ird_named_tensor *tensors,
                                 size_t tensor_count, const ird_metadata_pair *metadata,
                                 size_t metadata_count, ird_error *err) {
    ird_output output = {0};
    json_object *header = json_object_new_object(), *pairs = json_object_new_object();
    ird_status status = ird_output_open(&output, path, err);
    if (status != IRD_OK) {
        goto done;
    }
    json_object_object_add(header, METADATA, json_object_get(pairs));
    for (size_t i = 0; i < metadata_count; i++) {
        json_object_object_add(pairs, metadata[i].name,
                               json_object_new_string(metadata[i].value));
    }
    size_t begin = 0;
    for (size_t i = 0; i < tensor_count; i++) {
        json_object_object_add(header, tensors[i].name, make_tensor(&tensors[i], begin));
        begin += tensors[i].count * sizeof(float);
    }
    write_header(output.stream, header);
    for (size_t i = 0; i < tensor_count; i++) {
        fwrite(tensors[i].bytes, sizeof(float), tensors[i].count, output.stream);
    }
    status = ird_output_commit(&output, err);
done:
    json_object_put(header);
    json_object_put(pairs);
    return status;
}
