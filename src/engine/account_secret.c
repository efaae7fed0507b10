/* account_secret.c - an account's password: in the configuration, or what
 * password_command says.  Engine thread. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "engine/private.h"
#include "loop/child.h"

#define SECRET_LIMIT_MS 10000
#define ASK_BEFORE_MS 1000

/* The same one again: the registration goes on, and so does its back-off. */
static void take_secret(struct account *a, char *secret)
{
	bool same = a->registration && a->secret && !strcmp(a->secret, secret);

	mem_wipe_text(a->secret);
	a->secret = secret;
	a->secret_refused = false;
	if (same)
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
	else
		account_set_status(a, "registering", 0, "waiting for password_command");
	return true;
}

void account_credentials(const struct account *a, struct credentials *c)
{
	const struct account_config *config = a->config;

	c->user = config->user ? config->user : a->aor.user;
	c->password = a->secret ? a->secret : config->password;
	c->ha1 = config->ha1;
}

/* The keyring may hold another password by the next attempt: it is asked just
 * before. */
void account_ask_secret_later(struct account *a,
	const struct registration_status *r)
{
	int64_t wait = r->next_attempt_ms - clock_ms() - ASK_BEFORE_MS;

	if (r->status != 401 && r->status != 403 && r->status != 407)
		return;
	a->secret_refused = true;
	if (r->next_attempt_ms)
		loop_timer_set(a->retry, wait > 0 ? wait : 0);
}
