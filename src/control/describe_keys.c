/* The keys of an account as account.update takes them.  Of secrets only which
 * kind it has. */
#include "control/describe.h"

#include "control/value.h"

static void put_text(void *arg, const char *key, const char *value)
{
	json_object_set_new(arg, key, value_words(value));
}

static void put_number(void *arg, const char *key, int value)
{
	json_object_set_new(arg, key, json_integer(value));
}

static void put_on(void *arg, const char *key, bool on)
{
	json_object_set_new(arg, key, json_boolean(on));
}

static void put_list(void *arg, const char *key, const struct texts *list)
{
	json_t *all = json_array();

	for (int i = 0; i < list->n; i++)
		json_array_append_new(all, value_words(list->items[i]));
	json_object_set_new(arg, key, all);
}

static json_t *codecs(void)
{
	json_t *all = json_array();

	for (int i = 0; engine_codec(i); i++)
		json_array_append_new(all, json_string(engine_codec(i)));
	return all;
}

json_t *describe_keys(const struct account *a)
{
	json_t *keys = json_object();
	struct account_keys to = { put_text, put_number, put_on, put_list,
		keys };
	struct account_view v = { 0 };

	account_view(a, &v);
	account_keys(a, &to);
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}",
		"account", describe_account(a),
		"keys", keys,
		"secret", value_words(account_secret_key(a)),
		"file", value_words(v.file),
		"line", value_status(v.line),
		"codecs", codecs());
}
