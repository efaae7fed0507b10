/* account_edit.c - accounts that are added while the engine runs.  Engine
 * thread.
 *
 * Each is one 0600 file under INSTANCE_DIR/accounts/, in the syntax of an
 * account section's body; those of offhook.conf are read-only here.
 */
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"
#include "store/account_merge.h"
#include "store/accounts.h"

static bool writable(const struct account *a, struct fault *fault)
{
	if (a->owns_config)
		return true;
	return fault_set(fault, ERROR_PERMISSION, "account",
		"account %s stands in %s: edit it there, then reload",
		a->config->name, a->config->file);
}

static bool read_text(const char *name, const char *text,
	struct account_config **config, struct fault *fault)
{
	char error[CONFIG_ERROR];
	const char *words;

	*config = config_read_account(name, text, "account", error);
	if (*config)
		return true;
	/* Nobody has seen the text: its name and line say nothing. */
	error[strcspn(error, "\n")] = '\0';
	words = strstr(error, ": ");
	return fault_set(fault, ERROR_PARAMS, "account", "%s",
		words ? words + 2 : error);
}

bool engine_add_account(struct engine *e, const char *name, const char *text,
	struct account **account, struct fault *fault)
{
	struct account_config *config;

	if (engine_account_named(e, name))
		return fault_set(fault, ERROR_PARAMS, "name",
			"there is an account %s already", name);
	if (!accounts_name_ok(name))
		return fault_set(fault, ERROR_PARAMS, "name", "an account's name "
			"is 1 to 32 letters, digits, '-', '_' or '.'");
	if (!read_text(name, text, &config, fault))
		return false;
	accounts_write(e->history, e->config->instance_dir, name, text);
	*account = account_new(e, config, true);
	engine_tell_account(e, TOPIC_ACCOUNT_CHANGED, *account);
	account_start(*account);
	return true;
}

bool engine_update_account(struct engine *e, struct account *a,
	const char *text, struct fault *fault)
{
	struct account_config *config;
	char *whole;
	bool good;

	if (!writable(a, fault))
		return false;
	whole = account_merge(a->config->text ? a->config->text : "", text);
	good = read_text(a->config->name, whole, &config, fault);
	if (good) {
		accounts_write(e->history, e->config->instance_dir,
			config->name, whole);
		account_reconfigure(a, config);
	}
	mem_wipe_text(whole);
	return good;
}

bool engine_remove_account(struct engine *e, struct account *a,
	struct fault *fault)
{
	if (!writable(a, fault))
		return false;
	accounts_erase(e->history, e->config->instance_dir, a->config->name);
	account_remove(a);
	return true;
}

/* At the start: those of earlier runs. */
static void add_stored(void *arg, struct account_config *config)
{
	struct engine *e = arg;

	if (engine_account_named(e, config->name)) {
		log_warn("account", "%s stands in offhook.conf too: the file of "
			"that name is left alone", config->name);
		account_config_free(config);
		return;
	}
	account_new(e, config, true);
}

void account_read_stored(struct engine *e)
{
	accounts_read(e->config->instance_dir, add_stored, e);
}
