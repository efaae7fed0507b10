#include "account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "party.h"

static const struct {
	const char *name;
	enum account_state state;
} states[] = {
	{ "disabled", ACCOUNT_OFF }, { "registering", ACCOUNT_WAITING },
	{ "registered", ACCOUNT_OK }, { "failed", ACCOUNT_FAILED },
	{ "blocked", ACCOUNT_BLOCKED }, { "unregistering", ACCOUNT_OUT },
	{ "unregistered", ACCOUNT_OUT },
};

static enum account_state state_named(const char *name)
{
	for (size_t i = 0; name && i < sizeof states / sizeof *states; i++)
		if (!strcmp(states[i].name, name))
			return states[i].state;
	return ACCOUNT_UNKNOWN;
}

static char *text_of(const json_t *o, const char *name, const char *otherwise)
{
	const char *text = json_text(o, name);

	return text_clean(text ? text : otherwise, TEXT_CHARACTERS);
}

/* An account without a registrar never registers: that is no trouble. */
static enum account_state state_of(const json_t *o, const json_t *registration)
{
	const char *registrar = json_text(o, "registrar");
	const char *name = json_text(registration, "state");
	enum account_state state = state_named(name);

	if (json_is_false(json_object_get(o, "enabled")))
		return state == ACCOUNT_BLOCKED ? state : ACCOUNT_OFF;
	if ((registrar && !strcmp(registrar, "none")) &&
			(state == ACCOUNT_OFF || state == ACCOUNT_OUT))
		return ACCOUNT_DIRECT;
	return state;
}

static void read_forward(struct account *a, const json_t *o)
{
	static const char *const names[FORWARDS] = { "always", "busy",
		"no_answer" };

	for (int i = 0; i < FORWARDS; i++)
		a->forward[i] = text_of(o, names[i], NULL);
}

/* Of our own contact: how it is reached, and where. */
static char *way_of(const char *contact)
{
	const char *transport = strcasestr(contact, ";transport=");
	char *bare = party_bare(contact), *at = strchr(bare, '@'), *way;
	int n = 0;

	if (transport) {
		transport += strlen(";transport=");
		n = (int)strcspn(transport, ";?>");
	}
	way = mem_format("%.*s %s", n ? n : 3, n ? transport :
		!strncasecmp(contact, "sips:", 5) ? "tls" : "udp",
		at ? at + 1 : bare);
	free(bare);
	return way;
}

static void read_binding(struct account *a, const json_t *registration)
{
	long long left = json_number(registration, "expires_in_s", -1);
	char *contact = text_of(registration, "contact", NULL);

	if (left >= 0)
		a->expires = clock_wall_ms() + left * 1000;
	if (contact)
		a->way = way_of(contact);
	free(contact);
}

static void read_nat(struct account *a, const json_t *nat)
{
	a->public_address = text_of(nat, "public_address", NULL);
	a->nat_is_symmetric = text_same(json_text(nat, "type"), "symmetric");
	a->stun_is_silent = text_same(json_text(nat, "stun"), "silent");
}

struct account *account_read(const json_t *o)
{
	const json_t *registration = json_object_get(o, "registration");
	long long next = json_number(registration, "next_attempt_in_s", -1);
	struct account *a;

	if (json_number(o, "id", 0) <= 0)
		return NULL;
	a = mem_new_of(struct account);
	a->id = json_number(o, "id", 0);
	a->name = text_of(o, "name", "?");
	a->aor = text_of(o, "aor", "");
	a->transport = text_of(o, "transport", "");
	a->state = state_of(o, registration);
	a->status = json_number(registration, "status", 0);
	a->reason = text_of(registration, "reason", NULL);
	a->contact = text_of(registration, "contact", NULL);
	a->expires_in_s = json_number(registration, "expires_in_s", -1);
	a->from_file = json_is_true(json_object_get(o, "from_file"));
	a->next_attempt = next >= 0 ? clock_wall_ms() + next * 1000 : 0;
	if (a->state == ACCOUNT_OK)
		read_binding(a, registration);
	trust_read(&a->trust, json_object_get(o, "tls"));
	read_nat(a, json_object_get(o, "nat"));
	a->srtp_required = text_same(json_text(o, "srtp"), "required");
	a->srtp_off = text_same(json_text(o, "srtp"), "off");
	read_forward(a, json_object_get(o, "forward"));
	return a;
}

void account_free(struct account *a)
{
	if (!a)
		return;
	free(a->name);
	free(a->aor);
	free(a->transport);
	free(a->reason);
	free(a->contact);
	free(a->way);
	trust_clear(&a->trust);
	free(a->public_address);
	for (int i = 0; i < FORWARDS; i++)
		free(a->forward[i]);
	free(a);
}

const char *account_word(const struct account *a)
{
	static const char *const words[] = {
		[ACCOUNT_OFF] = "off", [ACCOUNT_DIRECT] = "direct",
		[ACCOUNT_OUT] = "out", [ACCOUNT_WAITING] = "..",
		[ACCOUNT_OK] = "ok", [ACCOUNT_FAILED] = "FAIL",
		[ACCOUNT_BLOCKED] = "BLOCKED", [ACCOUNT_UNKNOWN] = "?",
	};

	return words[a->state];
}

const char *account_condition(enum forward which)
{
	static const char *const words[FORWARDS] = { "always", "busy",
		"no-answer" };

	return words[which];
}

const char *account_forwards(const struct account *a, char *text, int size)
{
	int n = 0;

	text[0] = '\0';
	for (int i = 0; i < FORWARDS; i++) {
		char *to = a->forward[i] ?
			party_address(a->forward[i], a->aor) : NULL;

		if (to && n < size - 1)
			n += snprintf(text + n, size - n, "%s%s to %s",
				n ? ", " : "", account_condition(i), to);
		free(to);
	}
	return text;
}

const char *account_outside(const struct account *a, char *text, int size)
{
	const char *silent = a->stun_is_silent ? "no STUN server answers" : "";

	if (a->public_address)
		snprintf(text, size, "%s%s%s%s", a->public_address,
			a->nat_is_symmetric ? ", symmetric NAT" : "",
			*silent ? ", " : "", silent);
	else
		snprintf(text, size, "%s", silent);
	return text;
}

const char *account_trouble(const struct account *a, char *text, int size)
{
	const char *reason = a->reason ? a->reason : "";

	text[0] = '\0';
	if (a->state == ACCOUNT_OK || a->state == ACCOUNT_DIRECT)
		return text;
	/* Without TLS nobody answered: that status is the library's own. */
	if (a->status >= 300 && atoi(reason) != a->status &&
			strncmp(reason, "TLS: ", 5))
		snprintf(text, size, "%d %s", a->status, reason);
	else
		snprintf(text, size, "%s", reason);
	return text;
}
