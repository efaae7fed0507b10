/* Finished calls are on the disk before anybody is told of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "store/history.h"

#define PATIENCE_MS 20000

struct seen {
	char folder[64], file[96];
	struct history *history;
	int added, pages, troubles;
	int64_t last_id;
	char trouble[512];
	/* the last page */
	int n;
	int64_t total, ids[16];
	char uris[16][64], names[16][32];
	char error[256];
	void *request;
};

static void on_added(void *arg, const struct history_call *call)
{
	struct seen *s = arg;

	s->added++;
	s->last_id = call->id;
}

static void on_page(void *arg, void *request, const struct history_page *page)
{
	struct seen *s = arg;

	s->pages++;
	s->request = request;
	s->n = page->n;
	s->total = page->total;
	snprintf(s->error, sizeof s->error, "%s", page->error ? page->error : "");
	for (int i = 0; i < page->n && i < 16; i++) {
		s->ids[i] = page->calls[i].id;
		snprintf(s->uris[i], 64, "%s", page->calls[i].remote_uri);
		snprintf(s->names[i], 32, "%s", page->calls[i].remote_name ?
			page->calls[i].remote_name : "(none)");
	}
}

static void on_trouble(void *arg, const char *text)
{
	struct seen *s = arg;

	s->troubles++;
	snprintf(s->trouble, sizeof s->trouble, "%s", text);
}

static void quiet(void *arg, enum log_level level, const char *line, size_t n)
{
	(void)arg;
	(void)level;
	(void)line;
	(void)n;
}

static void start(struct seen *s)
{
	struct history_handlers h = { on_added, on_page, on_trouble, s };

	s->history = history_new(s->file, &h);
	if (!s->history)
		abort();
}

static void restart(struct seen *s)
{
	history_free(s->history, PATIENCE_MS);
	start(s);
}

static int set_up(void **state)
{
	struct seen *s = mem_new_of(struct seen);

	log_to(quiet, NULL);
	strcpy(s->folder, "/tmp/offhook-history-XXXXXX");
	if (!mkdtemp(s->folder))
		return -1;
	snprintf(s->file, sizeof s->file, "%s/deep/history.db", s->folder);
	start(s);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	struct seen *s = *state;
	char *command = mem_format("rm -rf '%s'", s->folder);

	if (s->history)
		history_free(s->history, PATIENCE_MS);
	if (system(command))
		return -1;
	free(command);
	free(s);
	return 0;
}

/* Until *count has reached n. */
static void wait_for(struct seen *s, const int *count, int n)
{
	struct pollfd fd = { history_event_fd(s->history), POLLIN, 0 };

	while (*count < n) {
		if (poll(&fd, 1, PATIENCE_MS) <= 0)
			fail_msg("waited in vain");
		history_dispatch(s->history);
	}
}

static void add_as(struct seen *s, const char *uri, const char *name)
{
	struct history_call call = {
		.incoming = true, .account = "work", .remote_uri = (char *)uri,
		.remote_name = (char *)name, .local_uri = "sip:me@x.example",
		.call_id = "abc@host", .created_ms = 1000, .established_ms = 2000,
		.ended_ms = 3000, .ended_by = "remote", .status = 200,
		.reason = "OK",
	};

	history_add(s->history, &call);
}

static void add(struct seen *s, const char *uri)
{
	add_as(s, uri, NULL);
}

static void ask(struct seen *s, const struct history_query *q)
{
	history_list(s->history, q, s);
	wait_for(s, &s->pages, s->pages + 1);
	assert_ptr_equal(s->request, s);
}

static void list(struct seen *s, int limit, int64_t before, const char *text)
{
	ask(s, &(struct history_query){ .limit = limit, .before = before,
		.text = text });
}

static void the_newest_call_comes_first(void **state)
{
	struct seen *s = *state;

	add(s, "sip:a@x");
	add_as(s, "sip:b@x", "Bee");
	list(s, 10, 0, NULL);
	assert_int_equal(s->added, 2);
	assert_int_equal(s->n, 2);
	assert_int_equal(s->total, 2);
	assert_string_equal(s->uris[0], "sip:b@x");
	assert_string_equal(s->names[0], "Bee");
	assert_string_equal(s->uris[1], "sip:a@x");
	assert_string_equal(s->names[1], "(none)");
	assert_int_equal(s->ids[0], s->last_id);
	assert_int_equal(s->troubles, 0);
}

