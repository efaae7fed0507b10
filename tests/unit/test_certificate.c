/* Whose certificate it is, and in words why it is not believed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "sip/certificate.h"

#define NOW 1800000000		/* 2027-01-15 08:00 UTC */
#define DAY 86400

struct made {
	X509 *x;
	EVP_PKEY *key;
};

static void extend(X509 *x, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *e;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, x, x, NULL, NULL, 0);
	e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	assert_non_null(e);
	X509_add_ext(x, e, -1);
	X509_EXTENSION_free(e);
}

/* issuer NULL: by itself.  names: of subjectAltName; NULL none. */
static struct made make(const char *common, const char *names,
	const struct made *issuer, int from_days, int to_days)
{
	struct made m = { X509_new(), EVP_EC_gen("P-256") };
	const struct made *by = issuer ? issuer : &m;
	static long serial;

	X509_set_version(m.x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(m.x), ++serial);
	X509_time_adj_ex(X509_getm_notBefore(m.x), from_days, 0,
		&(time_t){ NOW });
	X509_time_adj_ex(X509_getm_notAfter(m.x), to_days, 0, &(time_t){ NOW });
	X509_NAME_add_entry_by_txt(X509_get_subject_name(m.x), "CN",
		MBSTRING_UTF8, (const unsigned char *)common, -1, -1, 0);
	X509_set_issuer_name(m.x, X509_get_subject_name(by->x));
	X509_set_pubkey(m.x, m.key);
	if (!names || !strcmp(names, "CA"))
		extend(m.x, NID_basic_constraints, names ? "critical,CA:TRUE" :
			"CA:FALSE");
	if (names && strcmp(names, "CA"))
		extend(m.x, NID_subject_alt_name, names);
	assert_true(X509_sign(m.x, by->key, EVP_sha256()) > 0);
	return m;
}

static void drop(struct made *m)
{
	X509_free(m->x);
	EVP_PKEY_free(m->key);
}

static bool judge(const struct made *leaf, const struct made *root,
	struct certificate_wish w, char why[CERTIFICATE_WHY])
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	bool good;

	X509_STORE_add_cert(store, root->x);
	X509_STORE_CTX_init(ctx, store, leaf->x, NULL);
	X509_STORE_CTX_set_default(ctx, "ssl_server");
	w.name = w.name ? w.name : "pbx.test";
	w.now_s = NOW;
	why[0] = '\0';
	good = certificate_judge(ctx, &w, why);
	assert_true(good == (X509_STORE_CTX_get_error(ctx) == X509_V_OK));
	assert_true(good == !why[0]);
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	return good;
}

static void is_for(const char *names, const char *host, bool wanted)
{
	struct made m = make("pbx.test", names, NULL, -1, 1);

	if (certificate_is_for(m.x, host) != wanted)
		fail_msg("%s for %s", names ? names : "(none)", host);
	drop(&m);
}

static void names_are_compared_as_a_whole(void **state)
{
	(void)state;
	is_for("DNS:pbx.test", "pbx.test", true);
	is_for("DNS:PBX.Test", "pbx.tesT", true);
	is_for("DNS:pbx.test", "pbx.test.", true);
	is_for("DNS:other.test,DNS:pbx.test", "pbx.test", true);
	is_for("DNS:pbx.test", "a.pbx.test", false);
	is_for("DNS:a.pbx.test", "pbx.test", false);
	is_for("DNS:xpbx.test", "pbx.test", false);
	is_for("email:pbx.test@pbx.test", "pbx.test", false);
}

static void covers(const char *names, const char *host, bool wanted)
{
	struct made m = make("pbx.test", names, NULL, -1, 1);

	is_for(names, host, false);		/* RFC 5922 7.2 */
	if (certificate_covers(m.x, host) != wanted)
		fail_msg("%s for %s", names, host);
	drop(&m);
}

