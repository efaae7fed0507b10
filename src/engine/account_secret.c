/* account_secret.c - an account's password: in the configuration, or what
 * password_command says.  Engine thread. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"
#include "loop/child.h"

#define SECRET_LIMIT_MS 10000
#define KEYRING "password_command"	/* a target of its own for the back-off */

/* --- a password that was refused ---------------------------------------------*/

/* The keyring may hold another one by then. */
static void ask_later(struct account *a, int status, const char *reason)
{
	a->secret_refused = true;
	account_failed_for(a, status, reason, backoff_failed(a->backoff, KEYRING));
}

static void keep_refused(struct account *a)
{
	ask_later(a, a->status.status, "password_command still says the password that was "
		"refused: it is not tried again until it says another");
}

void account_secret_refused(struct account *a, int status)
{
	const struct account_config *c = a->config;
	char reason[256];

	if (c->password_command) {
		ask_later(a, status, "wrong user or password: password_command is asked "
			"again before it is tried again");
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
	backoff_succeeded(a->backoff, KEYRING);
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

static void on_secret(void *arg, const struct child_result *r)
{
	struct account *a = arg;
	size_t n = strcspn(r->output, "\r\n");
	char reason[96];

	a->secret_child = NULL;
	if (r->status == 0 && n > 0) {
		take_secret(a, mem_text_n(r->output, n));
		return;
	}
	if (r->status < 0)
		snprintf(reason, sizeof reason, "password_command took over %d s",
			SECRET_LIMIT_MS / 1000);
	else if (r->status == 0)
		snprintf(reason, sizeof reason, "password_command printed nothing");
	else
		snprintf(reason, sizeof reason, "password_command failed with "
			"status %d", r->status);
	account_failed(a, reason);
}

bool account_fetch_secret(struct account *a)
{
	const char *command = a->config->password_command;
	int error;

	if (!command || (a->secret && !a->secret_refused))
		return false;
	error = child_start(&a->secret_child, a->engine->loop, command,
		SECRET_LIMIT_MS, on_secret, a);
	if (error < 0)
		account_failed(a, "password_command could not be started");
	else if (strcmp(a->status.state, "failed") != 0)
		account_set_status(a, "registering", 0,
			"waiting for password_command");
	return true;
}

void account_credentials(const struct account *a, struct credentials *c)
{
	const struct account_config *config = a->config;

	c->user = config->user ? config->user : a->aor.user;
	c->password = a->secret ? a->secret : config->password;
	c->ha1 = config->ha1;
}
