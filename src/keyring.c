/* keyring.c - offhook-keyring: a password in the keyring of the desktop (the
 * Secret Service, by libsecret).
 *
 *	get	URI on standard input -> the password on standard output
 *	set	URI, then the password, a line each on standard input
 *	clear	URI on standard input
 *
 * A program of its own, so that the engine has neither GLib nor D-Bus in its
 * process: it waits there, for a person who unlocks the keyring, perhaps.
 * Nothing secret is in its arguments or its environment.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libsecret/secret.h>

#include "base/shield.h"
#include "protocol/keyring.h"

#define LINE 1024

static const SecretSchema schema = {
	.name = "net.offhook.Account",
	.flags = SECRET_SCHEMA_NONE,
	.attributes = {
		{ "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
		{ NULL, 0 },
	},
};

/* A whole line without its end; false: there is none, or it is too long. */
static bool read_line(char line[LINE])
{
	size_t n;

	if (!fgets(line, LINE, stdin))
		return false;
	n = strcspn(line, "\r\n");
	if (!line[n] && !feof(stdin))
		return false;
	line[n] = '\0';
	return n > 0;
}

/* Words for the log; the status tells the engine enough. */
static int failed(GError *error)
{
	bool locked = g_error_matches(error, SECRET_ERROR,
		SECRET_ERROR_IS_LOCKED);

	fprintf(stderr, "offhook-keyring: %s\n", error->message);
	g_error_free(error);
	return locked ? KEYRING_LOCKED : KEYRING_UNREACHABLE;
}

static int get(const char *uri)
{
	GError *error = NULL;
	gchar *password = secret_password_lookup_sync(&schema, NULL, &error,
		"account", uri, NULL);

	if (error)
		return failed(error);
	if (!password)
		return KEYRING_NOTHING;
	puts(password);
	fflush(stdout);
	secret_password_free(password);
	return EXIT_SUCCESS;
}

static int set(const char *uri)
{
	char password[LINE], label[LINE + 16];
	GError *error = NULL;

	if (!read_line(password))
		return KEYRING_USAGE;
	snprintf(label, sizeof label, "offhook: %s", uri);
	secret_password_store_sync(&schema, SECRET_COLLECTION_DEFAULT, label,
		password, NULL, &error, "account", uri, NULL);
	explicit_bzero(password, sizeof password);
	return error ? failed(error) : EXIT_SUCCESS;
}

static int clear(const char *uri)
{
	GError *error = NULL;
	bool gone = secret_password_clear_sync(&schema, NULL, &error,
		"account", uri, NULL);

	if (error)
		return failed(error);
	return gone ? EXIT_SUCCESS : KEYRING_NOTHING;
}

int main(int argc, char **argv)
{
	static const struct { const char *word; int (*run)(const char *uri); }
		words[] = { { "get", get }, { "set", set },
			{ "clear", clear } };
	static char held[BUFSIZ];
	char uri[LINE];
	int status = KEYRING_USAGE;

	shield_memory();
	setvbuf(stdin, held, _IOFBF, sizeof held);	/* to be wiped */
	for (size_t i = 0; argc == 2 && i < sizeof words / sizeof *words; i++)
		if (!strcmp(argv[1], words[i].word) && read_line(uri))
			status = words[i].run(uri);
	explicit_bzero(held, sizeof held);
	if (status == KEYRING_USAGE)
		fputs("usage: offhook-keyring get | set | clear, with the "
			"account's URI on standard input (offhook(1), "
			"account keyring)\n", stderr);
	return status;
}
