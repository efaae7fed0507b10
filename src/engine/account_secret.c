/* account_secret.c - an account's password: in the configuration, or what
 * password_command or the keyring says.  Engine thread. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"
#include "protocol/keyring.h"
#include "loop/child.h"
#include "protocol/paths.h"

#define COMMAND_LIMIT_MS 10000
#define KEYRING_LIMIT_MS 60000	/* somebody may be asked to unlock it */
#define SECRETS "password_command"	/* a target of its own for the
					 * back-off */

/* The key by which it is fetched; NULL: it stands in the configuration. */
static const char *source(const struct account *a)
{
	return a->config->password_keyring ? "password_keyring" :
		a->config->password_command ? "password_command" : NULL;
}

static int limit_ms(const struct account *a)
{
	return a->config->password_keyring ? KEYRING_LIMIT_MS :
		COMMAND_LIMIT_MS;
}

/* --- a password that was refused ---------------------------------------------*/

/* The keyring may hold another one by then. */
static void ask_later(struct account *a, int status, const char *reason)
{
	a->secret_refused = true;
	account_failed_for(a, status, reason,
		backoff_failed(a->backoff, SECRETS));
}

static void keep_refused(struct account *a)
{
	char reason[200];

	if (a->config->password_keyring)
		snprintf(reason, sizeof reason, "the keyring still has the "
			"password that was refused; type: offhook account "
			"keyring %.40s", a->config->name);
	else
		snprintf(reason, sizeof reason, "password_command still says "
			"the password that was refused: it is not tried again "
			"until it says another");
	ask_later(a, a->status.status, reason);
}

void account_secret_refused(struct account *a, int status)
{
	const struct account_config *c = a->config;
	char reason[256];

	if (source(a)) {
		snprintf(reason, sizeof reason, "wrong user or password%s%.40s",
			c->password_keyring ? "; type: offhook account keyring "
			: ": not tried again until password_command says "
			"another one", c->password_keyring ? c->name : "");
		ask_later(a, status, reason);
		return;
	}
	snprintf(reason, sizeof reason, "wrong user or password: not tried again; "
		"put it right in %.80s, or type: offhook register %.40s",
		a->owns_config ? "the account" : c->file ? c->file :
		"offhook.conf", c->name);
	log_warn("account", "%s: %s", c->name, reason);
	account_set_status(a, "failed", status, reason);
}

void account_secret_taken(struct account *a)
{
	backoff_succeeded(a->backoff, SECRETS);
}

/* --- asking for it ----------------------------------------------------------*/

/* The same one again: the registration goes on, and so does its back-off. */
static void take_secret(struct account *a, char *secret)
{
	bool same = a->secret && !strcmp(a->secret, secret);

	mem_wipe_text(a->secret);
	a->secret = secret;
	if (same && a->secret_refused && !a->asked) {
		keep_refused(a);
		return;
	}
	a->secret_refused = false;
	if (same && a->registration && !a->way_lost)
		registration_start(a->registration);
	else
		account_find_way(a);
}

/* Ours and one more; the texts stay where they are. */
static char **environment_with(char *variable)
{
	size_t n = 0;
	char **all;

	while (environ[n])
		n++;
	all = mem_new((n + 2) * sizeof *all);
	memcpy(all, environ, n * sizeof *all);
	all[n] = variable;
	return all;
}

static void keyring_words(const struct account *a, int status,
	char reason[256])
{
	const char *why = status == KEYRING_LOCKED ? "it is locked" :
		status == KEYRING_UNREACHABLE ? "there is none that answers: "
		"it is part of a desktop session" :
		status == KEYRING_MISSING ? "this phone was built or installed "
		"without offhook-keyring (libsecret)" : NULL;

	if (status == KEYRING_NOTHING)
		snprintf(reason, 256, "the keyring has no password of it; type: "
			"offhook account keyring %.60s", a->config->name);
	else if (why)
		snprintf(reason, 256, "the keyring cannot be asked: %s", why);
	else
		snprintf(reason, 256, "offhook-keyring failed with status %d",
			status);
}

static void say_why(struct account *a, int status)
{
	char reason[256];

	if (status < 0)
		snprintf(reason, sizeof reason, "%s took over %d s", source(a),
			limit_ms(a) / 1000);
	else if (status == 0)
		snprintf(reason, sizeof reason, "%s said nothing", source(a));
	else if (a->config->password_keyring)
		keyring_words(a, status, reason);
	else
		snprintf(reason, sizeof reason, "password_command failed with "
			"status %d", status);
	account_failed(a, reason);
}

static void on_secret(void *arg, const struct child_result *r)
{
	struct account *a = arg;
	size_t n = strcspn(r->output, "\r\n");

	a->secret_child = NULL;
	if (r->status == 0 && n > 0)
		take_secret(a, mem_text_n(r->output, n));
	else
		say_why(a, r->status);
}

/* Its place goes by the environment, for a shell that would read it. */
static int ask_keyring(struct account *a)
{
	char *program = paths_helper(KEYRING_PROGRAM, HELPERS_FOLDER);
	char *uri = mem_format("%s\n", a->config->uri);
	char *variable = mem_format("OFFHOOK_KEYRING=%s", program);
	char **environment = environment_with(variable);
	struct child_params p = { .command = "exec \"$OFFHOOK_KEYRING\" get",
		.limit_ms = KEYRING_LIMIT_MS, .input = uri,
		.n_input = strlen(uri), .environment = environment,
		.fn = on_secret, .arg = a };
	int error = child_run(&a->secret_child, a->engine->loop, &p);

	free(environment);
	free(variable);
	free(uri);
	free(program);
	return error;
}

bool account_fetch_secret(struct account *a)
{
	char text[64];
	int error;

	if (!source(a) || (a->secret && !a->secret_refused))
		return false;
	error = a->config->password_keyring ? ask_keyring(a) :
		child_start(&a->secret_child, a->engine->loop,
			a->config->password_command, COMMAND_LIMIT_MS,
			on_secret, a);
	snprintf(text, sizeof text, error < 0 ? "%s could not be started" :
		"waiting for %s", source(a));
	if (error < 0)
		account_failed(a, text);
	else if (strcmp(a->status.state, "failed") != 0)
		account_set_status(a, "registering", 0, text);
	return true;
}

void account_credentials(const struct account *a, struct credentials *c)
{
	const struct account_config *config = a->config;

	c->user = config->user ? config->user : a->aor.user;
	c->password = a->secret ? a->secret : config->password;
	c->ha1 = config->ha1;
}
