#include "account_fields.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "account_table.h"
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

static char *told(const struct account_row *row, const json_t *keys)
{
	const json_t *value = json_object_get(keys, row->field.name);

	if (json_is_array(value))
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

static void add_row(struct form *form, const struct account_row *row,
	const json_t *got, bool fixed)
{
	bool told_of = got && row->value != VALUE_NONE;
	char *value = told_of ? told(row, json_object_get(got, "keys")) : NULL;
	char *codecs = row->value == VALUE_LIST ? known_codecs(got) : NULL;
	struct field_params p = row->field;
	bool text = p.kind == FIELD_TEXT;
	char *help = p.help ? mem_format("%s  In offhook.conf(5): %s.", p.help,
		p.name) : NULL;

	p.help = help;		/* what goes wrong is told with that name */
	p.fixed = fixed;
	p.value = value ? value : text && row->value != VALUE_NUMBER ? "" :
		NULL;
	if (codecs)
		p.words = codecs;
	if (row->value == VALUE_SECRET)
		p.note = secret_note(p.name, got, fixed);
	form_add(form, &p);
	free(help);
	free(value);
	free(codecs);
}

void account_fields_add(struct form *form, const json_t *got, bool fixed,
	account_buttons *buttons)
{
	const char *name = json_text(json_object_get(got, "account"), "name");
	const struct account_row *row;

	form_add(form, &(struct field_params){ .kind = FIELD_TEXT,
		.name = "name", .label = "Name", .value = name ? name : "",
		.usual = "made of the address", .fixed = got != NULL,
		.check = check_name,
		.help = "How you call it: in the status bar, the log, and in "
		"front of the line you dial in.  It stays as it is." });
	for (int i = 0; (row = account_table_at(i)); i++) {
		if (i == ACCOUNT_TABLE_FIRST && buttons)
			buttons(form, got, fixed);
		add_row(form, row, got, fixed);
	}
}

void account_fields_add_few(struct form *form)
{
	add_row(form, account_table_find("transport"), NULL, false);
	add_row(form, account_table_find("uri"), NULL, false);
	form->fields[form->n - 1]->must = false;
	form_focus(form, form->fields[form->n - 1]);
	add_row(form, account_table_find("password"), NULL, false);
}

/* --- to the engine --------------------------------------------------------*/

static char *with_scheme(const char *host, size_t n)
{
	bool whole = !strncasecmp(host, "sip:", 4) ||
		!strncasecmp(host, "sips:", 5) || !n ||
		(n == 4 && !strncmp(host, "none", 4));

	return mem_format("%s%.*s", whole ? "" : "sip:", (int)n, host);
}

/* Of texts with commas between; blanks part addresses too. */
static json_t *list_of(const char *value, bool uris)
{
	json_t *list = json_array();

	for (value += strspn(value, ", "); *value;
			value += strspn(value, ", ")) {
		size_t n = strcspn(value, uris ? ", " : ","), whole = n;
		char *item;

		while (value[n - 1] == ' ')
			n--;
		item = uris ? with_scheme(value, n) : mem_text_n(value, n);
		json_array_append_new(list, json_string(item));
		free(item);
		value += whole;
	}
	return list;
}

static json_t *value_of(const struct account_row *row, const struct field *f)
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
	case VALUE_TEXTS:
	case VALUE_LIST:
		return list_of(value, row->value == VALUE_URIS);
	case VALUE_NUMBER:
		return json_integer(atol(*value ? value : row->field.usual));
	case VALUE_SWITCH:
	case VALUE_KEYRING:
		return json_boolean(!strcmp(value, "yes"));
	default:
		return json_string(value);
	}
}

/* An account has one secret, and one for TURN: a new one takes the place of any
 * other. */
static void only_this_secret(json_t *params, const char *name)
{
	static const char *const secrets[] = { "password", "password_command",
		"ha1", "ice_password", "ice_password_command" };
	bool turn = !strncmp(name, "ice_", 4);

	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
		if (turn == !strncmp(secrets[i], "ice_", 4) &&
				strcmp(secrets[i], name) &&
				!json_object_get(params, secrets[i]))
			json_object_set_new(params, secrets[i],
				json_string(""));
	if (!turn && !json_object_get(params, "password_keyring"))
		json_object_set_new(params, "password_keyring", json_false());
}

/* What is set names where the secret is. */
static bool is_a_secret(const struct account_row *row, const struct field *f)
{
	return row->value == VALUE_KEYRING ? !strcmp(field_value(f), "yes") :
		row->value == VALUE_SECRET && *field_value(f);
}

json_t *account_fields_params(const struct form *form)
{
	json_t *params = json_object();
	const struct field *name = form_find(form, "name");

	for (int i = 0; i < form->n; i++) {
		const struct field *f = form->fields[i];
		const struct account_row *row = account_table_find(f->name);

		if (!row || !field_changed(f))
			continue;
		json_object_set_new(params, f->name, value_of(row, f));
		if (is_a_secret(row, f) && name && name->fixed)
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
