/* history_call.h - copies of what history.h tells.  Pure. */
#ifndef STORE_HISTORY_CALL_H
#define STORE_HISTORY_CALL_H

#include "store/history.h"

void history_call_copy(struct history_call *to,
	const struct history_call *from);
void history_call_clear(struct history_call *);
void history_page_clear(struct history_page *);

#endif