static void pages_go_on_before_an_id(void **state)
{
	struct seen *s = *state;
	char uri[32];

	for (int i = 0; i < 7; i++) {
		snprintf(uri, sizeof uri, "sip:%d@x", i);
		add(s, uri);
	}
	list(s, 3, 0, NULL);
	assert_int_equal(s->n, 3);
	assert_int_equal(s->total, 7);
	assert_string_equal(s->uris[2], "sip:4@x");
	list(s, 3, s->ids[2], NULL);
	assert_string_equal(s->uris[0], "sip:3@x");
	assert_int_equal(s->total, 7);
	list(s, 3, s->ids[2], NULL);
	assert_int_equal(s->n, 1);
	list(s, -1, 0, NULL);
	assert_int_equal(s->n, 0);
}

static void a_page_may_begin_anywhere(void **state)
{
	struct seen *s = *state;
	struct history_query last = { .limit = 3, .offset = 5 };
	struct history_query third_with = { .limit = 1, .offset = 2,
		.text = "sip" };
	char uri[32];

	for (int i = 0; i < 7; i++) {
		snprintf(uri, sizeof uri, "sip:%d@x", i);
		add(s, uri);
	}
	ask(s, &last);
	assert_int_equal(s->n, 2);
	assert_int_equal(s->total, 7);
	assert_string_equal(s->uris[0], "sip:1@x");
	assert_string_equal(s->uris[1], "sip:0@x");
	add(s, "sip:new@x");
	ask(s, &third_with);
	assert_int_equal(s->total, 8);
	assert_string_equal(s->uris[0], "sip:5@x");
	ask(s, &last);
	assert_int_equal(s->n, 3);
	assert_int_equal(s->total, 8);
}

static void text_is_searched_as_it_stands(void **state)
{
	struct seen *s = *state;

	add_as(s, "sip:alice@x", "Alice");
	add_as(s, "sip:bob@x", "100% Bob_\\");
	add_as(s, "sip:carol@x", "'; DROP TABLE calls; --");
	list(s, 10, 0, "ALICE");
	assert_int_equal(s->n, 1);
	assert_int_equal(s->total, 1);
	list(s, 10, 0, "0% b");
	assert_int_equal(s->n, 1);
	assert_string_equal(s->uris[0], "sip:bob@x");
	list(s, 10, 0, "_\\");
	assert_int_equal(s->n, 1);
	list(s, 10, 0, "%");
	assert_int_equal(s->n, 1);
	list(s, 10, 0, "'; DROP");
	assert_int_equal(s->n, 1);
	list(s, 10, 0, "nobody");
	assert_int_equal(s->n, 0);
	assert_int_equal(s->total, 0);
	list(s, 10, 0, "");
	assert_int_equal(s->total, 3);
}

static void calls_outlive_the_engine(void **state)
{
	struct seen *s = *state;

	add(s, "sip:a@x");
	restart(s);
	list(s, 10, 0, NULL);
	assert_int_equal(s->total, 1);
	assert_string_equal(s->uris[0], "sip:a@x");
	assert_int_equal(s->added, 0);	/* nobody was told after the end */
}

static mode_t mode_of(const char *file)
{
	struct stat st;

	assert_int_equal(stat(file, &st), 0);
	return st.st_mode & 0777;
}

static void the_files_are_for_the_user_alone(void **state)
{
	struct seen *s = *state;
	char wal[128];

	snprintf(wal, sizeof wal, "%s-wal", s->file);
	add(s, "sip:a@x");
	wait_for(s, &s->added, 1);
	assert_int_equal(mode_of(s->file), 0600);
	assert_int_equal(mode_of(wal), 0600);
	*strrchr(wal, '/') = '\0';
	assert_int_equal(mode_of(wal), 0700);
}

