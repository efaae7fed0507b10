/* saving.h - what is looked at, into a file of its own in the folder of the
 * setting save_dir: "offhook-trace-3-20261128-143208.pcap".
 */
#ifndef UI_SAVING_H
#define UI_SAVING_H

#include "ui.h"

/* Begins it, and says where it goes or why not; the notice line says how it
 * ended.  what: "trace"; call: its number. */
void saving_start(struct ui *, const char *what, int call, const char *ending,
	const void *bytes, size_t n);

/* For poll(): -1, or readable when saving_end() has something to say. */
int saving_fd(const struct ui *);
void saving_end(struct ui *);

#endif
