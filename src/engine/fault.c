#include "engine/fault.h"

#include <stdarg.h>
#include <stdio.h>

_Bool fault_set(struct fault *f, int code, const char *field,
	const char *format, ...)
{
	va_list args;

	f->code = code;
	f->status = 0;
	snprintf(f->field, sizeof f->field, "%s", field ? field : "");
	va_start(args, format);
	vsnprintf(f->text, sizeof f->text, format, args);
	va_end(args);
	return 0;
}
