/* How the call sounded over the last minutes, as graphs.
 *
 *	mos   ⣿⣿⣿⣿⣿⣧⣤⣤⣤⣿⣿⣿⣿⣿⣿⣿⣿ now 4.3  min 2.9
 *	loss  ⠀⠀⠀⠀⠀⠀⢰⣸⣼⣄⠀⠀⠀⠀⠀⠀⠀ now 0.2% max 4.1%
 *	      -8:20        -4:10    now
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "judging.h"
#include "theme.h"
#include "times.h"
#include "views/tab.h"
#include "widgets/graph.h"
#include "widgets/wrapped.h"

#define WORD_COLUMNS 6
#define WORDS_BEHIND 23		/* "now 0.2%  max 4.1%" */
#define TIME_COLUMNS 12		/* of a label below it */
#define LEAST 8			/* columns of a graph */

static int graph_columns(const struct area *a)
{
	int n = a->columns - 1 - WORD_COLUMNS - WORDS_BEHIND;

	return n < LEAST ? LEAST : n > GRAPH_COLUMNS ? GRAPH_COLUMNS : n;
}

/* What makes the graph: at least what is usual, more if there was more. */
static double highest(enum figure f, const float *values, int n)
{
	double high = figure_kinds[f].highest;

	for (int i = 0; i < n; i++)
		if (values[i] > high && f != FIGURE_MOS)
			high = values[i];
	return high;
}

static double extreme(enum figure f, const float *values, int n)
{
	double found = NAN;

	for (int i = 0; i < n; i++)
		if (!isnan(values[i]) && (isnan(found) || (values[i] < found) ==
				figure_kinds[f].low_is_bad))
			found = values[i];
	return found;
}

static void draw_words(enum figure f, const struct quality *q,
	const float *values, int n, const struct area *a, int row, int column)
{
	char now[16], worst[16];

	quality_text(f, quality_now(q, f), now);
	quality_text(f, extreme(f, values, n), worst);
	screen_format(a, row, column, WORDS_BEHIND - 1, ROLE_NORMAL,
		"now %-6s %s %s", now,
		figure_kinds[f].low_is_bad ? "min" : "max", worst);
}

static void draw_figure(const struct ui *ui, enum figure f,
	const struct area *a, int row)
{
	const struct quality *q = &ui->judged.quality;
	float values[2 * GRAPH_COLUMNS];
	char text[GRAPH_TEXT];
	int columns = graph_columns(a);
	int n = quality_steps(q, f, ui->judged.step_s, ui->judged.back, values,
		2 * columns);

	graph_text(values, n, figure_kinds[f].lowest, highest(f, values, n),
		theme_utf8(), text);
	screen_text(a, row, 1, WORD_COLUMNS, ROLE_NORMAL, figure_kinds[f].word);
	/* New on the right, so that a short call is read like a long one. */
	screen_text(a, row, 1 + WORD_COLUMNS + columns - (n + 1) / 2, columns,
		ROLE_NORMAL, text);
	draw_words(f, q, values, n, a, row, 2 + WORD_COLUMNS + columns);
}

/* "-8:20" under the left end, others where there is room, "now" at the right. */
static void draw_times(const struct ui *ui, const struct area *a, int row)
{
	int columns = graph_columns(a), left = 1 + WORD_COLUMNS;
	int labels = columns / TIME_COLUMNS;
	char text[TIMES_TEXT];

	for (int i = 0; i < labels; i++) {
		int at = i * columns / labels;
		int64_t ago = (2 * (columns - at) + ui->judged.back) *
			(int64_t)ui->judged.step_s;

		times_duration(ago * 1000, text);
		screen_format(a, row, left + at, TIME_COLUMNS - 1, ROLE_DIM,
			"-%s", text);
	}
	if (!ui->judged.back)
		screen_text(a, row, left + columns - 3, 3, ROLE_DIM, "now");
}

static int draw_problem(const struct session *s, const struct area *a, int row)
{
	if (!s || !s->problem)
		return row;
	row += wrapped_draw(a, row, 1, 2, ROLE_WARNING, s->problem);
	return row + (s->advice ? wrapped_draw(a, row, 1, 2, ROLE_DIM,
		s->advice) : 0);
}

static void draw_sum(const struct ui *ui, const struct area *a, int row)
{
	const struct quality *q = &ui->judged.quality;
	const struct session *s = model_session(ui->model, ui->judged.session);
	char length[TIMES_TEXT], words[PROTECTION_TEXT];
	const char *path = s ? protection_path(&s->protection) : "";

	times_duration(q->seconds * 1000LL, length);
	row += screen_format(a, row, 1, a->columns - 1, ROLE_NORMAL,
		"%s of sound, %.1f s of it made up for what did not come",
		length, q->concealed_ms / 1000.0) > 0;
	if (s && s->codec) {
		protection_words(&s->protection, words);
		screen_format(a, row++, 1, a->columns - 1, ROLE_NORMAL,
			"codec %s %dk  %s%s%s", s->codec,
			s->sample_rate_hz / 1000, words, *path ? "  " : "",
			path);
	}
	draw_problem(s, a, row);
}

static const char *nothing_yet(const struct ui *ui)
{
	return !judging_session(ui) ? "select a call to see how it sounds" :
		ui->judged.error ? ui->judged.error :
		ui->judged.asked ? "fetching .." : "there has been no sound";
}

static void draw(struct ui *ui, const struct area *a)
{
	int row = a->rows > 12;

	if (!ui->judged.quality.n) {
		screen_text(a, 0, 1, a->columns - 1, ROLE_DIM,
			nothing_yet(ui));
		return;
	}
	for (enum figure f = 0; f < FIGURES; f++)
		draw_figure(ui, f, a, row++);
	draw_times(ui, a, row++);
	draw_sum(ui, a, row + (a->rows > 12));
}

static void title(const struct ui *ui, char text[TAB_TITLE])
{
	if (ui->tab == TAB_QUALITY && ui->judged.number)
		snprintf(text, TAB_TITLE, "Quality %d", ui->judged.number);
}

static bool heading(const struct ui *ui, char *text, int size)
{
	if (!ui->judged.quality.n)
		return false;
	text_format(text, size, "Quality: call %d %s  %d s a step",
		ui->judged.number, ui->judged.party, ui->judged.step_s);
	return true;
}

static struct shown_list list(struct ui *ui, int rows)
{
	(void)ui;
	return (struct shown_list){ .rows = rows };
}

const struct tab_view quality_tab = { .name = "Quality", .title = title,
	.heading = heading, .draw = draw, .list = list };
