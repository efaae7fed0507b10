#include "linear/question.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "calling.h"
#include "command.h"
#include "prompts.h"
#include "request.h"

struct question {
	struct ui *ui;			/* of the linear mode, as is teller */
	struct teller *teller;
	struct question_handlers handlers;
	const struct action *action;	/* NULL: not open */
	struct completion choices;	/* owned; the last one is as typed */
	int edition;			/* of what is looked for */
	const struct action *wanted;	/* looked for, as the next two */
	char *name, *why;		/* owned; why: NULL not doubtful */
};

struct question *question_new(struct ui *ui, struct teller *teller,
	const struct question_handlers *handlers)
{
	struct question *q = mem_new_of(struct question);

	q->ui = ui;
	q->teller = teller;
	q->handlers = *handlers;
	q->choices.chosen = -1;
	return q;
}

void question_free(struct question *q)
{
	if (!q)
		return;
	completion_clear(&q->choices);
	free(q->name);
	free(q->why);
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

		teller_say(q->teller, "%d %s%s%s%s%s%s%s", i + 1, c->name,
			c->label && *c->label ? ", " : "",
			c->label ? c->label : "", *c->address ? ", " : "",
			c->address, *c->note ? ", " : "", c->note);
	}
}

static bool begins_a_word(const char *text, const char *typed)
{
	size_t n = strlen(typed);

	for (; text; text = strpbrk(text, " .@-_")) {
		text += strspn(text, " .@-_");
		if (!strncasecmp(text, typed, n))
			return true;
	}
	return false;
}

/* It is that one's whole name, and nobody else's; or nobody else comes near. */
static bool is_plain(const struct question *q)
{
	const struct candidate *c = q->choices.items;

	if (matches(q) == 1)
		return begins_a_word(c->name, q->name) ||
			begins_a_word(c->address, q->name);
	return !strcasecmp(c[0].name, q->name) &&
		strcasecmp(c[1].name, q->name);
}

static void decide(struct question *q)
{
	int n = matches(q);

	if (n <= 0 && q->why) {
		teller_say(q->teller, "%s, and nobody of that name", q->why);
		q->handlers.on_nobody(q->handlers.arg);
	} else if (n <= 0 || (!q->why && is_plain(q))) {
		run(q, q->wanted, &q->choices.items[0]);
	} else {
		q->action = q->wanted;
		list(q);
	}
}

/* An engine that cannot search, or does not answer: whom this end knows. */
static void on_matches(void *arg, int edition, const json_t *result,
	const char *error)
{
	struct question *q = arg;
	const json_t *found = json_object_get(result, "matches");
	struct completion_sources s = { .model = q->ui->model,
		.contacts = &q->ui->contacts.window,
		.matches = !error && json_is_array(found) ? found : NULL };

	if (edition != q->edition)
		return;
	if (is_called(q->wanted, "transfer"))
		s.not_this = q->ui->selected;
	completion_fill(&q->choices, &s, q->name);
	decide(q);
}

void question_name(struct question *q, const struct action *a,
	const char *name, const char *why)
{
	struct link_reply reply = { on_matches, q, 0 };

	question_drop(q);
	reply.subject = ++q->edition;
	q->wanted = a;
	mem_set(&q->name, name);
	mem_set(&q->why, why);
	request_search(q->ui->link, name, COMPLETION_ROWS - 1, &reply);
}

/* --- answers ---------------------------------------------------------------*/

bool question_is_open(const struct question *q)
{
	return q->action != NULL;
}

void question_drop(struct question *q)
{
	q->edition++;
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
