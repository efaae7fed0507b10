#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int app_run(const struct app_options *options)
{
	const char *term = getenv("TERM");

	(void)options;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		fputs("offhook: this is no terminal; "
			"see `offhook status` and `offhook call`\n", stderr);
		return 1;
	}
	if (!term || !*term) {
		fputs("offhook: TERM is not set; try TERM=xterm offhook\n", stderr);
		return 1;
	}
	return 0;
}