static void damage(const char *file, long offset)
{
	static const char noise[64] = "this is noise, not a database";
	FILE *f = fopen(file, "r+");

	if (!f || fseek(f, offset, SEEK_SET))
		abort();
	for (int i = 0; i < 512; i++)
		fwrite(noise, sizeof noise, 1, f);
	fclose(f);
}

static void a_damaged_file_is_set_aside_and_a_new_one_begins(void **state)
{
	struct seen *s = *state;

	add(s, "sip:a@x");
	wait_for(s, &s->added, 1);
	history_free(s->history, PATIENCE_MS);
	damage(s->file, 0);
	start(s);
	wait_for(s, &s->troubles, 1);
	assert_non_null(strstr(s->trouble, "was damaged: it is now "));
	assert_non_null(strstr(s->trouble, "history.db.damaged-"));
	add(s, "sip:b@x");
	list(s, 10, 0, NULL);
	assert_int_equal(s->total, 1);
	assert_string_equal(s->uris[0], "sip:b@x");
	assert_int_equal(s->troubles, 1);
}

static void damage_found_later_costs_no_call(void **state)
{
	struct seen *s = *state;

	add(s, "sip:a@x");
	wait_for(s, &s->added, 1);
	history_free(s->history, PATIENCE_MS);
	damage(s->file, 4096);		/* behind the first page */
	start(s);
	add(s, "sip:b@x");
	wait_for(s, &s->added, 2);
	list(s, 10, 0, NULL);
	assert_int_equal(s->total, 1);
	assert_string_equal(s->uris[0], "sip:b@x");
	assert_int_equal(s->troubles, 1);
}

/* Also the whole folder: both are made again. */
static void a_file_that_was_deleted_is_made_again(void **state)
{
	static const char *const victims[] = { "history.db", "history.db*", "" };
	struct seen *s = *state;

	for (int i = 0; i < 3; i++) {
		char *command = mem_format("rm -rf '%s/deep'/%s", s->folder,
			victims[i]);

		add(s, "sip:a@x");
		wait_for(s, &s->added, 2 * i + 1);
		assert_int_equal(system(command), 0);
		free(command);
		add(s, "sip:b@x");
		wait_for(s, &s->added, 2 * i + 2);
		assert_int_equal(s->troubles, i + 1);
		assert_non_null(strstr(s->trouble, "deleted"));
		restart(s);
		list(s, 10, 0, NULL);
		assert_int_equal(s->total, 1);
		assert_string_equal(s->uris[0], "sip:b@x");
		assert_int_equal(s->troubles, i + 1);
	}
}

static void what_cannot_be_opened_is_told_once_and_caught_up(void **state)
{
	struct seen *s = *state;
	char folder[96], elsewhere[96];

	history_free(s->history, PATIENCE_MS);
	snprintf(folder, sizeof folder, "%s/deep", s->folder);
	snprintf(elsewhere, sizeof elsewhere, "%s/moved", s->folder);
	rename(folder, elsewhere);
	close(open(folder, O_CREAT | O_WRONLY, 0600));	/* no folder */
	start(s);
	wait_for(s, &s->troubles, 1);
	assert_non_null(strstr(s->trouble, "Not a directory"));
	add(s, "sip:a@x");
	list(s, 10, 0, NULL);
	assert_non_null(strstr(s->error, "cannot be read: Not a directory"));
	assert_int_equal(s->added, 0);
	unlink(folder);
	rename(elsewhere, folder);
	add(s, "sip:b@x");
	wait_for(s, &s->added, 2);
	list(s, 10, 0, NULL);
	assert_int_equal(s->total, 2);
	assert_string_equal(s->error, "");
	assert_int_equal(s->troubles, 1);
}

static void limit_files_to(rlim_t bytes)
{
	struct rlimit limit;

	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = bytes;
	setrlimit(RLIMIT_FSIZE, &limit);
}

