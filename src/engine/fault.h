/* fault.h - why something that was asked for was not done. */
#ifndef ENGINE_FAULT_H
#define ENGINE_FAULT_H

#include "protocol/message.h"

struct fault {
	int code;		/* enum protocol_error; 0: no fault */
	int status;		/* SIP status; 0 none */
	char field[32];		/* the offending param; "" none */
	char text[320];		/* a sentence that says what to do */
};

/* Fills it and returns false, for "return fault_set(...)". */
_Bool fault_set(struct fault *, int code, const char *field, const char *format,
	...) __attribute__((format(printf, 4, 5)));

#endif
