#include "tick.h"

#include "base/clock.h"
#include "times.h"
#include "views/look.h"

#define MINUTE_MS 60000

static void sooner(int64_t *deadline, int64_t candidate)
{
	if (*deadline < 0 || candidate < *deadline)
		*deadline = candidate;
}

int64_t tick_grid(int64_t ms)
{
	return (ms / TICK_GRID_MS + 1) * TICK_GRID_MS;
}

static void session_tick(const struct ui *ui, const struct session *s,
	int64_t now, int64_t *deadline)
{
	int64_t shown = clock_wall_ms() - session_since(s);

	if (session_lives(s) && ui->settings.reader)
		sooner(deadline, now + times_minutes_next(shown));
	else if (session_lives(s))
		sooner(deadline, now + (look_is_exact(ui, s) ?
			times_duration_next(shown) : times_coarse_next(shown)));
}

int64_t tick_next(const struct ui *ui)
{
	int64_t deadline = -1, now = clock_ms(), wall = clock_wall_ms();

	if (ui->layout.kind == LAYOUT_NOTHING)
		return -1;
	if (ui->layout.kind > LAYOUT_STRIP)
		sooner(&deadline, now + MINUTE_MS - wall % MINUTE_MS);
	if (!ui->connected && ui->lost_why && !ui->settings.reader)
		sooner(&deadline,
			now + times_duration_next(wall - ui->lost_at));
	if (ui->signing.waits && ui->page == PAGE_FORM)
		sooner(&deadline, now + 1000 - (now - ui->signing.since) % 1000);
	if (ui->connected)
		for (int i = 0; i < ui->model->n_sessions; i++)
			session_tick(ui, ui->model->sessions[i], now,
				&deadline);
	if (deadline < 0)
		return -1;
	return ui->slow ? (deadline + TICK_SLOW_MS - 1) / TICK_SLOW_MS *
		TICK_SLOW_MS : tick_grid(deadline - 1);
}
