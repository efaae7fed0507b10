/* secret.h - one line that is not to stand on a command line. */
#ifndef ONESHOT_SECRET_H
#define ONESHOT_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#define SECRET_LINE 512

/* From standard input, a terminal without its echo.  false: there is none. */
bool secret_read(const char *prompt, char line[SECRET_LINE]);

#endif
