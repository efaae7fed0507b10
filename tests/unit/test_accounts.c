/* Accounts added at run time are whole files of the user alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "store/accounts.h"
#include "store/forwards.h"

struct place {
	char folder[64], file[96];
	char names[256];		/* of the accounts read, each with ' ' */
	char log[4096];
};

static void ignore_call(void *arg, const struct history_call *call)
{
	(void)arg;
	(void)call;
}

static void ignore_page(void *arg, void *request, const struct history_page *page)
{
	(void)arg;
	(void)request;
	(void)page;
}

static void ignore_trouble(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

static void keep_log(void *arg, enum log_level level, const char *line, size_t n)
{
	struct place *p = arg;

	(void)level;
	if (strlen(p->log) + n < sizeof p->log)
		strcat(p->log, line);
}

static int set_up(void **state)
{
	struct place *p = mem_new_of(struct place);

	strcpy(p->folder, "/tmp/offhook-accounts-XXXXXX");
	*state = p;
	log_to(keep_log, p);
	return mkdtemp(p->folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	struct place *p = *state;
	char *command = mem_format("rm -rf '%s'", p->folder);
	int result = system(command);

	log_to(NULL, NULL);
	free(command);
	free(p);
	return result;
}

static struct history *start(struct place *p)
{
	struct history_handlers h = { ignore_call, ignore_page, ignore_trouble, p };

	snprintf(p->file, sizeof p->file, "%s/history.db", p->folder);
	return history_new(p->file, &h);
}

static void on_account(void *arg, struct account_config *account)
{
	struct place *p = arg;

	strcat(strcat(p->names, account->name), " ");
	account_config_free(account);
}

static void what_was_added_is_read_again_by_name(void **state)
{
	struct place *p = *state;
	struct history *h = start(p);
	char file[128];
	struct stat st;

	accounts_write(h, p->folder, "work", "uri = \"sip:a@b\" password = x\n");
	accounts_write(h, p->folder, "home", "uri = \"sip:c@d\"\n");
	accounts_write(h, p->folder, "gone", "uri = \"sip:e@f\"\n");
	accounts_write(h, p->folder, "home", "uri = \"sip:g@h\"\n");
	accounts_erase(h, p->folder, "gone");
	accounts_erase(h, p->folder, "never");
	history_free(h, 20000);
	accounts_read(p->folder, on_account, p);
	assert_string_equal(p->names, "home work ");
	snprintf(file, sizeof file, "%s/accounts/work.conf", p->folder);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void on_forward(void *arg, const char *rule, const char *account,
	const char *target)
{
	struct place *p = arg;
	char *longer = mem_format("%s%s:%s:%s ", p->names, rule, account,
		target);

	snprintf(p->names, sizeof p->names, "%s", longer);
	free(longer);
}

static void forwards_are_read_again_and_bad_lines_told(void **state)
{
	struct place *p = *state;
	struct history *h = start(p);
	char file[128];
	struct stat st;
	FILE *f;

	forwards_write(h, p->folder, "busy\twork\t7\nalways\tmy home\t\n");
	history_free(h, 20000);
	snprintf(file, sizeof file, "%s/forwards", p->folder);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	f = fopen(file, "a");
	fprintf(f, "busy\n\n\t\nbusy\ta\tb\tc\n%2000s\n", "x");
	fclose(f);
	forwards_read(p->folder, on_forward, p);
	assert_string_equal(p->names, "busy:work:7 always:my home: ");
	assert_non_null(strstr(p->log, "forwards:3: expected"));
	p->names[0] = '\0';
	h = start(p);
	forwards_write(h, p->folder, "");
	history_free(h, 20000);
	assert_int_equal(stat(file, &st), -1);
	forwards_read(p->folder, on_forward, p);
	assert_string_equal(p->names, "");
}

static void write_file(struct place *p, const char *name, const char *text,
	mode_t mode)
{
	char file[160];
	FILE *f;

	snprintf(file, sizeof file, "%s/accounts", p->folder);
	mkdir(file, 0700);
	snprintf(file, sizeof file, "%s/accounts/%s", p->folder, name);
	f = fopen(file, "w");
	fputs(text, f);
	fclose(f);
	chmod(file, mode);
}

static void a_bad_file_is_told_and_costs_only_itself(void **state)
{
	struct place *p = *state;

	write_file(p, "bad.conf", "uri = \"sip:a@b\"\nexpires = soon\n", 0600);
	write_file(p, "good.conf", "uri = \"sip:a@b\" # fine\n", 0644);
	write_file(p, "open.conf", "uri = \"sip:a@b\" password = hush\n", 0644);
	write_file(p, ".work.conf.new", "uri = \"sip:a@b\"\n", 0600);
	write_file(p, "notes.txt", "nothing\n", 0600);
	accounts_read(p->folder, on_account, p);
	assert_string_equal(p->names, "good ");
	assert_non_null(strstr(p->log, "bad.conf:2: account \"bad\": expires"));
	assert_non_null(strstr(p->log, "chmod 600 "));
	assert_non_null(strstr(p->log, "open.conf"));
	assert_null(strstr(p->log, "hush"));
}

static void without_a_folder_there_are_none(void **state)
{
	struct place *p = *state;

	accounts_read(p->folder, on_account, p);
	assert_string_equal(p->names, "");
	assert_string_equal(p->log, "");
}

static void names_are_fit_for_files(void **state)
{
	(void)state;
	assert_true(accounts_name_ok("Work-7.b_c"));
	assert_true(accounts_name_ok("12345678901234567890123456789012"));
	assert_false(accounts_name_ok("123456789012345678901234567890123"));
	assert_false(accounts_name_ok(""));
	assert_false(accounts_name_ok(".work"));
	assert_false(accounts_name_ok("a/b"));
	assert_false(accounts_name_ok("a b"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_added_is_read_again_by_name),
		TEST(forwards_are_read_again_and_bad_lines_told),
		TEST(a_bad_file_is_told_and_costs_only_itself),
		TEST(without_a_folder_there_are_none),
		TEST(names_are_fit_for_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
