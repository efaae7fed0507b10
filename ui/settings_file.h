/* settings_file.h - offhook-ui.conf with some values changed in place: comments,
 * order and what it does not know stay.
 *
 *	# mine			# mine
 *	meters = on  # loud	meters = off  # loud
 *			   ->	theme = mono
 */
#ifndef UI_SETTINGS_FILE_H
#define UI_SETTINGS_FILE_H

#include "settings.h"

/* bit i: settings_at(i). */
typedef unsigned long long setting_set;

/* Pure.  The values of those in set, as they are in all; the caller frees it. */
char *settings_file_merge(const char *text, const struct settings *all,
	setting_set set);

/* Reads, merges, and replaces the file at once, where a link leads too; makes
 * its folder.  Waits for the disk.  0 or errno. */
int settings_file_write(const char *path, const struct settings *all,
	setting_set set);

setting_set settings_file_bit(const struct setting *);

#endif