static void a_star_counts_where_it_may_and_is_a_label(void **state)
{
	(void)state;
	covers("DNS:*.pbx.test", "a.pbx.test", true);
	covers("DNS:*.PBX.test", "A.pbx.test.", true);
	covers("DNS:*.pbx.test", "a.b.pbx.test", false);
	covers("DNS:*.pbx.test", "pbx.test", false);
	covers("DNS:*.pbx.test", ".pbx.test", false);
	covers("DNS:*.test", "pbx.test", false);
	covers("DNS:*", "pbx", false);
	covers("DNS:*", "*", false);
	covers("DNS:*.pbx.test", "*.pbx.test", false);
	covers("DNS:a*.pbx.test", "ab.pbx.test", false);
	covers("DNS:a.*.test", "a.pbx.test", false);
	covers("DNS:*.*.pbx.test", "a.b.pbx.test", false);
	covers("URI:sip:*.pbx.test", "a.pbx.test", false);
	covers("DNS:*.0.2.1", "192.0.2.1", false);
}

static void a_star_may_be_let_in(void **state)
{
	struct made root = make("Root", "CA", NULL, -9, 9);
	struct made leaf = make("leaf", "DNS:*.pbx.test", &root, -1, 1);
	struct certificate_wish w = { .verify = TLS_FULL, .name = "a.pbx.test" };
	char why[CERTIFICATE_WHY];

	(void)state;
	assert_false(judge(&leaf, &root, w, why));
	assert_string_equal(why, "the certificate has a wildcard (theirs: "
		"*.pbx.test; wanted: a.pbx.test), which counts for nothing in "
		"SIP (RFC 5922); tls_wildcard = yes takes it");
	w.wildcards = true;
	assert_true(judge(&leaf, &root, w, why));
	w.name = "a.b.pbx.test";
	assert_false(judge(&leaf, &root, w, why));
	drop(&root), drop(&leaf);
}

static void names_of_other_alphabets_are_as_dns_has_them(void **state)
{
	(void)state;
	is_for("DNS:xn--mnchen-3ya.test", "XN--Mnchen-3ya.test", true);
	is_for("DNS:xn--mnchen-3ya.test", "m\303\274nchen.test", false);
}

static void a_uri_names_a_domain_and_no_person(void **state)
{
	(void)state;
	is_for("URI:sip:pbx.test", "pbx.test", true);
	is_for("URI:sips:PBX.test", "pbx.test", true);
	is_for("URI:sip:ann@pbx.test", "pbx.test", false);
	is_for("URI:https://pbx.test", "pbx.test", false);
	is_for("URI:sip:*.pbx.test", "a.pbx.test", false);
	is_for("URI:x", "x", false);
	/* Where a domain is named as one, DNS names are of other services. */
	is_for("URI:sip:other.test,DNS:pbx.test", "pbx.test", false);
	is_for("DNS:other.test,URI:SIP:pbx.test", "pbx.test", true);
	is_for("URI:sip:ann@other.test,DNS:pbx.test", "pbx.test", true);
	is_for("URI:https://other.test,DNS:pbx.test", "pbx.test", true);
	is_for("URI:sip:other.test,IP:192.0.2.1", "192.0.2.1", true);
}

static void an_address_is_one_and_no_name(void **state)
{
	(void)state;
	is_for("IP:192.0.2.1", "192.0.2.1", true);
	is_for("IP:192.0.2.1", "192.0.2.2", false);
	is_for("IP:2001:db8::1", "2001:db8:0::1", true);
	is_for("DNS:192.0.2.1", "192.0.2.1", false);
}

static void the_common_name_counts_where_it_is_alone(void **state)
{
	(void)state;
	is_for(NULL, "pbx.test", true);
	is_for(NULL, "other.test", false);
	is_for("DNS:other.test", "pbx.test", false);
	is_for("email:a@pbx.test", "pbx.test", false);
}

