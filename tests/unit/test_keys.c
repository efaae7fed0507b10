/* Bytes of a terminal become keys and pastes, never commands by accident. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "keys.h"

struct seen {
	char text[512];			/* "a M-b <1114112> {paste}" */
	struct keys *keys;
};

static void note(struct seen *seen, const char *what)
{
	if (*seen->text)
		strcat(seen->text, " ");
	strcat(seen->text, what);
}

static void on_key(void *arg, struct key k)
{
	char text[32];

	if (k.code > 0x20 && k.code < 0x7f)
		snprintf(text, sizeof text, "%s%c", k.alt ? "M-" : "", k.code);
	else if (k.code >= KEYS_UP)
		snprintf(text, sizeof text, "%sK%d", k.alt ? "M-" : "",
			k.code - KEYS_UP);
	else
		snprintf(text, sizeof text, "%s<%d>", k.alt ? "M-" : "",
			k.code);
	note(arg, text);
}

static void on_paste(void *arg, const char *text)
{
	char part[64];

	snprintf(part, sizeof part, "{%.50s}", text);
	note(arg, part);
}

static void on_report(void *arg, const struct report *r)
{
	char text[64];

	snprintf(text, sizeof text, "[%d %d,%d %d%s]", (int)r->kind, r->row,
		r->column, r->mode, r->known ? " known" : "");
	note(arg, text);
}

static void start(struct seen *seen, bool marked)
{
	struct keys_handlers h = { on_key, on_paste, on_report, seen };

	memset(seen, 0, sizeof *seen);
	seen->keys = keys_new(&h, marked);
}

static void put(struct seen *seen, const char *bytes, int64_t now)
{
	keys_put(seen->keys, bytes, strlen(bytes), now);
}

static void expect(struct seen *seen, const char *text)
{
	assert_string_equal(seen->text, text);
	seen->text[0] = '\0';
}

static void letters_and_control_keys(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, true);
	put(&seen, "ab\r\x15\x7f\x08", 0);
	expect(&seen, "a b <13> <21> <127> <127>");
	keys_free(seen.keys);
}

static void utf8_in_pieces_is_one_key(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, true);
	put(&seen, "\xc3", 0);
	expect(&seen, "");
	put(&seen, "\xab", 1);
	expect(&seen, "<235>");
	put(&seen, "\xff\x80\xe6\x97x", 2);
	expect(&seen, "x");
	keys_free(seen.keys);
}

static void arrows_in_all_dialects(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, true);
	put(&seen, "\033[A\033OB\033[5~\033[Z\033OP\033[11~\033[[A", 0);
	expect(&seen, "K0 K1 K6 K10 K11 K11 K11");
	put(&seen, "\033[1;3C", 0);
	expect(&seen, "M-K3");
	keys_free(seen.keys);
}

static void what_terminfo_knows_is_learned(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, true);
	keys_learn(seen.keys, "\033[1z", KEYS_HOME);
	put(&seen, "\033[1z\033[2z", 0);
	expect(&seen, "K4");
	keys_free(seen.keys);
}

static void alt_is_an_escape_before_a_letter(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, true);
	put(&seen, "\033h", 0);
	expect(&seen, "M-h");
	put(&seen, "\033", 10);
	put(&seen, "b", 40);
	expect(&seen, "M-b");
	keys_free(seen.keys);
}

static void escape_alone_takes_50_ms(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, true);
	assert_int_equal(keys_deadline(seen.keys), -1);
	put(&seen, "\033", 100);
	assert_int_equal(keys_deadline(seen.keys), 100 + KEYS_ESC_MS);
	keys_tick(seen.keys, 149);
	expect(&seen, "");
	keys_tick(seen.keys, 150);
	expect(&seen, "<27>");
	assert_int_equal(keys_deadline(seen.keys), -1);
	keys_free(seen.keys);
}

static void a_torn_sequence_is_no_letters(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, true);
	put(&seen, "\033", 0);
	keys_tick(seen.keys, 50);
	put(&seen, "[", 300);
	put(&seen, "A", 500);
	expect(&seen, "<27> K0");
	put(&seen, "\033", 1000);
	keys_tick(seen.keys, 1050);
	put(&seen, "[A", 1600);		/* too late: keys of their own */
	expect(&seen, "<27> [ A");
	keys_free(seen.keys);
}

static void an_unfinished_sequence_is_forgotten(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, true);
	put(&seen, "\033[1;", 0);
	put(&seen, "x", 600);
	expect(&seen, "x");
	put(&seen, "\033[999\033[A", 700);
	expect(&seen, "K0");
	keys_free(seen.keys);
}

static void a_marked_paste_is_one_text(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, true);
	put(&seen, "\033[200~bh", 0);
	put(&seen, "q\r\033[A\033[20", 10);
	expect(&seen, "");
	put(&seen, "1~x", 20);
	expect(&seen, "{bhq\r\033[A} x");
	keys_free(seen.keys);
}

