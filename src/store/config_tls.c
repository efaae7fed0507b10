#include "store/config_tls.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "store/config_check.h"

void config_tls_take(struct tls_config *t, const struct section *s)
{
	*t = (struct tls_config){
		.verify = section_word(s, "tls_verify"),
		.wildcards = section_switch(s, "tls_wildcard"),
		.ca = section_path(s, "tls_ca"),
		.cert = section_path(s, "tls_cert"),
		.key = section_path(s, "tls_key") };
	if (config_key_find(s->kind, "tls_pin"))
		t->pinned = pin_read(section_text(s, "tls_pin"), t->pin);
}

void config_tls_clear(struct tls_config *t)
{
	free(t->ca);
	free(t->cert);
	free(t->key);
}

bool config_tls_same(const struct tls_config *a, const struct tls_config *b)
{
	return a->verify == b->verify && a->wildcards == b->wildcards &&
		text_same(a->ca, b->ca) && text_same(a->cert, b->cert) &&
		text_same(a->key, b->key) &&
		a->pinned == b->pinned && !memcmp(a->pin, b->pin, PIN_BYTES);
}

void config_tls_check(const struct section *s, struct problems *p)
{
	if (section_says(s, "tls_key") && !section_says(s, "tls_cert"))
		config_check_wrong(s, p, section_line(s, "tls_key"), "tls_key",
			": expected a tls_cert beside it, the certificate that "
			"this key is of");
}

/* From sip.listen calls go as sip says: what is set here would do nothing. */
static void check_direct(const struct section *s, struct problems *p)
{
	static const char *const keys[] = { "tls_verify", "tls_wildcard",
		"tls_ca", "tls_cert", "tls_key", "tls_pin" };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (section_has(s, keys[i]))
			config_check_wrong(s, p, section_line(s, keys[i]),
				keys[i], " of an account that does not "
				"register: it calls as the section sip says, "
				"expected %s there", strcmp(keys[i], "tls_pin") ?
				keys[i] : "tls_ca");
}

void config_tls_check_account(const struct section *s, struct problems *p)
{
	config_tls_check(s, p);
	if (section_word(s, "tls_verify") == CONFIG_TLS_PIN &&
	    !section_says(s, "tls_pin"))
		config_check_wrong(s, p, section_line(s, "tls_verify"),
			"tls_verify", " = \"pin\": expected a tls_pin beside "
			"it, the SHA-256 of the server's key");
	if (!strcmp(section_text(s, "registrar"), "none"))
		check_direct(s, p);
}

/* sips: and transport=tls ask for protection as much as transport = tls. */
static bool asks_for_tls(const char *uri)
{
	return uri && (!strncasecmp(uri, "sips:", 5) ||
		strcasestr(uri, ";transport=tls"));
}

const char *config_tls_wanted_by(const struct account_config *a)
{
	if (a->transport == TRANSPORT_TLS)
		return "transport";
	if (asks_for_tls(a->uri))
		return "uri";
	if (asks_for_tls(a->registrar))
		return "registrar";
	for (int i = 0; i < a->proxy.n; i++)
		if (asks_for_tls(a->proxy.items[i]))
			return "proxy";
	return NULL;
}
