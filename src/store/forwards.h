/* forwards.h - forwards that were set while the engine ran, so that they
 * outlive it as on a desk phone: FOLDER/forwards, a line each,
 *
 *	RULE tab ACCOUNT tab TARGET
 *
 * Engine thread; writing is left to the store thread.
 */
#ifndef STORE_FORWARDS_H
#define STORE_FORWARDS_H

#include "store/history.h"

/* At the start: fn for each line; what is wrong with one is logged. */
void forwards_read(const char *folder,
	void (*fn)(void *arg, const char *rule, const char *account,
		const char *target), void *arg);

/* lines: all of them; "" erases the file. */
void forwards_write(struct history *, const char *folder, const char *lines);

#endif
