#include "store/database.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "protocol/paths.h"

#define BUSY_MS 2000		/* for another engine on the same file */
#define WORDS 256

struct database {
	sqlite3 *sqlite;		/* owned */
	sqlite3_stmt *insert;		/* owned */
	int64_t calls;			/* that there are; -1 to be counted */
	int64_t edition;		/* of the file, when they were */
	char words[WORDS];
};

/* What brings the schema from version i to i + 1 (PRAGMA user_version).  The
 * newest call has the greatest id: its index is the table itself. */
static const char *const steps[] = {
	"CREATE TABLE calls ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, incoming INTEGER NOT NULL,"
	" account TEXT, remote_uri TEXT, remote_name TEXT, local_uri TEXT,"
	" call_id TEXT, created_ms INTEGER NOT NULL,"
	" established_ms INTEGER NOT NULL, ended_ms INTEGER NOT NULL,"
	" ended_by TEXT, status INTEGER NOT NULL, reason TEXT,"
	" missed INTEGER NOT NULL)",
	"ALTER TABLE calls ADD COLUMN data TEXT",
	"ALTER TABLE calls ADD COLUMN recordings TEXT",
	"ALTER TABLE calls ADD COLUMN quality TEXT",
};

#define VERSION ((int)(sizeof steps / sizeof *steps))

#define COLUMNS "incoming, account, remote_uri, remote_name, local_uri," \
	" call_id, created_ms, established_ms, ended_ms, ended_by, status," \
	" reason, missed, data, recordings, quality"

/* FULL: a commit is on the disk, also after a power cut, before anybody is
 * shown the call.  The cache is small because nobody browses for long. */
static const char pragmas[] =
	"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
	"PRAGMA cache_size = -256; PRAGMA temp_store = MEMORY;";

/* --- words for errors ------------------------------------------------------*/

static const char *system_words(const struct database *db)
{
	int number = sqlite3_system_errno(db->sqlite);

	return number ? strerror(number) : sqlite3_errmsg(db->sqlite);
}

static int fail(struct database *db, int result)
{
	const char *words = sqlite3_errmsg(db->sqlite);
	int error = -EIO;

	switch (result & 0xff) {
	case SQLITE_FULL:
		words = "the disk is full";
		error = -ENOSPC;
		break;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		words = "the file is damaged";
		error = -EUCLEAN;
		break;
	case SQLITE_CANTOPEN:
	case SQLITE_IOERR:
	case SQLITE_PERM:
		words = system_words(db);
		break;
	case SQLITE_READONLY:
		words = "the file cannot be written";
		break;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		words = "another program holds the file";
		break;
	}
	snprintf(db->words, sizeof db->words, "%s", words);
	return error;
}

const char *database_words(const struct database *db)
{
	return db->words;
}

static int fail_errno(struct database *db, int number)
{
	snprintf(db->words, sizeof db->words, "%s", strerror(number));
	return -number;
}

static int execute(struct database *db, const char *sql)
{
	int result = sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL);

	return result == SQLITE_OK ? 0 : fail(db, result);
}

/* --- opening ---------------------------------------------------------------*/

static int make_folder(struct database *db, const char *file)
{
	const char *slash = strrchr(file, '/');
	char *folder = mem_text_n(file, slash ? slash - file : 0);
	int result = *folder ? paths_make(folder) : 0;

	free(folder);
	return result < 0 ? fail_errno(db, -result) : 0;
}

/* SQLite gives its other files the mode of this one. */
static int make_file(struct database *db, const char *file)
{
	int fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct stat st;
	int result = 0;

	if (fd < 0)
		return fail_errno(db, errno);
	if (!fstat(fd, &st) && st.st_mode & 077 && fchmod(fd, 0600) < 0)
		result = fail_errno(db, errno);
	close(fd);
	return result;
}

static int read_number(struct database *db, const char *sql, int64_t *number)
{
	sqlite3_stmt *statement;
	int result = sqlite3_prepare_v2(db->sqlite, sql, -1, &statement, NULL);

	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	if (result == SQLITE_ROW)
		*number = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return result == SQLITE_ROW ? 0 : fail(db, result);
}

static int step_up(struct database *db, int version)
{
	char *sql = mem_format("BEGIN IMMEDIATE; %s; PRAGMA user_version = %d;"
		" COMMIT", steps[version], version + 1);
	int result = execute(db, sql);

	if (result < 0)
		database_rollback(db);
	free(sql);
	return result;
}

static int make_schema(struct database *db)
{
	int64_t version = 0;
	int result = read_number(db, "PRAGMA user_version", &version);

	if (!result && version > VERSION) {
		snprintf(db->words, sizeof db->words, "it was written by a "
			"newer offhook (version %d of the file, %d is known)",
			(int)version, VERSION);
		return -EPROTONOSUPPORT;
	}
	for (; !result && version < VERSION; version++)
		result = step_up(db, version);
	return result;
}

