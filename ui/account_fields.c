#include "account_fields.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#define NAME_MAX_BYTES 32
#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyz" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

/* --- checks ---------------------------------------------------------------*/

static const char *without_scheme(const char *uri)
{
	return !strncasecmp(uri, "sip:", 4) ? uri + 4 : uri;
}

const char *account_fields_address(const char *value)
{
	const char *user = without_scheme(value), *at = strchr(user, '@');

	return at && at > user && at[1] && !strpbrk(user, " <>\"'") &&
		!strchr(at + 1, '@') ? NULL :
		"expected an address like ann@example.org";
}

static const char *check_name(const char *value)
{
	size_t n = strlen(value);

	return n <= NAME_MAX_BYTES && value[0] != '.' &&
		strspn(value, NAME_LETTERS) == n ? NULL :
		"expected at most 32 letters, digits, - _ or .";
}

static const char *check_host(const char *value)
{
	return strpbrk(value, " @<>\"'") ? "expected a host like "
		"pbx.example.net, or none" : NULL;
}

static const char *check_number(const char *value, long low, long high,
	const char *expected)
{
	char *end;
	long number = strtol(value, &end, 10);

	return *end || number < low || number > high ? expected : NULL;
}

static const char *check_expires(const char *value)
{
	return check_number(value, 1, 86400,
		"expected seconds from 1 to 86400");
}

static const char *check_ping(const char *value)
{
	return check_number(value, 0, 3600, "expected seconds, at most 3600; "
		"0: off");
}

static const char *check_delay(const char *value)
{
	return check_number(value, 0, 60000,
		"expected milliseconds, at most 60000");
}

/* --- the table ------------------------------------------------------------*/

enum value { VALUE_TEXT, VALUE_URI, VALUE_URIS, VALUE_LIST, VALUE_NUMBER,
	VALUE_SWITCH, VALUE_SECRET };

static const struct account_field {
	enum value value;
	struct field_params field;
} table[] = {
	{ VALUE_URI, { .kind = FIELD_TEXT, .name = "uri",
	  .label = "SIP address", .must = true,
	  .check = account_fields_address,
	  .help = "The address others call, as the provider or the PBX gave "
	  "it: ann@example.org.  Everything else follows from it unless it "
	  "is set below." } },
	{ VALUE_SECRET, { .kind = FIELD_SECRET, .name = "password",
	  .label = "Password",
	  .help = "It is stored in a file that only you can read, and never "
	  "shown again; ^X shows what is typed now." } },
	{ VALUE_SECRET, { .kind = FIELD_TEXT, .name = "password_command",
	  .label = "... by command",
	  .help = "A command that prints the password, like: pass show "
	  "sip/work.  It is asked each time the account signs in, and the "
	  "password stands in no file of this program." } },
	{ VALUE_TEXT, { .kind = FIELD_TEXT, .name = "user",
	  .label = "Sign-in name", .usual = "that of the address",
	  .help = "The name that belongs to the password, where it is another "
	  "than the one before the @ of the address." } },
	{ VALUE_TEXT, { .kind = FIELD_TEXT, .name = "display_name",
	  .label = "Display name",
	  .help = "What the phone of the called shows beside the address." } },
	{ VALUE_URI, { .kind = FIELD_TEXT, .name = "registrar",
	  .label = "Server", .usual = "found by the address",
	  .check = check_host,
	  .help = "The server to register at, where it is not found by the "
	  "domain of the address.  none: this account does not register, it "
	  "is called at its address alone." } },
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "transport",
	  .label = "Transport", .usual = "auto", .words = "auto|udp|tcp",
	  .help = "auto takes what the server offers by DNS, else UDP, and "
	  "TCP for what is too big for it." } },
	{ VALUE_URIS, { .kind = FIELD_TEXT, .name = "proxy",
	  .label = "Proxy", .usual = "none",
	  .help = "Servers on the way, in order, with commas between: "
	  "edge.example.net;lr.  Most accounts need none." } },
	{ VALUE_SWITCH, { .kind = FIELD_SWITCH, .name = "enabled",
	  .label = "In use", .usual = "yes",
	  .help = "Off: it stays here, but neither registers nor calls." } },
	{ VALUE_LIST, { .kind = FIELD_LIST, .name = "codecs",
	  .label = "Codecs", .usual = "opus,G722,PCMA,PCMU",
	  .words = "opus|G722|PCMA|PCMU",
	  .help = "How sound is sent, best first.  Left and Right choose one, "
	  "J and K move it, Space takes it in or out.  opus and G722 sound "
	  "best; PCMA and PCMU work everywhere." } },
	{ VALUE_NUMBER, { .kind = FIELD_TEXT, .name = "expires",
	  .label = "Register every", .usual = "600", .note = "s",
	  .check = check_expires,
	  .help = "For so many seconds the phone asks to be known by the "
	  "server; it asks again in time." } },
	{ VALUE_NUMBER, { .kind = FIELD_TEXT, .name = "options_ping",
	  .label = "Ask server every", .usual = "30", .note = "s",
	  .check = check_ping,
	  .help = "So often the server is asked whether it is there; 0: "
	  "never." } },
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "dtmf",
	  .label = "Tones", .usual = "auto", .words = "auto|rtp|info|inband",
	  .help = "How the digits of the pad travel: as events beside the "
	  "sound (rtp), as SIP INFO, or as sound; auto: as the other side "
	  "can." } },
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "ring_with",
	  .label = "Rings with", .usual = "ring-1",
	  .words = "ring-1|ring-2|ring-3|ring-4|ring-5|silent",
	  .help = "The ring of its calls." } },
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "auto_answer",
	  .label = "Auto answer", .usual = "off",
	  .words = "off|header|all|list",
	  .help = "Which calls are answered by themselves: none, those that "
	  "ask for it and may, all, or those of the people named below." } },
	{ VALUE_NUMBER, { .kind = FIELD_TEXT, .name = "auto_answer_delay",
	  .label = "... after", .usual = "0", .note = "ms",
	  .check = check_delay,
	  .help = "So long it rings before it is answered by itself." } },
	{ VALUE_URIS, { .kind = FIELD_TEXT, .name = "auto_answer_from",
	  .label = "... of", .usual = "nobody",
	  .help = "Addresses, with commas between: bob@example.org." } },
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "answer_with",
	  .label = "Answers with", .usual = "microphone",
	  .words = "microphone|echo|tone|music|conference",
	  .help = "What an answered call is joined to.  Anything but the "
	  "microphone makes this a machine." } },
	{ VALUE_SWITCH, { .kind = FIELD_SWITCH, .name = "privacy",
	  .label = "Hide who calls", .usual = "no",
	  .help = "Its calls do not tell your address; the server knows "
	  "it." } },
	{ VALUE_TEXT, { .kind = FIELD_CHOICE, .name = "record",
	  .label = "Record calls", .usual = "default",
	  .words = "default|yes|no",
	  .help = "Every call of it from its start; default: as record_auto "
	  "of offhook.conf says.  R records one call." } },
};

