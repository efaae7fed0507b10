/* The man page and the example say what the table of keys says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "config_support.h"
#include "store/config_key.h"
#include "store/config_value.h"

#define PAGE "man/offhook.conf.5"
#define EXAMPLE "share/offhook.conf"

/* A file of the source tree; the tests run in the build's. */
static char *source_file(const char *name)
{
	const char *source = getenv("OFFHOOK_SOURCE");

	return mem_format("%s/%s", source ? source : "..", name);
}

static char *contents(const char *name)
{
	char *file = source_file(name), *text = mem_new(1 << 18);
	FILE *in = fopen(file, "r");

	if (!in)
		fail_msg("%s cannot be opened", file);
	text[fread(text, 1, (1 << 18) - 1, in)] = '\0';
	fclose(in);
	free(file);
	return text;
}

/* The line that begins with ".It Ic" and names the key, or NULL. */
static const char *item_of(const char *page, const char *key)
{
	char *wanted = mem_format(" Ic %s", key);
	size_t n = strlen(wanted);
	const char *at;

	for (at = strstr(page, "\n.It Ic "); at; at = strstr(at + 1, "\n.It Ic ")) {
		const char *end = strchr(at + 1, '\n');
		const char *name = at;

		while ((name = strstr(name, wanted)) && name < end)
			if (strchr(" \n", name[n]))
				goto found;
			else
				name++;
	}
found:
	free(wanted);
	return at;
}

static bool item_says(const char *item, const char *text, size_t n)
{
	const char *end = strstr(item + 1, "\n.It ");
	size_t length = end ? (size_t)(end - item) : strlen(item);

	return memmem(item, length, text, n) != NULL;
}

static void check_number(const char *item, const struct config_key *key)
{
	char text[32];

	snprintf(text, sizeof text, "%d", key->min);
	if (!item_says(item, text, strlen(text)))
		fail_msg("%s: the page lacks its least value %s", key->name, text);
	snprintf(text, sizeof text, "%d", key->max);
	if (!item_says(item, text, strlen(text)))
		fail_msg("%s: the page lacks its greatest value %s", key->name,
			text);
}

static void check_words(const char *item, const struct config_key *key)
{
	for (const char *word = key->words; *word; ) {
		size_t n = strcspn(word, "|");

		if (!item_says(item, word, n))
			fail_msg("%s: the page lacks %.*s", key->name, (int)n, word);
		word += n + (word[n] == '|');
	}
}

static void check_usual(const char *item, const struct config_key *key)
{
	const char *end = strchr(item + 1, '\n');

	if (*key->usual && !memmem(item, end - item, key->usual,
	    strcspn(key->usual, "|")))
		fail_msg("%s: the page lacks its default %s", key->name,
			key->usual);
}

static void check_item(const char *page, const struct config_section *s,
	const struct config_key *key)
{
	const char *item = item_of(page, key->name);

	if (!item)
		fail_msg("%s of section '%s' is not on the page", key->name,
			s->name);
	if (!strncmp(key->name, "accept_", 7) && *s->name)
		return;			/* as the general one */
	check_usual(item, key);
	if (key->kind == KEY_NUMBER)
		check_number(item, key);
	if (key->kind == KEY_WORD)
		check_words(item, key);
}

static void the_page_has_every_key_with_default_and_range(void **state)
{
	char *page = contents(PAGE);
	const struct config_section *s;

	(void)state;
	for (int i = 0; (s = config_section_at(i)); i++)
		for (int j = 0; j < s->n; j++)
			check_item(page, s, &s->keys[j]);
	free(page);
}

static void the_example_shows_every_key_that_is_built(void **state)
{
	char *example = contents(EXAMPLE);
	const struct config_section *s;

	(void)state;
	for (int i = 0; (s = config_section_at(i)); i++)
		for (int j = 0; j < s->n; j++)
			if (s->keys[j].standing == KEY_BUILT &&
			    !strstr(example, s->keys[j].name))
				fail_msg("%s is not in the example",
					s->keys[j].name);
	free(example);
}

static void the_example_is_taken_without_a_word(void **state)
{
	char error[CONFIG_ERROR], *file = source_file(EXAMPLE);
	struct config *c = config_read(file, true, NULL, error);

	(void)state;
	if (!c)
		fail_msg("%s", error);
	/* without their libraries some codecs are warned about */
	if (c->warnings.n && value_built_codec("opus"))
		fail_msg("%s", c->warnings.items[0]);
	assert_int_equal(c->n_accounts, 1);
	assert_null(c->accounts[0].disabled_reason);
	assert_false(c->accounts[0].enabled);
	config_free(c);
	free(file);
}

/* What it shows of the general keys is what counts without it. */
static void the_example_says_what_is_usual(void **state)
{
	char error[CONFIG_ERROR], *file = source_file(EXAMPLE);
	struct config *c = config_read(file, true, NULL, error);
	struct config *usual;

	(void)state;
	setenv("XDG_CONFIG_HOME", "/nowhere", 1);
	usual = config_read(NULL, false, NULL, error);
	assert_string_equal(c->instance_dir, usual->instance_dir);
	assert_int_equal(c->max_calls, usual->max_calls);
	assert_int_equal(c->no_answer_timeout, usual->no_answer_timeout);
	assert_string_equal(c->log_level, usual->log_level);
	assert_int_equal(c->n_listen, usual->n_listen);
	assert_int_equal(c->t1x64, usual->t1x64);
	assert_int_equal(c->rtp_first, usual->rtp_first);
	assert_int_equal(c->rtp_last, usual->rtp_last);
	assert_string_equal(c->capture.items[0], usual->capture.items[0]);
	assert_int_equal(c->period, usual->period);
	config_free(c);
	config_free(usual);
	free(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_page_has_every_key_with_default_and_range),
		cmocka_unit_test(the_example_shows_every_key_that_is_built),
		cmocka_unit_test(the_example_is_taken_without_a_word),
		cmocka_unit_test(the_example_says_what_is_usual),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
