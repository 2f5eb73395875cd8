/* SPDX-License-Identifier: BSD-3-Clause */
#include "check.h"

#include "network/vsrc.h"

static ird_status parse(ird_source_file *file, const char *text, ird_error *err) {
    return ird_source_file_parse(file, text, strlen(text), "v.loc", err);
}

static void test_pdnsim_form(void) {
    ird_source_file f = {0};
    ird_error err = {0};
    CHECK(parse(&f, "# sources\n130,170,20,1.1\r\n\n 50, 50.5 ,0,1.1", &err) == IRD_OK);
    CHECK(f.places.count == 2 && f.volt == 1.1);
    CHECK(f.places.items[0].x_um == 130 && f.places.items[0].y_um == 170);
    CHECK(f.places.items[0].size_um == 20 && f.places.items[0].layer == -1);
    CHECK(f.places.items[1].y_um == 50.5 && f.places.items[1].size_um == 0);
    CHECK(f.places.items[1].line == 4 && f.places.items[1].name == -1);
    CHECK(parse(&f, "40, 33, 20,0\n", &err) == IRD_OK);
    CHECK(f.places.count == 1 && f.volt == 0);
    ird_source_file_free(&f);
}

static void test_voltus_form(void) {
    ird_source_file f = {0};
    ird_error err = {0};
    CHECK(parse(&f,
                "* vsrc_name X Y layer_name\n* VDD1 10.5 20 metal7\n"
                "VDD2 -3 4 metal8 # two\n* nothing else\n",
                &err) == IRD_OK);
    CHECK(f.places.count == 2 && isnan(f.volt));
    CHECK_TEXT(ird_names_get(&f.names, f.places.items[0].name), "VDD1");
    CHECK(f.places.items[0].x_um == 10.5 && f.places.items[1].x_um == -3);
    CHECK_TEXT(ird_names_get(&f.layer_names, f.places.items[1].layer), "metal8");
    ird_source_file_free(&f);
}

static void test_bad_inputs(void) {
    static const struct {
        const char *text;
        ird_status status;
        long line;
        const char *message;
    } cases[] = {
        {"", IRD_VSRC_EMPTY, 0,
         "the file names no source; write x,y,size,voltage or NAME X Y LAYER on each "
         "line"},
        {"1,2,3\n", IRD_VSRC_FORMAT, 1,
         "\"1,2,3\" is no source; write x,y,size,voltage or NAME X Y LAYER on each line"},
        {"1,2,3,1,5\n", IRD_VSRC_FORMAT, 1,
         "\"1,2,3,1,5\" is no source; write x,y,size,voltage or NAME X Y LAYER on each "
         "line"},
        {"1,2,3,1\nx,2,3,1\n", IRD_VSRC_NUMBER, 2, "\"x\" is no number"},
        {"1,2,nan,1\n", IRD_VSRC_NUMBER, 1, "\"nan\" is no number"},
        {"1,2,-3,1\n", IRD_VSRC_NUMBER, 1, "a size of -3 um cannot be; write 0 or more"},
        {"1,2,3,1.1\n1,2,3,1.2\n", IRD_VSRC_VOLTAGE, 2,
         "this source has 1.2 V, those before it 1.1 V; give one voltage a file"},
        {"V1 1 2 m7\n1,2,3,1\n", IRD_VSRC_FORMAT, 2,
         "\"1,2,3,1\" is no source; write x,y,size,voltage or NAME X Y LAYER on each "
         "line"},
        {"1,2,3,1\nV1 1 2 m7\n", IRD_VSRC_FORMAT, 2,
         "\"V1 1 2 m7\" is no source; write x,y,size,voltage or NAME X Y LAYER on each "
         "line"},
        {"V1 1 y m7\n", IRD_VSRC_FORMAT, 1,
         "\"V1 1 y m7\" is no source; write x,y,size,voltage or NAME X Y LAYER on each "
         "line"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ird_source_file f = {0};
        ird_error err = {0};
        CHECK(parse(&f, cases[i].text, &err) == cases[i].status);
        CHECK_TEXT(err.text, cases[i].message);
        CHECK(err.line == cases[i].line);
        CHECK(f.places.items == NULL);
    }
}

static void test_read_leaves_what_was(void) {
    ird_source_file f = {0};
    ird_error err = {0};
    CHECK(parse(&f, "1,2,3,1\n", &err) == IRD_OK);
    CHECK(ird_source_file_read(&f, "no/such", &err) == IRD_FILE_OPEN);
    CHECK(parse(&f, "bad\n", &err) == IRD_VSRC_FORMAT);
    CHECK(f.places.count == 1 && f.volt == 1);
    ird_source_file_free(&f);
}

/* 4 sources of 1.1 V and 1 of 0 V: cat of the files. */
static void test_shared_files(void) {
    char path[1024];
    ird_source_file f = {0};
    ird_error err = {0};
    shared_path(path, sizeof path, "nangate45/Vsrc_aes_vdd.loc");
    CHECK(ird_source_file_read(&f, path, &err) == IRD_OK);
    CHECK(f.places.count == 4 && f.volt == 1.1 && f.places.items[2].y_um == 410);
    shared_path(path, sizeof path, "nangate45/Vsrc_gcd_vss.loc");
    CHECK(ird_source_file_read(&f, path, &err) == IRD_OK);
    CHECK(f.places.count == 1 && f.volt == 0);
    ird_source_file_free(&f);
}

int main(void) {
    RUN(test_pdnsim_form);
    RUN(test_voltus_form);
    RUN(test_bad_inputs);
    RUN(test_read_leaves_what_was);
    RUN(test_shared_files);
    return check_summary("vsrc");
}
