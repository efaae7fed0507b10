#include "action.h"

#include <stddef.h>

#include "base/clock.h"
#include "ui.h"

/* In the order of the help; within it, of the hint bar. */
const struct action_group action_groups[] = {
	{ "Calls", call_actions },
	{ "Rejecting", reject_actions },
	{ "Transfer", transfer_actions },
	{ "Conference", conference_actions },
	{ "Tones", tone_actions },
	{ "Recording", record_actions },
	{ "Dialling", dial_actions },
	{ "Pages of fields", form_actions },
	{ "Contacts", contact_actions },
	{ "Input line", line_actions },
	{ "Trace", trace_actions },
	{ "Quality", quality_actions },
	{ "Panes and lists", move_actions },
	{ "Copying", copy_actions },
	{ "Accounts", account_actions },
	{ "Reports", report_actions },
	{ "Setting up", settings_page_actions },
	{ "Phone", phone_actions },
	{ "Settings", settings_actions },
	{ NULL, NULL }
};

bool action_applies(const struct action *a, const struct ui *ui)
{
	if (ui->read_only && (a->flags & ACTION_CHANGES))
		return false;
	return !a->applies || a->applies(ui);
}

enum context action_base(const struct ui *ui)
{
	static const enum context of_pane[PANES] = {
		[PANE_CALLS] = IN_CALLS, [PANE_DETAIL] = IN_DETAIL,
		[PANE_BROWSER] = IN_BROWSER, [PANE_PAD] = IN_PAD,
	};
	/* 0: the keys are those of the pane behind it. */
	static const enum context of_page[PAGES] = {
		[PAGE_FORM] = IN_FORM,
	};

	return of_page[ui->page] ? of_page[ui->page] : of_pane[ui->focus];
}

/* What has its key only in one pane is about the row that is selected there,
 * unless it may be named. */
bool action_is_for_lines(const struct action *a)
{
	bool about_row = a->contexts && !(a->contexts & IN_CALLS) &&
		!a->argument;

	return !(a->flags & (ACTION_ON_SCREEN | ACTION_NOT_LISTED)) &&
		!about_row;
}

enum context action_context(const struct ui *ui)
{
	if (ui->typing)
		return ui->mode == LINE_FIELD ? IN_LINE | IN_FORM : IN_LINE;
	return action_base(ui);
}

static bool guarded(const struct action *a, const struct ui *ui)
{
	int64_t now = clock_ms();

	if ((a->flags & ACTION_ON_TARGET) && now < ui->target_guard) {
		notice_add(ui->notices, NOTICE_KEY,
			"%s: the ringing call changed, press again", a->name);
		return true;
	}
	if ((a->flags & ACTION_ON_SELECTED) && now < ui->selected_guard) {
		notice_add(ui->notices, NOTICE_KEY,
			"%s: the selected call changed, press again", a->name);
		return true;
	}
	return false;
}

void action_run(const struct action *a, struct ui *ui, const char *argument)
{
	if (ui->read_only && (a->flags & ACTION_CHANGES)) {
		notice_add(ui->notices, NOTICE_KEY, "%s: this screen is "
			"read-only", a->name);
		return;
	}
	if (guarded(a, ui) || !action_applies(a, ui))
		return;
	a->run(ui, argument);
}
