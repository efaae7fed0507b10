#include "linear/question.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "calling.h"
#include "command.h"
#include "prompts.h"

struct question {
	struct ui *ui;			/* of the linear mode, as is teller */
	struct teller *teller;
	const struct action *action;	/* NULL: not open */
	struct completion choices;	/* owned; without "as typed" */
};

struct question *question_new(struct ui *ui, struct teller *teller)
{
	struct question *q = mem_new_of(struct question);

	q->ui = ui;
	q->teller = teller;
	q->choices.chosen = -1;
	return q;
}

void question_free(struct question *q)
{
	if (!q)
		return;
	completion_clear(&q->choices);
	free(q);
}

/* --- doing it --------------------------------------------------------------*/

static bool is_called(const struct action *a, const char *name)
{
	return !strcmp(a->name, name);
}

static void dial(struct ui *ui, const struct candidate *c)
{
	const struct account *own = ui->account < 0 ? NULL : ui_account(ui);
	struct calling calling = { .to = c->to, .shown = c->name };

	if (!own)
		own = model_account(ui->model, c->account);
	calling.account = own ? own->name : NULL;
	calling_start(ui, &calling);
}

static void run(struct question *q, const struct action *a,
	const struct candidate *c)
{
	struct command command = { .action = a, .argument = c->to };
	struct ui *ui = q->ui;

	if (is_called(a, "dial") && action_applies(a, ui)) {
		dial(ui, c);
	} else if (c->session && is_called(a, "transfer") &&
			action_applies(a, ui)) {
		ui->about = ui->selected;
		transfer_to_call(ui, model_session(ui->model, c->session));
	} else {
		command_start(ui, &command);
	}
}

/* --- asking ----------------------------------------------------------------*/

/* The last one, which is what was typed, is no match. */
static void find(struct question *q, const struct action *a, const char *name)
{
	int not_this = is_called(a, "transfer") ? q->ui->selected : 0;

	completion_make_other(&q->choices, q->ui->model, name, false, not_this);
}

static int matches(const struct question *q)
{
	return q->choices.n - 1;
}

static void list(struct question *q)
{
	int n = matches(q);

	teller_say(q->teller, n == 1 ? "1 match, type 1 for it:" :
		"%d matches, type a number:", n);
	for (int i = 0; i < n; i++) {
		const struct candidate *c = &q->choices.items[i];

		teller_say(q->teller, "%d %s%s%s%s%s", i + 1, c->name,
			*c->address ? ", " : "", c->address,
			*c->note ? ", " : "", c->note);
	}
}

/* It is that one's whole name, and nobody else's. */
static bool is_plain(const struct question *q, const char *name)
{
	const struct candidate *c = q->choices.items;

	if (matches(q) == 1)
		return true;
	return !strcasecmp(c[0].name, name) && strcasecmp(c[1].name, name);
}

enum question_result question_name(struct question *q, const struct action *a,
	const char *name, bool doubtful)
{
	int n;

	question_drop(q);
	find(q, a, name);
	n = matches(q);
	if (n <= 0 && doubtful)
		return QUESTION_NOBODY;
	if (n <= 0 || (!doubtful && is_plain(q, name))) {
		run(q, a, &q->choices.items[0]);
		return QUESTION_RUN;
	}
	q->action = a;
	list(q);
	return QUESTION_ASKED;
}

/* --- answers ---------------------------------------------------------------*/

bool question_is_open(const struct question *q)
{
	return q->action != NULL;
}

void question_drop(struct question *q)
{
	q->action = NULL;
	completion_clear(&q->choices);
}

bool question_answer(struct question *q, int number)
{
	const struct action *a = q->action;

	if (number < 1 || number > matches(q)) {
		teller_say(q->teller, "there is no %d among them", number);
		return false;
	}
	q->action = NULL;
	run(q, a, &q->choices.items[number - 1]);
	return true;
}