static void a_paste_without_an_end_ends_in_silence(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, true);
	put(&seen, "\033[200~b", 0);
	put(&seen, "h", 1900);
	keys_tick(seen.keys, 3800);
	expect(&seen, "");
	keys_tick(seen.keys, 3900);
	expect(&seen, "{bh}");
	keys_free(seen.keys);
}

static void a_long_paste_is_cut(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, true);
	put(&seen, "\033[200~", 0);
	for (int i = 0; i < 2 * KEYS_PASTE_MAX / 8; i++)
		put(&seen, "12345678", 0);
	put(&seen, "\033[201~q", 0);
	assert_non_null(strstr(seen.text, "} q"));
	keys_free(seen.keys);
}

static void twelve_characters_at_once_were_not_typed(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, false);
	put(&seen, "t2002\r", 0);
	expect(&seen, "t 2 0 0 2 <13>");
	put(&seen, "hangup\rbhqbhq", 0);
	expect(&seen, "{hangup\rbhqbhq}");
	keys_free(seen.keys);
	start(&seen, true);		/* pastes are marked: it was typed */
	put(&seen, "abcdefghijklm", 0);
	expect(&seen, "a b c d e f g h i j k l m");
	keys_free(seen.keys);
}

static void what_a_terminal_answers_is_no_key(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, true);
	put(&seen, "\033[0n\033[?2026;2$y\033[?2026;0$y\033[?2026;4$y", 0);
	expect(&seen, "[3 0,0 0] [4 0,0 2026 known] [4 0,0 2026] "
		"[4 0,0 2026]");
	put(&seen, "\033[?1;2c\033[24;80R\033[I\033[?2026;2", 10);
	put(&seen, "$y", 20);
	expect(&seen, "[4 0,0 2026 known]");
	keys_free(seen.keys);
}

static void answers_may_be_long_and_are_still_no_keys(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, true);
	put(&seen, "\033[?64;1;2;6;9;15;16;17;18;21;22;28;29;42;44;45cq", 0);
	expect(&seen, "q");
	put(&seen, "\033P>|a terminal\033\\h", 10);
	put(&seen, "\033]52;c;Ynll\007b\033]11;rgb:0/0/0\033\\", 20);
	put(&seen, "\033_Gi=1;OK\033\\m", 30);
	expect(&seen, "h b m");
	put(&seen, "\033P1", 40);
	put(&seen, "hangup", 900);	/* without an end: half a second */
	expect(&seen, "h a n g u p");
	keys_free(seen.keys);
}

static void alt_and_a_letter_that_could_begin_an_answer(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, true);
	put(&seen, "\033P", 0);
	expect(&seen, "");
	keys_tick(seen.keys, KEYS_ESC_MS);
	expect(&seen, "M-P");
	put(&seen, "\033]h\033P\033h", 100);
	expect(&seen, "M-] h M-P M-h");
	keys_free(seen.keys);
}

static void the_mouse_is_told_apart(void **state)
{
	struct seen seen;

	(void)state;
	start(&seen, true);
	put(&seen, "\033[<0;12;5M\033[<0;12;5m\033[<64;1;1M\033[<81;3;2M", 0);
	expect(&seen, "[0 4,11 0] [1 0,0 0] [2 1,2 0]");
	put(&seen, "\033[<2;1;1M\033[<0;0;5M\033[<0;99999;5M\033[<0;5M", 0);
	expect(&seen, "");
	put(&seen, "\033[M bqx", 0);	/* of a kind that was not asked for */
	expect(&seen, "x");
	keys_free(seen.keys);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_and_control_keys),
		cmocka_unit_test(utf8_in_pieces_is_one_key),
		cmocka_unit_test(arrows_in_all_dialects),
		cmocka_unit_test(what_terminfo_knows_is_learned),
		cmocka_unit_test(alt_is_an_escape_before_a_letter),
		cmocka_unit_test(escape_alone_takes_50_ms),
		cmocka_unit_test(a_torn_sequence_is_no_letters),
		cmocka_unit_test(an_unfinished_sequence_is_forgotten),
		cmocka_unit_test(a_marked_paste_is_one_text),
		cmocka_unit_test(a_paste_without_an_end_ends_in_silence),
		cmocka_unit_test(a_long_paste_is_cut),
		cmocka_unit_test(twelve_characters_at_once_were_not_typed),
		cmocka_unit_test(what_a_terminal_answers_is_no_key),
		cmocka_unit_test(answers_may_be_long_and_are_still_no_keys),
		cmocka_unit_test(alt_and_a_letter_that_could_begin_an_answer),
		cmocka_unit_test(the_mouse_is_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
