/* The accounts, each a button that opens it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account_editor.h"
#include "base/mem.h"
#include "party.h"
#include "settings_page.h"
#include "setup.h"

static void add_account(struct form *form, const struct account *a)
{
	char *name = mem_format("%d", a->id), *aor = party_bare(a->aor);
	char trouble[400];
	char *note;

	account_trouble(a, trouble, sizeof trouble);
	note = mem_format("%s  %s %s", aor, account_word(a), trouble);
	form_add(form, &(struct field_params){ .kind = FIELD_BUTTON,
		.name = name, .label = a->name, .note = note,
		.help = a->from_file ? "It stands in offhook.conf and can be "
		"looked at here; it is changed there." : "Enter opens it: "
		"address, password, codecs and the rest; try it out there, or "
		"remove it." });
	free(note);
	free(aor);
	free(name);
}

static void add(struct ui *ui, struct form *form)
{
	for (int i = 0; i < ui->model->n_accounts; i++)
		add_account(form, ui->model->accounts[i]);
	form_add(form, &(struct field_params){ .kind = FIELD_BUTTON,
		.name = "new", .label = "New account",
		.help = "A SIP address and its password are enough." });
	form_add(form, &(struct field_params){ .kind = FIELD_BUTTON,
		.name = "setup", .label = "First start", .beside = true,
		.help = "The four steps of the first start again." });
}

static void press(struct ui *ui, const struct field *f)
{
	if (!strcmp(f->name, "setup")) {
		setup_open(ui);
		return;
	}
	account_editor_open(ui, atoi(f->name));
	ui->edited.from_settings = true;
}

const struct settings_tab_view accounts_settings = { .name = "Accounts",
	.add = add, .press = press };