static void an_address_as_a_common_name_is_none(void **state)
{
	struct made root = make("Root", "CA", NULL, -9, 9);
	struct made leaf = make("192.0.2.1", NULL, &root, -1, 1);
	struct certificate_wish w = { .verify = TLS_FULL, .name = "192.0.2.1" };
	char why[CERTIFICATE_WHY];

	(void)state;
	assert_false(judge(&leaf, &root, w, why));
	assert_string_equal(why, "the certificate is for another name (theirs: "
		"192.0.2.1; wanted: 192.0.2.1 as its alternative name)");
	drop(&root), drop(&leaf);
}

static void a_name_with_a_zero_inside_is_none(void **state)
{
	static const unsigned char bytes[] = "pbx.test\0.evil.test";
	GENERAL_NAMES *all = GENERAL_NAMES_new();
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_IA5STRING *text = ASN1_IA5STRING_new();
	X509 *x = X509_new();
	char names[100];

	(void)state;
	ASN1_STRING_set(text, bytes, sizeof bytes - 1);
	GENERAL_NAME_set0_value(name, GEN_DNS, text);
	sk_GENERAL_NAME_push(all, name);
	X509_add1_ext_i2d(x, NID_subject_alt_name, all, 0, X509V3_ADD_DEFAULT);
	GENERAL_NAMES_free(all);
	assert_false(certificate_is_for(x, "pbx.test"));
	certificate_names(x, names, sizeof names);
	assert_string_equal(names, "");
	X509_free(x);
}

static void refused(const struct made *leaf, const struct made *root,
	struct certificate_wish w, const char *words)
{
	char why[CERTIFICATE_WHY];

	assert_false(judge(leaf, root, w, why));
	assert_string_equal(why, words);
}

static void each_reason_has_its_words(void **state)
{
	struct made root = make("Root", "CA", NULL, -9, 9);
	struct made other = make("Other", "CA", NULL, -9, 9);
	struct made old = make("old", "DNS:pbx.test", &root, -5, -2);
	struct made young = make("young", "DNS:pbx.test", &root, 2, 5);
	struct made strange = make("strange", "DNS:pbx.test", &other, -1, 1);
	struct made alone = make("alone", "DNS:pbx.test", NULL, -1, 1);
	struct made wrong = make("wrong", "DNS:a.test,DNS:b.test", &root, -1, 1);
	struct certificate_wish w = { .verify = TLS_FULL };
	char why[CERTIFICATE_WHY];

	(void)state;
	refused(&old, &root, w,
		"the certificate has expired, on 2027-01-13 08:00 UTC");
	refused(&young, &root, w, "the certificate is not valid before "
		"2027-01-17 08:00 UTC; is the clock right?");
	refused(&strange, &root, w, "the issuer of the certificate is not known "
		"here: Other; tls_ca names its file");
	refused(&alone, &root, w, "the certificate is self-signed: nobody "
		"vouches for it; tls_pin or tls_ca can name it");
	refused(&wrong, &root, w, "the certificate is for another name (theirs: "
		"a.test, b.test; wanted: pbx.test)");
	w.verify = TLS_CA;
	assert_true(judge(&wrong, &root, w, why));
	refused(&old, &root, w,
		"the certificate has expired, on 2027-01-13 08:00 UTC");
	w.verify = TLS_OFF;
	assert_true(judge(&old, &root, w, why));
	assert_true(judge(&alone, &root, w, why));
	drop(&root), drop(&other), drop(&old), drop(&young), drop(&strange);
	drop(&alone), drop(&wrong);
}

static void an_expired_issuer_is_the_one_that_is_named(void **state)
{
	struct made root = make("Root", "CA", NULL, -9, -2);
	struct made leaf = make("leaf", "DNS:pbx.test", &root, -1, 1);

	(void)state;
	refused(&leaf, &root, (struct certificate_wish){ .verify = TLS_FULL },
		"the certificate of its issuer Root has expired, on "
		"2027-01-13 08:00 UTC");
	drop(&root), drop(&leaf);
}

