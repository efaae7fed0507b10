#include "probe.h"

#include "base/clock.h"
#include "capability.h"
#include "screen.h"

#define MODE_SYNCHRONISED 2026
#define ASK_SYNCHRONISED "\033[?2026$p"
#define ASK_DRAWN "\033[5n"
#define PATIENCE_MS 2000	/* who says nothing until then never will */

void probe_start(struct probe *p, const struct settings *s)
{
	*p = (struct probe){ .asks = capability_is_modern() };
	slow_line_init(&p->line);
	p->since = clock_ms();
	if (!p->asks)
		return;
	if (s->sync == SYNC_AUTO) {
		screen_send(ASK_SYNCHRONISED);
		p->open++;
	}
	if (s->slow_line == SLOW_LINE_AUTO &&
			slow_line_ask(&p->line, p->since))
		screen_send(ASK_DRAWN);
}

/* The settings may have changed meanwhile. */
static void judge(struct probe *p, struct ui *ui)
{
	int wish = ui->settings.slow_line;
	bool slow = wish == SLOW_LINE_ON ||
		(wish == SLOW_LINE_AUTO && p->line.slow);

	if (slow == ui->slow)
		return;
	ui->slow = slow;
	if (wish == SLOW_LINE_AUTO)
		notice_add(ui->notices, NOTICE_INFO, slow ? "slow line: no "
			"meters, clocks in steps of 5 s (set slow_line off)" :
			"the line is fast again: meters are back");
	ui_settle(ui);
}

void probe_answer(struct probe *p, struct ui *ui, const struct report *r)
{
	if (r->kind == REPORT_READY)
		slow_line_answered(&p->line, clock_ms());
	if (r->kind == REPORT_MODE && p->open)
		p->open--;
	if (r->kind == REPORT_MODE && r->mode == MODE_SYNCHRONISED)
		screen_synchronise(r->known &&
			ui->settings.sync == SYNC_AUTO);
	judge(p, ui);
}

void probe_frame(struct probe *p, struct ui *ui)
{
	if (p->asks && ui->settings.slow_line == SLOW_LINE_AUTO &&
			slow_line_ask(&p->line, clock_ms()))
		screen_send(ASK_DRAWN);
}

bool probe_waits(const struct probe *p)
{
	return slow_line_waits(&p->line);
}

int64_t probe_deadline(const struct probe *p)
{
	return slow_line_deadline(&p->line);
}

void probe_tick(struct probe *p, struct ui *ui)
{
	slow_line_tick(&p->line, clock_ms());
	judge(p, ui);
}

bool probe_is_open(const struct probe *p)
{
	bool first = p->open || (p->line.asked >= 0 && !p->line.answers);

	return probe_waits(p) ||
		(first && clock_ms() - p->since < PATIENCE_MS);
}