/* What an account needs, if anything; the buttons stand below them. */
#define FIRST_ROWS 8
#define ROWS ((int)(sizeof table / sizeof *table))

static const struct account_field *row_named(const char *name)
{
	for (int i = 0; i < ROWS; i++)
		if (!strcmp(table[i].field.name, name))
			return &table[i];
	return NULL;
}

/* --- from the engine ------------------------------------------------------*/

static void append(char **text, const char *item, const char *between)
{
	char *longer = *text ? mem_format("%s%s%s", *text, between, item) :
		mem_text(item);

	free(*text);
	*text = longer;
}

/* Owned; NULL: not told. */
static char *told_list(const json_t *list, const char *between)
{
	char *all = NULL;
	json_t *item;
	size_t i;

	json_array_foreach(list, i, item)
		append(&all, without_scheme(json_string_value(item) ?
			json_string_value(item) : ""), between);
	return all ? all : mem_text("");
}

static char *told(const struct account_field *row, const json_t *keys)
{
	const json_t *value = json_object_get(keys, row->field.name);

	if (row->value == VALUE_LIST || row->value == VALUE_URIS)
		return told_list(value, row->value == VALUE_LIST ? "," : ", ");
	if (json_is_integer(value))
		return mem_format("%lld",
			(long long)json_integer_value(value));
	if (json_is_boolean(value))
		return mem_text(json_is_true(value) ? "yes" : "no");
	if (!json_is_string(value))
		return NULL;
	return text_clean(row->value == VALUE_URI ?
		without_scheme(json_string_value(value)) :
		json_string_value(value), TEXT_CHARACTERS);
}

/* The codecs that the engine knows, else the usual ones. */
static char *known_codecs(const json_t *got)
{
	const json_t *list = json_object_get(got, "codecs");

	return json_array_size(list) ? told_list(list, "|") : NULL;
}

/* What is set is said, not shown. */
static const char *secret_note(const char *name, const json_t *got,
	bool fixed)
{
	const char *set = json_text(got, "secret");

	if (!set)
		return NULL;
	if (!strcmp(set, name) || (!strcmp(set, "ha1") &&
			!strcmp(name, "password")))
		return fixed ? "set" : "set; type another to change it";
	return NULL;
}

