/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Reading of rules: values, patterns, the example that irdrop ships, and broken files,
 * each with its message and line. That the schema alone refuses the files of tests/bad
 * as well is a matter of tests/gate/schema.
 */
#include "bad_xml.h"
#include "check.h"

#include "base/pattern.h"
#include "gate/rules.h"
#include "gate/value.h"

static void test_patterns(void) {
    CHECK(ird_pattern_matches("*", ""));
    CHECK(ird_pattern_matches("", ""));
    CHECK(!ird_pattern_matches("", "a"));
    CHECK(ird_pattern_matches("ram*", "ram"));
    CHECK(ird_pattern_matches("*/ram[?]", "top/x/ram[3]"));
    CHECK(!ird_pattern_matches("*/ram[?]", "top/x/ram[31]"));
    CHECK(ird_pattern_matches("a*b*c", "aXbYbZc"));
    CHECK(!ird_pattern_matches("a*b*c", "aXbYbZ"));
    CHECK(!ird_pattern_matches("?", ""));
    CHECK(ird_pattern_matches("a\\[1\\]", "a\\[1\\]"));
    CHECK(ird_pattern_is_name("core/u[1]"));
    CHECK(!ird_pattern_is_name("V?D"));
}

static void check_level(const char *text, ird_level_unit unit, double value) {
    ird_level level = {0};
    if (CHECK(ird_value_level(text, true, &level))) {
        CHECK(level.given && level.unit == unit);
        CHECK_NEAR(level.value, value, 1e-15);
    }
}

static void test_values(void) {
    check_level("5%", IRD_LEVEL_PERCENT, 5);
    check_level(" 50mV ", IRD_LEVEL_VOLT, 0.05);
    check_level("0.05V", IRD_LEVEL_VOLT, 0.05);
    check_level("0.7", IRD_LEVEL_RELATIVE, 0.7);
    static const char *const no_levels[] = {"",    "%",     "mV",  "5 %",  "+5%", "5.%",
                                            ".5%", "1e-1V", "nan", "inf%", "5%%", "0x5V"};
    for (size_t i = 0; i < sizeof no_levels / sizeof *no_levels; i++) {
        ird_level level;
        CHECK(!ird_value_level(no_levels[i], true, &level));
    }
    double share = -1;
    CHECK(ird_value_share("2%", &share) && share > 0.0199 && share < 0.0201);
    CHECK(ird_value_share("1", &share) && ird_value_share("100%", &share));
    CHECK(!ird_value_share("1.01", &share) && !ird_value_share("101%", &share));
    size_t count = 7;
    CHECK(ird_value_count("0", &count) && count == 0);
    CHECK(ird_value_count("999999999", &count) && count == 999999999);
    CHECK(!ird_value_count("1000000000", &count) && !ird_value_count("-1", &count));
}

static void test_dates(void) {
    CHECK(ird_value_is_date("2028-02-29") && ird_value_is_date("2000-02-29"));
    CHECK(!ird_value_is_date("2027-02-29") && !ird_value_is_date("1900-02-29"));
    CHECK(!ird_value_is_date("2027-13-01") && !ird_value_is_date("2027-00-01"));
    CHECK(!ird_value_is_date("2027-04-31") && !ird_value_is_date("2027-4-3"));
    CHECK(!ird_value_is_date("2027-04-3x") && !ird_value_is_date("2027/04/30"));
}

static void check_kinds(const ird_rules *rules) {
    static const ird_limit_kind kinds[] = {
        IRD_LIMIT_DROP,        IRD_LIMIT_EFFECTIVE_SUPPLY,
        IRD_LIMIT_UNCONNECTED, IRD_LIMIT_DEFAULT_SOURCES,
        IRD_LIMIT_DROP,        IRD_LIMIT_DROP,
        IRD_LIMIT_HOTSPOTS,    IRD_LIMIT_HOT_AREA};
    if (CHECK(rules->limits.count == sizeof kinds / sizeof *kinds)) {
        for (size_t i = 0; i < rules->limits.count; i++) {
            CHECK(rules->limits.items[i].kind == kinds[i]);
        }
    }
}

