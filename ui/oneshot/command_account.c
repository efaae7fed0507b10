/* account ... */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "oneshot/command.h"
#include "oneshot/keyring.h"
#include "oneshot/secret.h"
#include "oneshot/show.h"
#include "protocol/keyring.h"

static int tell(struct context *c, json_t *account)
{
	char line[SHOW_LINE];

	if (c->json)
		return command_json(account);
	show_account(account, line);
	puts(line);
	json_decref(account);
	return EXIT_DONE;
}

static int list(struct context *c)
{
	json_t *all = command_get(c, "account.list", NULL, "accounts");

	if (!all)
		return command_refused(c);
	if (c->json)
		return command_json(all);
	show_list(all, show_account, "NAME         ADDRESS"
		"                              STATE", "no accounts");
	json_decref(all);
	return EXIT_DONE;
}

/* --- key=value ----------------------------------------------------------*/

/* Numbers and lists are told from texts by their key, not by their look: a user
 * called 1000 is a text. */
static const char *const number_keys[] = { "expires", "register_retry",
	"register_retry_max", "options_ping", "options_ping_fail",
	"auto_answer_delay", NULL };
static const char *const list_keys[] = { "codecs", "proxy", "ice_servers",
	"auto_answer_from", "accept_list", "realm", NULL };

static const char *const switch_keys[] = { "enabled", "gruu", "privacy",
	"password_keyring", "tls_wildcard", "ice_hide_host", NULL };

static bool is_one_of(const char *key, const char *const *keys)
{
	while (*keys && strcmp(*keys, key))
		keys++;
	return *keys;
}

/* What is no number goes as the text it is: the engine says what is wrong. */
static json_t *number(const char *text)
{
	char *end;
	long long n = strtoll(text, &end, 10);

	return *text && !*end ? json_integer(n) : json_string(text);
}

static json_t *value_of(const char *key, const char *text)
{
	if (is_one_of(key, number_keys))
		return number(text);
	if (is_one_of(key, list_keys))
		return command_list(text);
	if (is_one_of(key, switch_keys) && !strcmp(text, "yes"))
		return json_true();
	if (is_one_of(key, switch_keys) && !strcmp(text, "no"))
		return json_false();
	return json_string(text);
}

static bool is_secret(struct context *c, const char *key)
{
	bool turn = !strcmp(key, "ice_password");

	if (!turn && strcmp(key, "password") && strcmp(key, "ha1"))
		return false;
	command_usage(c, "a secret in a command can be seen by others: use %s",
		turn ? "ice_password_command=" :
		"--password-stdin or password_command=");
	return true;
}

static bool add_pair(struct context *c, json_t *params, const char *word)
{
	const char *equals = strchr(word, '=');
	size_t n = equals ? (size_t)(equals - word) : 0;
	char key[64];

	if (!n || n >= sizeof key) {
		command_usage(c, "\"%s\" is no KEY=VALUE", word);
		return false;
	}
	snprintf(key, sizeof key, "%.*s", (int)n, word);
	if (is_secret(c, key))
		return false;
	return !json_object_set_new(params, key, value_of(key, equals + 1));
}

static bool add_password(struct context *c, json_t *params)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	bool good;

	if (!args_has(&c->args, "password-stdin"))
		return true;
	n = getline(&line, &room, stdin);
	if (n > 0 && line[n - 1] == '\n')
		line[--n] = '\0';
	good = n > 0 && !json_object_set_new(params, "password",
		json_string(line));
	if (!good)
		command_usage(c, "no password came from standard input, or it "
			"is not UTF-8");
	if (line)
		explicit_bzero(line, room);
	free(line);
	return good;
}

/* The keys from word first on; NULL: wrong, and said. */
static json_t *read_pairs(struct context *c, int first)
{
	json_t *params = json_object();
	bool good = add_password(c, params);

	for (int i = first; good && i < c->args.n_words; i++)
		good = add_pair(c, params, c->args.words[i]);
	if (good)
		return params;
	json_decref(params);
	return NULL;
}

static int change(struct context *c, const char *method, json_t *params)
{
	json_t *account = command_get(c, method, params, "account");

	return account ? tell(c, account) : command_refused(c);
}

static int add(struct context *c)
{
	json_t *params;

	if (c->args.n_words < 3)
		return command_usage(c, "a name and a URI are needed");
	params = read_pairs(c, 3);
	if (!params)
		return EXIT_USAGE;
	json_object_set_new(params, "name", json_string(c->args.words[1]));
	json_object_set_new(params, "uri", json_string(c->args.words[2]));
	return change(c, "account.add", params);
}

