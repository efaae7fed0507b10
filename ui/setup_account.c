/* The first start's account: an address, a password, how the server is reached;
 * and what it says to them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account_fields.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "form_page.h"
#include "request.h"
#include "request_settings.h"
#include "screen.h"
#include "setup.h"
#include "widgets/wrapped.h"

static void add(struct ui *ui, struct form *form)
{
	struct field *password;

	account_fields_add_few(form);
	if (!ui->setup.uri)
		return;
	field_set(form_find(form, "uri"), ui->setup.uri);
	password = form_find(form, "password");
	field_note(password, "set; type another to change it");
	field_set(form_find(form, "transport"), ui->setup.transport);
	form_saved(form);
}

static void on_made(void *arg, int subject, const json_t *result,
	const char *error)
{
	struct ui *ui = arg;
	int account = json_number(json_object_get(result, "account"), "id", 0);

	(void)subject;
	if (error) {
		signing_refused(&ui->signing, error);
		return;
	}
	ui->setup.account = account;
	signing_start(&ui->signing, account, ui->setup.asked_at);
	signing_told(&ui->signing, model_account_of(ui->model, account));
}

static bool is_taken(const void *arg, const char *name)
{
	return model_account(arg, name) != NULL;
}

static void sign_in(struct ui *ui)
{
	struct link_reply reply = { on_made, ui, 0 };
	json_t *params = account_fields_params(ui->form);
	const char *uri = field_value(form_find(ui->form, "uri"));
	char name[33];

	ui->setup.asked_at = clock_ms();
	mem_set(&ui->setup.uri, uri);
	snprintf(ui->setup.transport, sizeof ui->setup.transport, "%s",
		field_value(form_find(ui->form, "transport")));
	signing_start(&ui->signing, -1, ui->setup.asked_at);
	form_saved(ui->form);
	if (ui->setup.account) {
		request_account_update(ui->link, ui->setup.account, params,
			&reply);
		return;
	}
	account_fields_name(uri, name, is_taken, ui->model);
	json_object_set_new(params, "name", json_string(name));
	request_account_add(ui->link, params, &reply);
}

/* Nothing typed: no account yet.  What failed may be gone on with as it is. */
static bool next(struct ui *ui)
{
	bool changed = form_changed(ui->form);

	if (!*field_value(form_find(ui->form, "uri")) && !ui->setup.account)
		return true;
	if (ui->signing.waits && !changed) {
		notice_add(ui->notices, NOTICE_KEY, "still signing in: Skip "
			"goes on meanwhile");
		return false;
	}
	if (!changed)
		return true;
	if (!form_page_check(ui))
		return false;
	sign_in(ui);
	return false;
}

static int draw_outcome(const struct signing *s, const struct area *a)
{
	char text[64];
	int rows;

	if (s->waits) {
		signing_wait_words(s, text, sizeof text);
		screen_text(a, 0, 2, a->columns - 2, ROLE_PROGRESS, text);
		return 1;
	}
	screen_text(a, 0, 2, 16, ROLE_NORMAL, "signing in ..");
	rows = wrapped_draw(a, 0, 17, 4, s->ok ? ROLE_OK : ROLE_ERROR,
		s->text);
	if (*s->advice && rows < a->rows)
		rows += wrapped_draw(a, rows, 2, a->rows - rows, ROLE_NORMAL,
			s->advice);
	if (rows < a->rows)
		screen_text(a, rows, 2, a->columns - 2, ROLE_NORMAL, s->ok ?
			"Enter on Next goes on." :
			"Change it and press Next, or go on as it is.");
	return rows + 1;
}

static int below(struct ui *ui, const struct area *a)
{
	static const char *const words[] = {
		"Everything else has a working default, and can be changed "
		"later with g e.",
		"The password is kept in a file that only you can read.",
		"Transport, above, is tls where the provider says so (TLS, "
		"sips:, port 5061).",
		"No account yet?  Leave both empty: calls by address and the "
		"services echo, tone and music work without one.",
	};
	int row = ui->signing.account ? draw_outcome(&ui->signing, a) + 1 : 0;

	for (size_t i = 0; i < 4 && row < a->rows; i++)
		row += wrapped_draw(a, row, 2, a->rows - row, ROLE_DIM,
			words[i]);
	return row;
}

static bool done(const struct ui *ui)
{
	return ui->signing.ok;
}

const struct setup_step setup_account = { .title = "your account",
	.word = "account", .add = add, .next = next, .below = below,
	.skip = "Skip, I will edit a file", .done = done };
