#include "account_editor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account_fields.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "form_page.h"
#include "request.h"
#include "request_settings.h"
#include "settings_page.h"
#include "views/view.h"
#include "widgets/wrapped.h"

#define ADVICE_ROWS 12		/* on smaller pages the fields need them */

static const struct form_owner owner;

static bool is_open(const struct ui *ui)
{
	return form_page_of(ui, &owner);
}

static const struct account *edited(const struct ui *ui)
{
	return model_account_of(ui->model, ui->edited.account);
}

/* --- the form -------------------------------------------------------------*/

static void add_buttons(struct form *form, const json_t *got, bool fixed)
{
	form_add(form, &(struct field_params){ .kind = FIELD_BUTTON,
		.name = "test", .label = fixed ? "Sign in now" : "Test now",
		.help = "Saves what is new, signs in, and says how it went." });
	if (got && !fixed)
		form_add(form, &(struct field_params){ .kind = FIELD_BUTTON,
			.name = "delete", .label = "Delete", .beside = true,
			.help = "Signs out and forgets the account with its "
			"password.  Calls that go on are not ended." });
}

static struct form *make(const struct ui *ui, const json_t *got)
{
	struct form *form = form_new();

	account_fields_add(form, got, ui->edited.file != NULL, add_buttons);
	return form;
}

/* The same field again, where there is one. */
static void rebuild(struct ui *ui, const json_t *got)
{
	const struct field *f = form_focused(ui->form);
	char *name = mem_text(f ? f->name : "uri");
	struct form *form = make(ui, got);

	form_focus(form, form_find(form, name));
	form_page_replace(ui, form);
	free(name);
}

static void on_got(void *arg, int account, const json_t *result,
	const char *error)
{
	struct ui *ui = arg;
	long long line = json_number(result, "line", 0);
	const char *file = json_text(result, "file");

	if (!is_open(ui) || account != ui->edited.account)
		return;
	if (error) {
		notice_add(ui->notices, NOTICE_ERROR, "account: %s", error);
		return;
	}
	free(ui->edited.file);
	ui->edited.file = file ? mem_format("%s:%lld", file, line) : NULL;
	rebuild(ui, result);
}

static void fetch(struct ui *ui)
{
	struct link_reply reply = { on_got, ui, ui->edited.account };

	request_account_get(ui->link, ui->edited.account, &reply);
}

void account_editor_open(struct ui *ui, int account)
{
	if (is_open(ui) && ui->edited.account == account &&
			form_changed(ui->form)) {
		form_page_return(ui, &owner);
		return;
	}
	free(ui->edited.file);
	ui->edited = (struct edited){ .account = account };
	signing_clear(&ui->signing);
	if (account) {
		form_page_open(ui, &owner, form_new());
		fetch(ui);
	} else {
		form_page_open(ui, &owner, make(ui, NULL));
		form_focus(ui->form, form_find(ui->form, "uri"));
		form_page_settle(ui);
	}
}

/* --- saving, trying out ---------------------------------------------------*/

static void sign_in(struct ui *ui)
{
	struct link_reply reply = ui_reply(ui, 0);

	signing_start(&ui->signing, ui->edited.account, clock_ms());
	request_register(ui->link, ui->edited.account, &reply);
}

/* The engine has begun to sign in by itself: what came of that already is in
 * the model. */
static void on_saved(void *arg, int subject, const json_t *result,
	const char *error)
{
	struct ui *ui = arg;
	const json_t *account = json_object_get(result, "account");
	int64_t since = ui->edited.asked_at;

	(void)subject;
	if (error) {
		notice_add(ui->notices, NOTICE_ERROR, "not saved: %s", error);
		signing_clear(&ui->signing);
		return;
	}
	notice_add(ui->notices, NOTICE_INFO, "account %s saved",
		json_text(account, "name") ? json_text(account, "name") : "");
	if (!is_open(ui))
		return;
	ui->edited.account = json_number(account, "id", 0);
	form_saved(ui->form);
	signing_start(&ui->signing, ui->edited.account, since);
	signing_told(&ui->signing, edited(ui));
	fetch(ui);
}

static bool is_taken(const void *arg, const char *name)
{
	return model_account(arg, name) != NULL;
}

static void name_it(struct ui *ui, json_t *params)
{
	char name[33];

	if (json_text(params, "name"))
		return;
	account_fields_name(field_value(form_find(ui->form, "uri")), name,
		is_taken, ui->model);
	json_object_set_new(params, "name", json_string(name));
}

static void tell_of_keyring(struct ui *ui, const json_t *params)
{
	const struct field *f = form_find(ui->form, "password_keyring");

	if (f && !field_changed(f) && !strcmp(field_value(f), "yes") &&
	    json_is_false(json_object_get(params, f->name)))
		notice_add(ui->notices, NOTICE_WARNING, "the keyring is not "
			"asked any more: what was typed takes its place");
}