static void an_address_may_show_the_domain_that_is_at_home_there(void **state)
{
	struct made root = make("Root", "CA", NULL, -9, 9);
	struct made leaf = make("leaf", "DNS:pbx.test", &root, -1, 1);
	struct certificate_wish w = { .verify = TLS_FULL,
		.name = "192.0.2.1", .other = "pbx.test" };
	char why[CERTIFICATE_WHY];

	(void)state;
	assert_true(judge(&leaf, &root, w, why));
	w.name = "other.test";
	assert_false(judge(&leaf, &root, w, why));
	drop(&root), drop(&leaf);
}

static void a_pin_is_one_key(void **state)
{
	struct made root = make("Root", "CA", NULL, -9, 9);
	struct made leaf = make("leaf", "DNS:a.test", NULL, -5, -2);
	struct made good = make("good", "DNS:pbx.test", &root, -1, 1);
	uint8_t pin[PIN_BYTES];
	struct certificate_wish w = { .verify = TLS_PIN, .pin = pin };
	char why[CERTIFICATE_WHY], text[PIN_TEXT], words[CERTIFICATE_WHY];

	(void)state;
	assert_true(certificate_pin(leaf.x, pin));
	assert_true(judge(&leaf, &root, w, why));
	pin_text(pin, text);
	snprintf(words, sizeof words, "the key is another one than tls_pin says "
		"(seen: %s)", text);
	pin[3] ^= 1;
	refused(&leaf, &root, w, words);
	w.pin = NULL;
	assert_false(judge(&leaf, &root, w, why));
	/* With the others it counts beside them. */
	w = (struct certificate_wish){ .verify = TLS_FULL, .pin = pin };
	assert_false(judge(&good, &root, w, why));
	assert_true(certificate_pin(good.x, pin));
	assert_true(judge(&good, &root, w, why));
	drop(&root), drop(&leaf), drop(&good);
}

static void words_of_a_certificate_are_clean_and_short(void **state)
{
	char long_name[64 + 1], why[CERTIFICATE_WHY];
	struct made root = make("Ro\033[1mot", "CA", NULL, -9, 9);
	struct made leaf = make("a\nb", "URI:x\t,IP:192.0.2.1", &root, -1, 1);
	struct certificate_wish w = { .verify = TLS_FULL };

	(void)state;
	assert_false(judge(&leaf, &root, w, why));
	for (const char *c = why; *c; c++)
		assert_true((unsigned char)*c >= ' ');
	memset(long_name, 'x', 64);
	long_name[64] = '\0';
	certificate_subject(leaf.x, why, sizeof why);
	assert_string_equal(why, "a b");
	drop(&root), drop(&leaf);
	leaf = make(long_name, NULL, NULL, -1, 1);
	certificate_subject(leaf.x, why, 10);
	assert_int_equal(strlen(why), 9);
	drop(&leaf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_compared_as_a_whole),
		cmocka_unit_test(a_star_counts_where_it_may_and_is_a_label),
		cmocka_unit_test(a_star_may_be_let_in),
		cmocka_unit_test(names_of_other_alphabets_are_as_dns_has_them),
		cmocka_unit_test(a_uri_names_a_domain_and_no_person),
		cmocka_unit_test(an_address_is_one_and_no_name),
		cmocka_unit_test(the_common_name_counts_where_it_is_alone),
		cmocka_unit_test(an_address_as_a_common_name_is_none),
		cmocka_unit_test(a_name_with_a_zero_inside_is_none),
		cmocka_unit_test(each_reason_has_its_words),
		cmocka_unit_test(an_expired_issuer_is_the_one_that_is_named),
		cmocka_unit_test(
			an_address_may_show_the_domain_that_is_at_home_there),
		cmocka_unit_test(a_pin_is_one_key),
		cmocka_unit_test(words_of_a_certificate_are_clean_and_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
