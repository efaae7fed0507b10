#include "linear/pause.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "command.h"
#include "linear/recital.h"

struct pause {
	struct ui *ui;			/* of the linear mode, as is teller */
	struct teller *teller;
	int64_t until;			/* clock_ms; -1 not */
	bool for_calls;			/* until no call is left */
	const struct recital *watched;	/* NULL none */
	int64_t next;			/* clock_ms */
	int64_t every;			/* ms */
};

struct pause *pause_new(struct ui *ui, struct teller *teller)
{
	struct pause *p = mem_new_of(struct pause);

	p->ui = ui;
	p->teller = teller;
	p->until = -1;
	return p;
}

void pause_free(struct pause *p)
{
	free(p);
}

/* --- wishes ----------------------------------------------------------------*/

static void wait(struct pause *p, int seconds)
{
	p->until = seconds ? clock_ms() + seconds * 1000LL : -1;
	p->for_calls = !seconds;
}

static void watch(struct pause *p, const char *name)
{
	char why[COMMAND_WHY];
	struct command c;

	p->watched = *name && command_parse(name, &c, why) ?
		recital_find(c.action->name) : NULL;
	p->every = p->ui->watch_s * 1000LL;
	p->next = clock_ms();
	if (!*name)
		teller_say(p->teller, "nothing is watched");
	else if (!p->watched)
		teller_say(p->teller, "watch \"%s\"? status, calls, accounts, "
			"quality, off", name);
}

void pause_fulfil(struct pause *p)
{
	char *watched = p->ui->watched;

	p->ui->watched = NULL;
	if (p->ui->wait_s >= 0)
		wait(p, p->ui->wait_s);
	p->ui->wait_s = -1;
	if (watched)
		watch(p, watched);
	free(watched);
}

/* --- time ------------------------------------------------------------------*/

bool pause_waits(const struct pause *p)
{
	return (p->until >= 0 && clock_ms() < p->until) ||
		(p->for_calls && model_live(p->ui->model));
}

void pause_stop(struct pause *p)
{
	p->until = -1;
	p->for_calls = false;
	p->watched = NULL;
}

int64_t pause_deadline(const struct pause *p)
{
	int64_t wait = p->until >= 0 && pause_waits(p) ? p->until : -1;

	if (!p->watched)
		return wait;
	return wait >= 0 && wait < p->next ? wait : p->next;
}

void pause_tick(struct pause *p)
{
	int64_t now = clock_ms();

	if (p->for_calls && !pause_waits(p))
		p->for_calls = false;	/* a later call is not waited for */
	if (!p->watched || now < p->next)
		return;
	p->next = now + p->every;
	if (!teller_is_typed(p->teller))
		p->watched->tell(p->ui, p->teller, "");
}
