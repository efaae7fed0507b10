#include "protection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

static char *clean(const json_t *o, const char *name)
{
	return text_clean(json_text(o, name), TEXT_CHARACTERS);
}

void protection_read(struct protection *p, const json_t *media)
{
	*p = (struct protection){
		.security = clean(media, "security"),
		.suite = clean(media, "suite"),
		.problem = clean(media, "keying_problem"),
		.ice = clean(media, "ice"),
		.ice_here = clean(json_object_get(media, "ice_local"), "type"),
		.ice_there = clean(json_object_get(media, "ice_remote"),
			"type"),
	};
}

void protection_clear(struct protection *p)
{
	free(p->security);
	free(p->suite);
	free(p->problem);
	free(p->ice);
	free(p->ice_here);
	free(p->ice_there);
	*p = (struct protection){ 0 };
}

bool protection_is_open(const struct protection *p)
{
	return p->security && !strcmp(p->security, "none");
}

bool protection_is_on(const struct protection *p)
{
	return p->security && strcmp(p->security, "none");
}

bool protection_is_awaited(const struct protection *p)
{
	return p->security && !strcmp(p->security, "dtls") && !p->suite;
}

bool protection_has_failed(const struct protection *p)
{
	return protection_is_awaited(p) && p->problem;
}

bool protection_same(const struct protection *a, const struct protection *b)
{
	return text_same(a->security, b->security) &&
		text_same(a->suite, b->suite);
}

/* --- how it is encrypted ---------------------------------------------------*/

/* As RFC 4568, 6188 and 7714 call them for SDES; for DTLS RFC 5764 and 7714 put
 * SRTP_ before. */
static const struct {
	const char *name, *shown;
} suites[] = {
	{ "AEAD_AES_256_GCM", "AES-256-GCM" },
	{ "AEAD_AES_128_GCM", "AES-128-GCM" },
	{ "AES_256_CM_HMAC_SHA1_80", "AES-256" },
	{ "AES_256_CM_HMAC_SHA1_32", "AES-256, tag 32" },
	{ "AES_CM_128_HMAC_SHA1_80", "AES-128" },
	{ "AES_CM_128_HMAC_SHA1_32", "AES-128, tag 32" },
	{ "AES128_CM_HMAC_SHA1_80", "AES-128" },
	{ "AES128_CM_HMAC_SHA1_32", "AES-128, tag 32" },
};

static const char *suite_shown(const char *name)
{
	if (!strncmp(name, "SRTP_", 5))
		name += 5;
	for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
		if (!strcmp(suites[i].name, name))
			return suites[i].shown;
	return name;
}

static const char *keying(const struct protection *p)
{
	return !strcmp(p->security, "dtls") ? "DTLS" :
		!strcmp(p->security, "sdes") ? "SDES" : p->security;
}

void protection_words(const struct protection *p, char text[PROTECTION_TEXT])
{
	if (protection_is_awaited(p))
		text_format(text, PROTECTION_TEXT, "DTLS, no keys yet");
	else if (protection_is_on(p))
		text_format(text, PROTECTION_TEXT, "SRTP%s%s, %s",
			p->suite ? " " : "",
			p->suite ? suite_shown(p->suite) : "", keying(p));
	else
		text_format(text, PROTECTION_TEXT, "%s",
			protection_is_open(p) ? "no encryption" : "");
}

const char *protection_word(const struct protection *p)
{
	return protection_is_open(p) ? "open" : protection_has_failed(p) ?
		"fail" : p->security ? p->security : "";
}

void protection_said(const struct protection *p, char text[PROTECTION_TEXT])
{
	if (protection_is_on(p))
		text_format(text, PROTECTION_TEXT, "%s (%.20s)",
			protection_has_failed(p) ? "NO keys" : "encrypted",
			p->security);
	else
		text_format(text, PROTECTION_TEXT, "%s",
			protection_is_open(p) ? "NOT encrypted" : "");
}

/* --- which way it takes ----------------------------------------------------*/

static bool is_type(const char *type, const char *of)
{
	return type && !strcmp(type, of);
}

static bool is_translated(const char *type)
{
	return is_type(type, "srflx") || is_type(type, "prflx");
}

bool protection_path_failed(const struct protection *p)
{
	return is_type(p->ice, "failed");
}

const char *protection_path(const struct protection *p)
{
	if (!p->ice)
		return "";
	if (protection_path_failed(p))
		return "no way found by ICE";
	if (is_type(p->ice_here, "relay"))
		return "relayed by TURN";
	if (is_type(p->ice_there, "relay"))
		return "relayed by TURN there";
	if (is_translated(p->ice_here) || is_translated(p->ice_there))
		return "through NAT";
	return p->ice_here ? "direct" : "ICE looks for a way";
}