static void a_disk_that_takes_no_more_is_told_once_and_caught_up(void **state)
{
	struct seen *s = *state;
	char *name = mem_new(8001);

	memset(name, 'n', 8000);
	add(s, "sip:first@x");
	wait_for(s, &s->added, 1);
	signal(SIGXFSZ, SIG_IGN);
	limit_files_to(40000);
	for (int i = 0; i < 20; i++)
		add_as(s, "sip:more@x", name);
	wait_for(s, &s->troubles, 1);
	add(s, "sip:last@x");
	list(s, 1, 0, NULL);
	limit_files_to(RLIM_INFINITY);
	add(s, "sip:later@x");
	wait_for(s, &s->added, 23);
	list(s, 2, 0, NULL);
	assert_int_equal(s->total, 23);
	assert_string_equal(s->uris[0], "sip:later@x");
	assert_string_equal(s->uris[1], "sip:last@x");
	assert_int_equal(s->troubles, 1);
	free(name);
}

static void a_file_of_a_newer_program_is_left_alone(void **state)
{
	struct seen *s = *state;
	char *command = mem_format("sqlite3 '%s' 'PRAGMA user_version = 99'",
		s->file);

	add(s, "sip:a@x");
	wait_for(s, &s->added, 1);
	history_free(s->history, PATIENCE_MS);
	s->history = NULL;
	if (system("command -v sqlite3 >/dev/null") || system(command)) {
		free(command);
		skip();
	}
	free(command);
	start(s);
	wait_for(s, &s->troubles, 1);
	assert_non_null(strstr(s->trouble, "newer offhook"));
}

/* --- the log ---------------------------------------------------------------*/

static char *contents(const char *file)
{
	FILE *f = fopen(file, "r");
	char *text = mem_new(8 << 20);

	if (f) {
		text[fread(text, 1, (8 << 20) - 1, f)] = '\0';
		fclose(f);
	}
	return text;
}

static void log_lines_go_to_a_file_of_the_user_alone(void **state)
{
	struct seen *s = *state;
	char file[96], *text;

	snprintf(file, sizeof file, "%s/logs/engine.log", s->folder);
	history_log_to(s->history, file);
	log_error("test", "one");
	log_error("test", "two");
	history_free(s->history, PATIENCE_MS);
	s->history = NULL;
	text = contents(file);
	assert_non_null(strstr(text, " error test: one\n"));
	assert_true(strstr(text, "one") < strstr(text, "two"));
	assert_int_equal(mode_of(file), 0600);
	free(text);
	log_to(quiet, NULL);
}

static void a_full_log_file_becomes_the_old_one(void **state)
{
	struct seen *s = *state;
	char file[96], old[100], line[1025];
	struct stat st;

	snprintf(file, sizeof file, "%s/engine.log", s->folder);
	snprintf(old, sizeof old, "%s.1", file);
	memset(line, 'x', 1024);
	line[1024] = '\0';
	for (int i = 0; i < 6; i++) {
		start(s);
		history_log_to(s->history, file);
		for (int j = 0; j < 900; j++)	/* 0.9 MiB: none is dropped */
			log_error("test", "%s", line);
		history_free(s->history, PATIENCE_MS);
	}
	s->history = NULL;
	log_to(quiet, NULL);
	assert_int_equal(stat(old, &st), 0);
	assert_in_range(st.st_size, 3 << 20, 4 << 20);
	assert_int_equal(stat(file, &st), 0);
	assert_in_range(st.st_size, 1 << 20, 4 << 20);
}

static int set_up_idle(void **state)
{
	int result = set_up(state);
	struct seen *s = *state;

	history_free(s->history, PATIENCE_MS);
	s->history = NULL;
	return result;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_newest_call_comes_first),
		TEST(pages_go_on_before_an_id),
		TEST(a_page_may_begin_anywhere),
		TEST(text_is_searched_as_it_stands),
		TEST(calls_outlive_the_engine),
		TEST(the_files_are_for_the_user_alone),
		TEST(a_damaged_file_is_set_aside_and_a_new_one_begins),
		TEST(damage_found_later_costs_no_call),
		TEST(a_file_that_was_deleted_is_made_again),
		TEST(what_cannot_be_opened_is_told_once_and_caught_up),
		TEST(a_disk_that_takes_no_more_is_told_once_and_caught_up),
		TEST(a_file_of_a_newer_program_is_left_alone),
		TEST(log_lines_go_to_a_file_of_the_user_alone),
		cmocka_unit_test_setup_teardown(
			a_full_log_file_becomes_the_old_one, set_up_idle, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