/* What the example says, by reading it. */
static void test_example(void) {
    ird_rules rules = {0};
    ird_error err = {0};
    if (!CHECK(ird_rules_read(&rules, IRD_SOURCE_DIR "/flow/rules_example.xml", &err) ==
               IRD_OK)) {
        fprintf(stderr, "%ld: %s\n", err.line, err.text);
        return;
    }
    check_kinds(&rules);
    const ird_limit *limit = rules.limits.items;
    CHECK_TEXT(limit[0].net, "VDD*");
    CHECK_TEXT(limit[0].corner, "*");
    CHECK_TEXT(limit[0].text, "5%");
    CHECK(limit[0].line == 11 && !limit[0].has_region);
    CHECK(limit[5].has_region);
    CHECK_TEXT(limit[5].region_name, "memory");
    CHECK_NEAR(limit[5].region.x1_um, 60.5, 0);
    CHECK_NEAR(limit[5].level.value, 0.03, 1e-15);
    CHECK(limit[6].count == 3 && limit[6].above.unit == IRD_LEVEL_RELATIVE);
    CHECK_NEAR(limit[7].share, 0.1, 1e-15);
    CHECK(!limit[3].allowed);
    if (CHECK(rules.waivers.count == 2)) {
        const ird_waiver *waiver = rules.waivers.items;
        CHECK(waiver[0].has_kind && waiver[0].kind == IRD_LIMIT_DROP);
        CHECK_TEXT(waiver[0].expires, "2027-03-31");
        CHECK(waiver[0].boxes.count == 1 && waiver[1].boxes.count == 0);
        CHECK_NEAR(waiver[0].boxes.items[0].y1_um, 12, 0);
        CHECK_TEXT(waiver[1].instance, "spare_*");
        CHECK(waiver[1].net == NULL && waiver[1].layer == NULL);
    }
    ird_rules_free(&rules);
}

/* --- broken files --------------------------------------------------------------------
 */

static const bad_xml cases[] = {
    {"not_closed", IRD_RULES_XML, 5, ""},
    {"cut_short", IRD_RULES_XML, 4, ""},
    {"empty", IRD_RULES_XML, 1, ""},
    {"two_roots", IRD_RULES_XML, 7, ""},
    {"attribute_twice", IRD_RULES_XML, 4, ""},
    {"bad_utf8", IRD_RULES_XML, 4, ""},
    {"undefined_entity", IRD_RULES_XML, 4, ""},
    {"entity_bomb", IRD_RULES_DOCTYPE, 2, "irdrop-rules"},
    {"external_entity", IRD_RULES_DOCTYPE, 2, "irdrop-rules"},
    {"external_dtd", IRD_RULES_DOCTYPE, 2, "irdrop-rules"},
    {"wrong_root", IRD_RULES_ELEMENT, 2, "irdrop-rules"},
    {"other_namespace", IRD_RULES_ELEMENT, 2, "irdrop-rules"},
    {"no_version", IRD_RULES_MISSING, 2, "version"},
    {"version_2", IRD_RULES_VALUE, 2, "version"},
    {"no_limits", IRD_RULES_MISSING, 2, "limits"},
    {"empty_limits", IRD_RULES_MISSING, 3, "limits"},
    {"unknown_limit", IRD_RULES_ELEMENT, 4, "dropp"},
    {"unknown_element", IRD_RULES_ELEMENT, 6, "waivers"},
    {"unknown_attribute", IRD_RULES_ATTRIBUTE, 4, "maximum"},
    {"no_max", IRD_RULES_MISSING, 4, "max"},
    {"drop_without_unit", IRD_RULES_VALUE, 4, "drop"},
    {"drop_negative", IRD_RULES_VALUE, 4, "drop"},
    {"drop_exponent", IRD_RULES_VALUE, 4, "drop"},
    {"drop_unknown_unit", IRD_RULES_VALUE, 4, "drop"},
    {"drop_decimal_comma", IRD_RULES_VALUE, 4, "drop"},
    {"hotspots_fraction", IRD_RULES_VALUE, 4, "hotspots"},
    {"hotspots_bad_above", IRD_RULES_VALUE, 4, "above"},
    {"sources_maybe", IRD_RULES_VALUE, 4, "default-sources"},
    {"text_inside", IRD_RULES_ELEMENT, 3, "text"},
    {"element_inside_limit", IRD_RULES_ELEMENT, 4, "hotspots"},
    {"empty_net", IRD_RULES_VALUE, 3, "net"},
    {"region_without_corner", IRD_RULES_MISSING, 4, "y1"},
    {"region_of_words", IRD_RULES_VALUE, 4, "x1"},
    {"region_last", IRD_RULES_ELEMENT, 5, "region"},
    {"region_of_net_limit", IRD_RULES_ELEMENT, 5, "unconnected-instances"},
    {"waiver_without_owner", IRD_RULES_MISSING, 6, "owner"},
    {"waiver_without_reason", IRD_RULES_MISSING, 6, "reason"},
    {"waiver_without_expiry", IRD_RULES_MISSING, 6, "expires"},
    {"waiver_of_nothing", IRD_RULES_MISSING, 6, "waives"},
    {"waiver_bad_date", IRD_RULES_VALUE, 6, "expires"},
    {"waiver_date_form", IRD_RULES_VALUE, 6, "expires"},
    {"waiver_unknown_limit", IRD_RULES_VALUE, 6, "limit"},
    {"waiver_with_circle", IRD_RULES_ELEMENT, 7, "circle"},
};

