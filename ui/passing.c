#include "passing.h"

#include "base/clock.h"
#include "input.h"
#include "judging.h"
#include "programs.h"
#include "tracing.h"

void passing_sooner(int64_t *deadline, int64_t candidate)
{
	if (candidate >= 0 && (*deadline < 0 || candidate < *deadline))
		*deadline = candidate;
}

int64_t passing_deadline(const struct ui *ui)
{
	int64_t deadline = -1;

	passing_sooner(&deadline, link_deadline(ui->link));
	passing_sooner(&deadline, input_deadline(ui));
	passing_sooner(&deadline, notice_deadline(ui->notices));
	passing_sooner(&deadline, model_next_expiry(ui->model));
	passing_sooner(&deadline, tracing_deadline(ui));
	passing_sooner(&deadline, listing_deadline(ui));
	passing_sooner(&deadline, searching_deadline(ui));
	passing_sooner(&deadline, judging_deadline(ui));
	passing_sooner(&deadline, programs_deadline());
	return deadline;
}

static bool is_over(int64_t deadline)
{
	return deadline >= 0 && clock_ms() >= deadline;
}

static bool tick_input(struct ui *ui)
{
	if (!is_over(input_deadline(ui)))
		return false;
	input_tick(ui);
	return true;
}

static bool tick_notices(struct ui *ui)
{
	if (!is_over(notice_deadline(ui->notices)))
		return false;
	notice_tick(ui->notices);
	return true;
}

static bool tick_model(struct ui *ui)
{
	if (!is_over(model_next_expiry(ui->model)))
		return false;
	model_expire(ui->model);
	ui_settle(ui);
	return true;
}

bool passing_tick(struct ui *ui)
{
	bool changed = false;

	link_tick(ui->link);
	tracing_tick(ui);
	listing_tick(ui);
	searching_tick(ui);
	judging_tick(ui);
	programs_tick();
	changed |= tick_input(ui);
	changed |= tick_notices(ui);
	changed |= tick_model(ui);
	return changed;
}