static int prepare_insert(struct database *db)
{
	static const char sql[] = "INSERT INTO calls (" COLUMNS ") VALUES "
		"(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
	int result = sqlite3_prepare_v2(db->sqlite, sql, -1, &db->insert, NULL);

	return result == SQLITE_OK ? 0 : fail(db, result);
}

int database_open(struct database **to, const char *file)
{
	struct database *db = mem_new_of(struct database);
	int result = make_folder(db, file);

	*to = db;
	db->calls = -1;
	if (!result)
		result = make_file(db, file);
	if (result)
		return result;
	result = sqlite3_open_v2(file, &db->sqlite, SQLITE_OPEN_READWRITE |
		SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (result != SQLITE_OK)
		return fail(db, result);
	sqlite3_busy_timeout(db->sqlite, BUSY_MS);
	result = execute(db, pragmas);
	if (!result)
		result = make_schema(db);
	return result ? result : prepare_insert(db);
}

void database_close(struct database *db)
{
	if (!db)
		return;
	sqlite3_finalize(db->insert);
	sqlite3_close(db->sqlite);
	free(db);
}

bool database_has_gone(struct database *db)
{
	int moved = 0;

	sqlite3_file_control(db->sqlite, NULL, SQLITE_FCNTL_HAS_MOVED, &moved);
	return moved;
}

int database_set_aside(struct database *db, const char *file, char **aside)
{
	static const char *const tails[] = { "-wal", "-shm" };
	char time[CLOCK_TEXT];
	int result = 0;

	database_close(db);
	clock_text(clock_wall_ms(), time);
	*aside = mem_format("%s.damaged-%s", file, time);
	if (rename(file, *aside) < 0)
		result = -errno;
	for (int i = 0; i < 2 && !result; i++) {
		char *from = mem_format("%s%s", file, tails[i]);
		char *to = mem_format("%s%s", *aside, tails[i]);

		if (rename(from, to) < 0 && errno != ENOENT)
			result = -errno;
		free(from);
		free(to);
	}
	return result;
}

/* --- writing ---------------------------------------------------------------*/

int database_begin(struct database *db)
{
	return execute(db, "BEGIN IMMEDIATE");
}

int database_commit(struct database *db)
{
	return execute(db, "COMMIT");
}

/* Some errors have rolled back already: then there is nothing to do. */
void database_rollback(struct database *db)
{
	db->calls = -1;
	if (!sqlite3_get_autocommit(db->sqlite))
		sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
}

static void bind_text(sqlite3_stmt *s, int i, const char *text)
{
	sqlite3_bind_text(s, i, text, -1, SQLITE_STATIC);
}

static void bind_call(sqlite3_stmt *s, const struct history_call *c)
{
	sqlite3_bind_int(s, 1, c->incoming);
	bind_text(s, 2, c->account);
	bind_text(s, 3, c->remote_uri);
	bind_text(s, 4, c->remote_name);
	bind_text(s, 5, c->local_uri);
	bind_text(s, 6, c->call_id);
	sqlite3_bind_int64(s, 7, c->created_ms);
	sqlite3_bind_int64(s, 8, c->established_ms);
	sqlite3_bind_int64(s, 9, c->ended_ms);
	bind_text(s, 10, c->ended_by);
	sqlite3_bind_int(s, 11, c->status);
	bind_text(s, 12, c->reason);
	sqlite3_bind_int(s, 13, c->missed);
	bind_text(s, 14, c->data);
	bind_text(s, 15, c->recordings);
	bind_text(s, 16, c->quality);
}

int database_add(struct database *db, struct history_call *call)
{
	int result;

	bind_call(db->insert, call);
	result = sqlite3_step(db->insert);
	sqlite3_reset(db->insert);
	sqlite3_clear_bindings(db->insert);
	if (result != SQLITE_DONE)
		return fail(db, result);
	call->id = sqlite3_last_insert_rowid(db->sqlite);
	if (db->calls >= 0)
		db->calls++;
	return 0;
}

/* --- reading ---------------------------------------------------------------*/

static char *text_of(sqlite3_stmt *s, int i)
{
	return mem_text((const char *)sqlite3_column_text(s, i));
}

static void read_call(sqlite3_stmt *s, struct history_call *c)
{
	c->id = sqlite3_column_int64(s, 0);
	c->incoming = sqlite3_column_int(s, 1);
	c->account = text_of(s, 2);
	c->remote_uri = text_of(s, 3);
	c->remote_name = text_of(s, 4);
	c->local_uri = text_of(s, 5);
	c->call_id = text_of(s, 6);
	c->created_ms = sqlite3_column_int64(s, 7);
	c->established_ms = sqlite3_column_int64(s, 8);
	c->ended_ms = sqlite3_column_int64(s, 9);
	c->ended_by = text_of(s, 10);
	c->status = sqlite3_column_int(s, 11);
	c->reason = text_of(s, 12);
	c->missed = sqlite3_column_int(s, 13);
	c->data = text_of(s, 14);
	c->recordings = text_of(s, 15);
	c->quality = text_of(s, 16);
}

/* "50%" -> "%50\%%": what LIKE would take for a joker stands for itself. */
static char *pattern_of(const char *text)
{
	char *pattern = mem_new(strlen(text) * 2 + 3), *to = pattern;

	*to++ = '%';
	for (; *text; text++) {
		if (strchr("%_\\", *text))
			*to++ = '\\';
		*to++ = *text;
	}
	*to++ = '%';
	return pattern;
}

#define MATCHES "(?1 IS NULL OR remote_uri LIKE ?1 ESCAPE '\\'" \
	" OR remote_name LIKE ?1 ESCAPE '\\'" \
	" OR account LIKE ?1 ESCAPE '\\' OR reason LIKE ?1 ESCAPE '\\'" \
	" OR data LIKE ?1 ESCAPE '\\')"

static int prepare(struct database *db, const char *sql, const char *text,
	sqlite3_stmt **statement)
{
	int result = sqlite3_prepare_v2(db->sqlite, sql, -1, statement, NULL);
	char *pattern;

	if (result != SQLITE_OK)
		return fail(db, result);
	if (text && *text) {
		pattern = pattern_of(text);
		sqlite3_bind_text(*statement, 1, pattern, -1, free);
	}
	return 0;
}

/* To count them is to read the whole file: once is enough, as long as no other
 * engine adds to it. */
static int count_all(struct database *db, int64_t *total)
{
	int64_t edition = 0;
	int result = read_number(db, "PRAGMA data_version", &edition);

	if (!result && (db->calls < 0 || db->edition != edition))
		result = read_number(db, "SELECT COUNT(*) FROM calls",
			&db->calls);
	if (result < 0)
		db->calls = -1;
	db->edition = edition;
	*total = db->calls;
	return result;
}

static int count(struct database *db, const char *text, int64_t *total)
{
	sqlite3_stmt *s;
	int result = prepare(db, "SELECT COUNT(*) FROM calls WHERE " MATCHES,
		text, &s);

	if (result < 0)
		return result;
	result = sqlite3_step(s);
	if (result == SQLITE_ROW)
		*total = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return result == SQLITE_ROW ? 0 : fail(db, result);
}

static int read_rows(struct database *db, sqlite3_stmt *s,
	struct history_page *page)
{
	int result;

	while ((result = sqlite3_step(s)) == SQLITE_ROW) {
		page->calls = mem_grow(page->calls,
			(page->n + 1) * sizeof *page->calls);
		read_call(s, &page->calls[page->n++]);
	}
	return result == SQLITE_DONE ? 0 : fail(db, result);
}

int database_list(struct database *db, const struct history_query *q,
	struct history_page *page)
{
	sqlite3_stmt *s;
	int result = q->text && *q->text ? count(db, q->text, &page->total) :
		count_all(db, &page->total);

	if (!result)
		result = prepare(db, "SELECT id, " COLUMNS " FROM calls WHERE "
			MATCHES " AND (?2 = 0 OR id < ?2) ORDER BY id DESC "
			"LIMIT ?3 OFFSET ?4", q->text, &s);
	if (result < 0)
		return result;
	sqlite3_bind_int64(s, 2, q->before);
	sqlite3_bind_int(s, 3, q->limit);
	sqlite3_bind_int64(s, 4, q->offset);
	result = read_rows(db, s, page);
	sqlite3_finalize(s);
	return result;
}

/* Of a bare column beside MAX(), SQLite gives the row that has it. */
int database_parties(struct database *db, void (*fn)(void *arg,
	const char *uri, const char *name, const char *account, int calls,
	int64_t last_ms), void *arg)
{
	sqlite3_stmt *s;
	int result = sqlite3_prepare_v2(db->sqlite, "SELECT remote_uri, "
		"remote_name, account, COUNT(*), MAX(created_ms) FROM calls "
		"WHERE remote_uri IS NOT NULL GROUP BY remote_uri", -1, &s,
		NULL);

	if (result != SQLITE_OK)
		return fail(db, result);
	while ((result = sqlite3_step(s)) == SQLITE_ROW)
		fn(arg, (const char *)sqlite3_column_text(s, 0),
			(const char *)sqlite3_column_text(s, 1),
			(const char *)sqlite3_column_text(s, 2),
			sqlite3_column_int(s, 3), sqlite3_column_int64(s, 4));
	sqlite3_finalize(s);
	return result == SQLITE_DONE ? 0 : fail(db, result);
}