static void add_row(struct form *form, const struct account_field *row,
	const json_t *got, bool fixed)
{
	char *value = got ? told(row, json_object_get(got, "keys")) : NULL;
	char *codecs = row->value == VALUE_LIST ? known_codecs(got) : NULL;
	struct field_params p = row->field;
	bool text = p.kind == FIELD_TEXT;

	p.fixed = fixed;
	p.value = value ? value : text && row->value != VALUE_NUMBER ? "" :
		NULL;
	if (codecs)
		p.words = codecs;
	if (row->value == VALUE_SECRET)
		p.note = secret_note(p.name, got, fixed);
	form_add(form, &p);
	free(value);
	free(codecs);
}

void account_fields_add(struct form *form, const json_t *got, bool fixed,
	account_buttons *buttons)
{
	const char *name = json_text(json_object_get(got, "account"), "name");

	form_add(form, &(struct field_params){ .kind = FIELD_TEXT,
		.name = "name", .label = "Name", .value = name ? name : "",
		.usual = "made of the address", .fixed = got != NULL,
		.check = check_name,
		.help = "How you call it: in the status bar, the log, and in "
		"front of the line you dial in.  It stays as it is." });
	for (int i = 0; i < ROWS; i++) {
		if (i == FIRST_ROWS && buttons)
			buttons(form, got, fixed);
		add_row(form, &table[i], got, fixed);
	}
}

void account_fields_add_few(struct form *form)
{
	add_row(form, row_named("uri"), NULL, false);
	form->fields[form->n - 1]->must = false;
	add_row(form, row_named("password"), NULL, false);
}

/* --- to the engine --------------------------------------------------------*/

static char *with_scheme(const char *host, size_t n)
{
	bool whole = !strncasecmp(host, "sip:", 4) ||
		!strncasecmp(host, "sips:", 5) || !n ||
		(n == 4 && !strncmp(host, "none", 4));

	return mem_format("%s%.*s", whole ? "" : "sip:", (int)n, host);
}

static json_t *list_of(const char *value, bool uris)
{
	json_t *list = json_array();

	while (*value) {
		size_t n = strcspn(value, uris ? ", " : ",");
		char *item = uris ? with_scheme(value, n) :
			mem_text_n(value, n);

		if (n)
			json_array_append_new(list, json_string(item));
		free(item);
		value += n + (value[n] != '\0');
	}
	return list;
}

static json_t *value_of(const struct account_field *row, const struct field *f)
{
	const char *value = field_value(f);
	char *uri;
	json_t *json;

	switch (row->value) {
	case VALUE_URI:
		uri = with_scheme(value, strlen(value));
		json = json_string(uri);
		free(uri);
		return json;
	case VALUE_URIS:
	case VALUE_LIST:
		return list_of(value, row->value == VALUE_URIS);
	case VALUE_NUMBER:
		return json_integer(atol(*value ? value : row->field.usual));
	case VALUE_SWITCH:
		return json_boolean(!strcmp(value, "yes"));
	default:
		return json_string(value);
	}
}

/* An account has one secret: a new one takes the place of any other. */
static void only_this_secret(json_t *params, const char *name)
{
	static const char *const secrets[] = { "password", "password_command",
		"ha1" };

	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
		if (strcmp(secrets[i], name) &&
				!json_object_get(params, secrets[i]))
			json_object_set_new(params, secrets[i],
				json_string(""));
}

json_t *account_fields_params(const struct form *form)
{
	json_t *params = json_object();
	const struct field *name = form_find(form, "name");

	for (int i = 0; i < form->n; i++) {
		const struct field *f = form->fields[i];
		const struct account_field *row = row_named(f->name);

		if (!row || !field_changed(f))
			continue;
		json_object_set_new(params, f->name, value_of(row, f));
		if (row->value == VALUE_SECRET && *field_value(f) &&
				name && name->fixed)
			only_this_secret(params, f->name);
	}
	if (name && !name->fixed && *field_value(name))
		json_object_set_new(params, "name",
			json_string(field_value(name)));
	return params;
}

/* --- a name ---------------------------------------------------------------*/

/* The first word of the domain, or the user where that is a number. */
static int first_word(const char *uri, char name[NAME_MAX_BYTES + 1])
{
	const char *user = without_scheme(uri), *at = strchr(user, '@');
	const char *from = at && isalpha((unsigned char)at[1]) ? at + 1 : user;
	int n = 0;

	for (; *from && n < 20 && strchr(NAME_LETTERS, *from) && *from != '.';
			from++)
		name[n++] = *from;
	if (!n)
		name[n++] = 'a';
	name[n] = '\0';
	return n;
}

void account_fields_name(const char *uri, char name[NAME_MAX_BYTES + 1],
	bool (*taken)(const void *arg, const char *name), const void *arg)
{
	int n = first_word(uri, name);

	for (int i = 2; taken(arg, name) && i < 1000; i++)
		snprintf(name + n, NAME_MAX_BYTES + 1 - n, "-%d", i);
}