static void save(struct ui *ui)
{
	struct link_reply reply = { on_saved, ui, 0 };
	json_t *params = account_fields_params(ui->form);

	ui->edited.asked_at = clock_ms();
	if (!ui->edited.account) {
		name_it(ui, params);
		request_account_add(ui->link, params, &reply);
	} else if (json_object_size(params)) {
		tell_of_keyring(ui, params);
		request_account_update(ui->link, ui->edited.account, params,
			&reply);
	} else {
		json_decref(params);
		notice_add(ui->notices, NOTICE_KEY, "nothing has changed");
	}
}

static bool can_save(const struct ui *ui)
{
	return !ui->edited.file && ui->connected;
}

static void test(struct ui *ui)
{
	if (!ui->connected)
		notice_add(ui->notices, NOTICE_KEY, "no engine to sign in");
	else if (ui->edited.account && !form_changed(ui->form))
		sign_in(ui);
	else if (form_page_check(ui))
		save(ui);
}

/* --- removing -------------------------------------------------------------*/

static void on_removed(void *arg, int account, const json_t *result,
	const char *error)
{
	struct ui *ui = arg;

	(void)result;
	if (error)
		notice_add(ui->notices, NOTICE_ERROR, "not removed: %s", error);
	else if (is_open(ui) && ui->edited.account == account)
		form_page_close(ui);
}

static void remove_it(struct ui *ui)
{
	struct link_reply reply = { on_removed, ui, ui->edited.account };
	const struct account *a = edited(ui);

	if (!ui->edited.remove_asked) {
		ui->edited.remove_asked = true;
		notice_add(ui->notices, NOTICE_WARNING, "Enter again removes "
			"account %s and its password", a ? a->name : "");
		return;
	}
	request_account_remove(ui->link, ui->edited.account, &reply);
}

static void press(struct ui *ui, const struct field *f)
{
	if (!strcmp(f->name, "test"))
		test(ui);
	else if (!strcmp(f->name, "delete"))
		remove_it(ui);
}

/* --- how it looks ---------------------------------------------------------*/

static void heading(const struct ui *ui, char *text, int size)
{
	const struct account *a = edited(ui);

	if (!ui->edited.account)
		snprintf(text, size, "Settings: new account");
	else
		snprintf(text, size, "Settings: account %s", a ? a->name : "");
}

/* How it signed in, or how it stands. */
static void result_of(const struct ui *ui, char *text, int size)
{
	const struct signing *s = &ui->signing;
	const struct account *a = edited(ui);
	char trouble[SIGNING_TEXT] = "", trust[TRUST_TEXT] = "";
	char end[TRUST_TEXT] = "";

	if (a) {
		account_trouble(a, trouble, sizeof trouble);
		trust_words(&a->trust, trust);
		trust_end_words(&a->trust, end);
	}
	if (s->account && s->waits)
		signing_wait_words(s, text, size);
	else if (s->account)
		snprintf(text, size, "%s %s", s->ok ? "ok:" : "failed:",
			s->text);
	else if (a)
		text_format(text, size, "now: %s %s%s%s", account_word(a),
			*trouble ? trouble : trust, *end ? ", " : "", end);
	else
		text[0] = '\0';
}

static int draw_result(const struct ui *ui, const struct area *a, int row)
{
	const struct signing *s = &ui->signing;
	const struct account *x = edited(ui);
	char text[SIGNING_TEXT + 16];

	result_of(ui, text, sizeof text);
	row += wrapped_draw(a, row, 2, 3, s->waits ? ROLE_PROGRESS :
		!s->account ? ROLE_DIM : s->ok ? ROLE_OK : ROLE_ERROR, text);
	if (s->account && !s->waits && !s->ok)
		row += wrapped_draw(a, row, 2, 3, ROLE_NORMAL, s->advice);
	if (!s->account && x && x->state == ACCOUNT_FAILED &&
			x->trust.problem && a->rows > ADVICE_ROWS) {
		signing_without_tls(&x->trust, text);
		row += wrapped_draw(a, row, 2, 3, ROLE_NORMAL, text);
	}
	return row;
}

static int draw_file(const struct ui *ui, const struct area *a)
{
	char *text;
	int rows;

	if (!ui->edited.file && ui->form->n)
		return 0;
	text = ui->edited.file ? mem_format("to be changed in %s, then "
		":reload", ui->edited.file) : mem_text(ui->connected ?
		"asking the engine .." : "no engine, no accounts");
	rows = wrapped_draw(a, 0, 2, 2, ui->edited.file ? ROLE_WARNING :
		ROLE_DIM, text);
	free(text);
	return rows;
}

static int above(struct ui *ui, const struct area *a)
{
	int row = draw_result(ui, a, draw_file(ui, a));

	return a->rows > 8 ? row + 1 : row < a->rows ? row : a->rows - 1;
}

/* Back to the list that it was opened from. */
static void leave(struct ui *ui)
{
	form_page_close(ui);
	if (ui->edited.from_settings)
		settings_page_open(ui, SETTINGS_ACCOUNTS);
}

static const struct form_owner owner = { .heading = heading, .above = above,
	.save = save, .press = press, .leave = leave,
	.can_save = can_save };
