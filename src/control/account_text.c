#include "control/account_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define SECONDS .min = 0, .max = 86400
#define KEYS \
	MAY(TEXT, "uri"), \
	MAY(TEXT, "display_name"), \
	MAY(TEXT, "user"), \
	MAY(TEXT, "password"), \
	MAY(TEXT, "password_command"), \
	MAY(TEXT, "ha1"), \
	MAY(BOOLEAN, "password_keyring"), \
	MAY(TEXTS, "realm"), \
	MAY(TEXT, "registrar"), \
	MAY(TEXTS, "proxy"), \
	MAY(TEXT, "transport"), \
	MAY(NUMBER, "expires", SECONDS), \
	MAY(NUMBER, "register_retry", SECONDS), \
	MAY(NUMBER, "register_retry_max", SECONDS), \
	MAY(TEXT, "register_guard"), \
	MAY(BOOLEAN, "gruu"), \
	MAY(NUMBER, "options_ping", SECONDS), \
	MAY(TEXT, "options_ping_uri"), \
	MAY(NUMBER, "options_ping_fail", .min = 0, .max = 1000), \
	MAY(TEXT, "keepalive"), \
	MAY(TEXT, "tls_verify"), \
	MAY(BOOLEAN, "tls_wildcard"), \
	MAY(TEXT, "tls_ca"), \
	MAY(TEXT, "tls_cert"), \
	MAY(TEXT, "tls_key"), \
	MAY(TEXT, "tls_pin"), \
	MAY(TEXT, "srtp"), \
	MAY(TEXT, "srtp_clear_keys"), \
	MAY(TEXT, "keying"), \
	MAY(TEXT, "ice"), \
	MAY(TEXTS, "ice_servers"), \
	MAY(TEXT, "ice_user"), \
	MAY(TEXT, "ice_password"), \
	MAY(TEXT, "ice_password_command"), \
	MAY(TEXT, "ice_wait"), \
	MAY(BOOLEAN, "ice_hide_host"), \
	MAY(TEXT, "nat"), \
	MAY(TEXT, "public_address"), \
	MAY(TEXTS, "codecs"), \
	MAY(TEXT, "dtmf"), \
	MAY(TEXT, "auto_answer"), \
	MAY(NUMBER, "auto_answer_delay", .min = 0, .max = 86400000), \
	MAY(TEXTS, "auto_answer_from"), \
	MAY(TEXT, "answer_with"), \
	MAY(TEXT, "ring_with"), \
	MAY(BOOLEAN, "privacy"), \
	MAY(TEXT, "record"), \
	MAY(TEXT, "forward_always"), \
	MAY(TEXT, "forward_busy"), \
	MAY(TEXT, "forward_no_answer"), \
	MAY(TEXT, "accept_from"), \
	MAY(TEXTS, "accept_list"), \
	MAY(BOOLEAN, "enabled"), \
	{ 0 }

const struct param account_add_params[] = {
	MUST(TEXT, "name"),
	KEYS
};

const struct param account_update_params[] = {
	MUST(ACCOUNT, "account"),
	KEYS
};

/* A text that grows; secrets in it are wiped when it moves. */
struct text {
	char *bytes;
	size_t n, room;
};

static void add_n(struct text *t, const char *bytes, size_t n)
{
	if (t->n + n + 1 > t->room) {
		char *moved = mem_new(t->room = (t->n + n + 1) * 2);

		if (t->bytes)
			memcpy(moved, t->bytes, t->n);
		mem_wipe_text(t->bytes);
		t->bytes = moved;
	}
	memcpy(t->bytes + t->n, bytes, n);
	t->n += n;
	t->bytes[t->n] = '\0';
}

static void add(struct text *t, const char *text)
{
	add_n(t, text, strlen(text));
}

static void add_quoted(struct text *t, const char *text)
{
	add(t, "'");
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			add(t, "\\");
		add_n(t, text, 1);
	}
	add(t, "'");
}

static void add_list(struct text *t, json_t *list)
{
	json_t *item;
	size_t i;

	add(t, "{");
	json_array_foreach(list, i, item) {
		add(t, i ? ", " : "");
		add_quoted(t, json_string_value(item));
	}
	add(t, "}");
}

static void add_value(struct text *t, json_t *value)
{
	char number[32];

	if (json_is_string(value)) {
		add_quoted(t, json_string_value(value));
	} else if (json_is_array(value)) {
		add_list(t, value);
	} else if (json_is_boolean(value)) {
		add(t, json_is_true(value) ? "yes" : "no");
	} else {
		snprintf(number, sizeof number, "%lld",
			(long long)json_integer_value(value));
		add(t, number);
	}
}

char *account_text(json_t *params)
{
	struct text t = { 0 };
	const char *name;
	json_t *value;

	add(&t, "");
	json_object_foreach(params, name, value) {
		if (!strcmp(name, "name") || !strcmp(name, "account") ||
				json_is_null(value))
			continue;
		add(&t, name);
		add(&t, " = ");
		add_value(&t, value);
		add(&t, "\n");
	}
	return t.bytes;
}