/* What rules hold already stays, and nothing of the broken file joins it. */
static void check_refused(const char *path, const bad_xml *bad) {
    ird_rules rules = {0};
    ird_error err = {0};
    CHECK(ird_rules_add(&rules, IRD_LIMIT_HOTSPOTS, "3", NULL) == IRD_OK);
    ird_status status = ird_rules_read(&rules, path, &err);
    bad_xml_check(bad, path, status, &err);
    CHECK(rules.limits.count == 1 && rules.waivers.count == 0 && rules.path == NULL);
    ird_rules_free(&rules);
}

static void test_broken(void) {
    bad_xml_check_files("rules", cases, sizeof cases / sizeof *cases, check_refused);
}

/* What no schema can say. */
static void test_beyond_schema(void) {
    static const char path[] = "test_rules.xml";
    bad_xml_write(path,
                  "<irdrop-rules version='1'><limits>\n"
                  "<region x0='2' y0='0' x1='1' y1='1'/><drop max='5%'/></limits>",
                  0, "</irdrop-rules>");
    check_refused(path, &(bad_xml){"corners", IRD_RULES_VALUE, 2, "x0 must be below"});
    bad_xml_write(path,
                  "<irdrop-rules version='1'><limits>\n<hot-area max='101%'/></limits>",
                  0, "</irdrop-rules>");
    check_refused(path, &(bad_xml){"share", IRD_RULES_VALUE, 2, "at most all of it"});
    bad_xml_write(path, "<irdrop-rules version='1'>", 5 << 20, "</irdrop-rules>");
    check_refused(path, &(bad_xml){"size", IRD_RULES_SIZE, 0, "bytes"});
    remove(path);
    check_refused(path, &(bad_xml){"absent", IRD_FILE_OPEN, 0, "cannot open"});
}

static void test_options(void) {
    ird_rules rules = {0};
    ird_error err = {0};
    CHECK(ird_rules_add(&rules, IRD_LIMIT_DROP, "50mV", &err) == IRD_OK);
    CHECK(rules.limits.count == 1 && rules.limits.items[0].line == 0);
    CHECK(ird_rules_add(&rules, IRD_LIMIT_DROP, "50", &err) == IRD_RULES_VALUE);
    CHECK_TEXT(err.detail, "50");
    CHECK(ird_rules_add(&rules, IRD_LIMIT_HOTSPOTS, "-1", &err) == IRD_RULES_VALUE);
    CHECK(rules.limits.count == 1);
    ird_rules_free(&rules);
}

int main(void) {
    RUN(test_patterns);
    RUN(test_values);
    RUN(test_dates);
    RUN(test_example);
    RUN(test_broken);
    RUN(test_beyond_schema);
    RUN(test_options);
    return check_summary("rules");
}
