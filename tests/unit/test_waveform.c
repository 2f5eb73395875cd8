/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Courses in time as files: their text by hand, the raw one by ngspice where it is there.
 */
#include "check.h"

#include "dynamic/waveform.h"

static const double at_s[] = {0, 5e-12, 5.0001e-12, 10e-12};
static const double first[] = {0, 0.25, 0.5, 0.5}, second[] = {1e-3, 2e-3, NAN, -1e-3};
static const ird_waveform waves[] = {{"n1_0_0", false, first},
                                     {"V \"1\", pad", true, second}};
static const char basis[] = "no package: the sources are ideal\ndrawn by seed 7";
static const ird_waveform_set set = {at_s, 4, waves, 2, basis};

static void read_text(const char *name, char *text, size_t size) {
    FILE *f = fopen(name, "r");
    text[f != NULL ? fread(text, 1, size - 1, f) : 0] = '\0';
    if (f != NULL) {
        fclose(f);
    }
}

static void check_file(ird_waveform_format format, const char *name, const char *want) {
    ird_error err = {0};
    CHECK(ird_waveform_write(name, format, &set, &err) == IRD_OK);
    char text[2000] = {0};
    read_text(name, text, sizeof text);
    CHECK_TEXT(text, want);
    CHECK(ird_waveform_write("no/such/folder/x", format, &set, &err) == IRD_FILE_WRITE);
}

static void test_csv(void) {
    check_file(IRD_WAVEFORM_CSV, "waveform.csv",
               "# in time: no package: the sources are ideal\n"
               "# in time: drawn by seed 7\n"
               "time_s,n1_0_0,\"V \"\"1\"\", pad\"\n"
               "0,0,0.001\n5e-12,0.25,0.002\n5.0001e-12,0.5,\n1e-11,0.5,-0.001\n");
}

/* 5 ps and 0.1 fs more are one time, the later value stays. */
static void test_vcd(void) {
    check_file(IRD_WAVEFORM_VCD, "waveform.vcd",
               "$comment\n    in time: no package: the sources are ideal\n"
               "    in time: drawn by seed 7\n$end\n"
               "$timescale 1 fs $end\n$scope module irdrop $end\n"
               "$var real 64 ! n1_0_0 $end\n$var real 64 \" V_\"1\",_pad $end\n"
               "$upscope $end\n$enddefinitions $end\n"
               "#0\nr0 !\nr0.001 \"\n#5000\nr0.5 !\n#10000\nr-0.001 \"\n");
}

static void test_raw(void) {
    static const char head[] =
        "Title: in time: no package: the sources are ideal\n"
        "Title: in time: drawn by seed 7\nTitle: drops in time\nPlotname: Transient "
        "Analysis\nFlags: real\n"
        "No. Variables: 3\nNo. Points: 4\nVariables:\n\t0\ttime\ttime\n"
        "\t1\tv(n1_0_0)\tvoltage\n\t2\ti(V_\"1\",_pad)\tcurrent\nBinary:\n";
    ird_error err = {0};
    char got[sizeof head];
    double row[3];
    CHECK(ird_waveform_write("waveform.raw", IRD_WAVEFORM_RAW, &set, &err) == IRD_OK);
    FILE *f = fopen("waveform.raw", "rb");
    CHECK(fread(got, 1, sizeof head - 1, f) == sizeof head - 1);
    got[sizeof head - 1] = '\0';
    CHECK_TEXT(got, head);
    for (int k = 0; k < 4; k++) {
        CHECK(fread(row, sizeof *row, 3, f) == 3);
        CHECK(row[0] == at_s[k] && row[1] == first[k]);
        CHECK(row[2] == second[k] || (isnan(row[2]) && isnan(second[k])));
    }
    CHECK(fgetc(f) == EOF);
    fclose(f);
}

static void test_raw_by_ngspice(void) {
    if (system("command -v ngspice >/dev/null 2>&1") != 0) {
        printf("not held against ngspice, which is not installed\n");
        return;
    }
    ird_error err = {0};
    const ird_waveform_set one = {at_s, 4, waves, 1, basis};
    CHECK(ird_waveform_write("waveform.raw", IRD_WAVEFORM_RAW, &one, &err) == IRD_OK);
    FILE *f = fopen("waveform_deck.sp", "w");
    fputs("* load\n.control\nload waveform.raw\nlet most = vecmax(v(n1_0_0))\n"
          "let points = length(time)\necho got $&most $&points "
          "$curplottitle\nquit\n.endc\n.end\n",
          f);
    fclose(f);
    CHECK(system("timeout 60 ngspice -b waveform_deck.sp 2>&1 | "
                 "grep -q '^got 0.5 4 drops in time'") == 0);
}

/* Where nothing is said there is no comment. */
static void test_without_a_basis(void) {
    static const ird_waveform_format formats[] = {IRD_WAVEFORM_CSV, IRD_WAVEFORM_RAW,
                                                  IRD_WAVEFORM_VCD};
    static const char *const beginnings[] = {"time_s", "Title: drops in time",
                                             "$timescale"};
    ird_error err = {0};
    for (int k = 0; k < 6; k++) {
        const ird_waveform_set bare = {at_s, 4, waves, 2, k < 3 ? NULL : ""};
        char text[2000] = {0};
        CHECK(ird_waveform_write("waveform.txt", formats[k % 3], &bare, &err) == IRD_OK);
        read_text("waveform.txt", text, sizeof text);
        CHECK(strncmp(text, beginnings[k % 3], strlen(beginnings[k % 3])) == 0);
    }
}

int main(void) {
    RUN(test_without_a_basis);
    RUN(test_csv);
    RUN(test_vcd);
    RUN(test_raw);
    RUN(test_raw_by_ngspice);
    return check_summary("waveform");
}