static int edit(struct context *c)
{
	json_t *params;

	if (c->args.n_words < 2)
		return command_usage(c, "which account?");
	params = read_pairs(c, 2);
	if (!params)
		return EXIT_USAGE;
	json_object_set_new(params, "account", json_string(c->args.words[1]));
	return change(c, "account.update", params);
}

/* Its keys, as they would stand in offhook.conf; no password. */
static int show(struct context *c)
{
	json_t *got, *keys;

	if (c->args.n_words != 2)
		return command_usage(c, "which account?");
	got = wire_ask(c->wire, "account.get",
		json_pack("{s:s}", "account", c->args.words[1]));
	if (!got)
		return command_refused(c);
	if (c->json)
		return command_json(got);
	keys = json_object_get(got, "keys");
	if (json_text(got, "file"))
		printf("%s:%lld\n", json_text(got, "file"),
			json_number(got, "line", 0));
	show_members(keys, 0);
	json_decref(got);
	return EXIT_DONE;
}

static int remove_one(struct context *c)
{
	json_t *result;

	if (c->args.n_words != 2)
		return command_usage(c, "which account?");
	result = wire_ask(c->wire, "account.remove",
		json_pack("{s:s}", "account", c->args.words[1]));
	if (!result)
		return command_refused(c);
	if (c->json)
		return command_json(result);
	json_decref(result);
	return EXIT_DONE;
}

/* --- the keyring --------------------------------------------------------*/

/* Its URI, as the engine asks the keyring for it; NULL: said why. */
static char *uri_of(struct context *c, const char *name, char **secret)
{
	json_t *got = wire_ask(c->wire, "account.get",
		json_pack("{s:s}", "account", name));
	char *uri = mem_text(json_text(json_object_get(got, "keys"), "uri"));

	*secret = mem_text(json_text(got, "secret"));
	json_decref(got);
	if (!uri)
		command_refused(c);
	return uri;
}

static int keyring_failed(struct context *c, int status)
{
	return command_failed(c, status == KEYRING_MISSING ?
		"this phone was built or installed without offhook-keyring "
		"(libsecret)" : status == KEYRING_NOTHING ?
		"the keyring has no password of it" : status == KEYRING_LOCKED ?
		"the keyring is locked" :
		"the keyring of this desktop session cannot be used; "
		"without a desktop password_command is the way");
}

static int keep_secret(struct context *c, const char *name, const char *uri)
{
	char password[SECRET_LINE];
	int status;

	if (!secret_read("Password: ", password))
		return command_usage(c, "no password came");
	status = keyring_run("set", uri, password);
	explicit_bzero(password, sizeof password);
	if (status)
		return keyring_failed(c, status);
	json_decref(wire_ask(c->wire, "account.register",
		json_pack("{s:s}", "account", name)));
	return EXIT_DONE;
}

/* Into the keyring of this session, which is the engine's, too: not by
 * --host. */
static int keyring(struct context *c)
{
	bool clears = args_has(&c->args, "clear");
	char *uri, *secret;
	int status;

	if (c->args.n_words != 2)
		return command_usage(c, "which account?");
	if (c->elsewhere)
		return command_failed(c, "the keyring is that of the machine "
			"where the engine runs: type this there");
	uri = uri_of(c, c->args.words[1], &secret);
	if (!uri)
		return EXIT_REFUSED;
	if (clears)
		status = keyring_run("clear", uri, NULL);
	else
		status = keep_secret(c, c->args.words[1], uri);
	if (clears && status)
		status = keyring_failed(c, status);
	if (!status && !clears && (!secret ||
	    strcmp(secret, "password_keyring") != 0))
		puts("kept; it is used once the account has password_keyring "
			"= yes");
	free(uri);
	free(secret);
	return status;
}

static int account(struct context *c)
{
	static const struct { const char *word; int (*run)(struct context *); }
		words[] = { { "list", list }, { "add", add }, { "edit", edit },
			{ "remove", remove_one }, { "show", show },
			{ "keyring", keyring } };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(c->args.words[0], words[i].word))
			return words[i].run(c);
	return command_usage(c, "\"%s\" is nothing to do with an account",
		c->args.words[0]);
}

const struct command account_commands[] = {
	{ .name = "account", .min_words = 1, .max_words = ARGS_MAX,
	  .usage = "list | add NAME URI [KEY=VALUE...] [--password-stdin] |"
		" edit NAME [KEY=VALUE...] [--password-stdin] | remove NAME |"
		" show NAME | keyring NAME [--clear]",
	  .help = "accounts; keys as in offhook.conf(5)",
	  .options = "password-stdin clear", .run = account },
	{ 0 }
};
