/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/notes.h"

#include <stdio.h>
#include <string.h>

static const char *const doing = "noting what a file has";

static void free_note(ird_note *note) {
    ird_free(note->file);
    ird_free(note->text);
}

void ird_notes_truncate(ird_notes *notes, size_t count) {
    while (notes->items.count > count) {
        free_note(&notes->items.items[--notes->items.count]);
    }
}

void ird_notes_free(ird_notes *notes) {
    ird_notes_truncate(notes, 0);
    ird_free(notes->items.items);
    memset(notes, 0, sizeof *notes);
}

bool ird_notes_count(ird_notes *notes, ird_status id, const char *file) {
    for (size_t i = 0; i < notes->items.count; i++) {
        ird_note *note = &notes->items.items[i];
        if (note->id == id && strcmp(note->file, file) == 0) {
            note->count++;
            return true;
        }
    }
    return false;
}

/* One that owns copies of file and text, added behind the others. */
static ird_status push(ird_notes *notes, const ird_note *like, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&notes->items, 1, doing, err));
    ird_note note = *like;
    note.file = ird_copy_string(like->file, strlen(like->file));
    note.text = ird_copy_string(like->text, strlen(like->text));
    if (note.file == NULL || note.text == NULL) {
        free_note(&note);
        return ird_fail_memory(err, doing);
    }
    notes->items.items[notes->items.count++] = note;
    return IRD_OK;
}

ird_status ird_notes_add(ird_notes *notes, ird_status id, const char *file, long line,
                         ird_error *err, const char *format, ...) {
    if (ird_notes_count(notes, id, file)) {
        return IRD_OK;
    }
    char text[sizeof err->text];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ird_note note = {id, 1, line, (char *)file, text};
    return push(notes, &note, err);
}

ird_status ird_notes_move(ird_notes *notes, ird_notes *from, ird_error *err) {
    IRD_TRY(ird_vec_reserve(&notes->items, from->items.count, doing, err));
    for (size_t i = 0; i < from->items.count; i++) {
        notes->items.items[notes->items.count++] = from->items.items[i];
    }
    from->items.count = 0;
    return IRD_OK;
}

ird_status ird_notes_copy(ird_notes *notes, const ird_notes *from, ird_error *err) {
    size_t had = notes->items.count;
    for (size_t i = 0; i < from->items.count; i++) {
        ird_status status = push(notes, &from->items.items[i], err);
        if (status != IRD_OK) {
            ird_notes_truncate(notes, had);
            return status;
        }
    }
    return IRD_OK;
}

size_t ird_notes_total(const ird_notes *notes, ird_status id) {
    size_t total = 0;
    for (size_t i = 0; i < notes->items.count; i++) {
        total += notes->items.items[i].id == id ? notes->items.items[i].count : 0;
    }
    return total;
}

ird_status ird_note_write(ird_text *out, const ird_note *note, ird_error *err) {
    size_t had = out->bytes.count;
    ird_status status = ird_text_printf(out, err, "%s:", note->file);
    if (status == IRD_OK && note->line > 0) {
        status = ird_text_printf(out, err, "%ld:", note->line);
    }
    if (status == IRD_OK) {
        status = ird_text_printf(out, err, " %s", note->text);
    }
    if (status == IRD_OK && note->count > 1) {
        status = ird_text_printf(out, err, " (the first of %zu)", note->count);
    }
    if (status == IRD_OK) {
        status = ird_text_printf(out, err, " [IRD-%04d]", (int)note->id);
    }
    if (status != IRD_OK) {
        ird_text_truncate(out, had);
    }
    return status;
}

ird_status ird_notes_write(ird_text *out, const ird_notes *notes, ird_error *err) {
    size_t had = out->bytes.count;
    for (size_t i = 0; i < notes->items.count; i++) {
        ird_status status = ird_note_write(out, &notes->items.items[i], err);
        if (status == IRD_OK) {
            status = ird_text_add(out, "\n", 1, err);
        }
        if (status != IRD_OK) {
            ird_text_truncate(out, had);
            return status;
        }
    }
    return IRD_OK;
}
