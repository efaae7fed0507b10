/* log_file.h - log lines of any thread, written by the store thread.
 *
 *	log_file_put --1 MiB at most--> job: append; at LOG_FILE_MAX the file
 *	becomes FILE.1, over an older one
 */
#ifndef STORE_LOG_FILE_H
#define STORE_LOG_FILE_H

#include <stddef.h>

#include "store/worker.h"

#define LOG_FILE_MAX (4 << 20)		/* bytes of one file */
#define LOG_FILE_WAITING (1 << 20)	/* bytes that wait; more are dropped */

struct log_file;

struct log_file *log_file_new(struct worker *, const char *file);

/* Any thread; never waits for the disk. */
void log_file_put(struct log_file *, const char *line, size_t n);

/* Before the worker goes: from now on lines only wait for log_file_free(). */
void log_file_last(struct log_file *);

/* When the worker is gone: writes what still waits. */
void log_file_free(struct log_file *);		/* NULL may be given */

#endif
