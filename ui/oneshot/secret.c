#include "oneshot/secret.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static void ask(const char *prompt)
{
	fputs(prompt, stderr);
	fflush(stderr);
}

bool secret_read(const char *prompt, char line[SECRET_LINE])
{
	struct termios old, quiet;
	bool terminal = isatty(STDIN_FILENO) &&
		tcgetattr(STDIN_FILENO, &old) == 0, read;

	if (terminal) {
		quiet = old;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
		ask(prompt);
	}
	read = fgets(line, SECRET_LINE, stdin) != NULL;
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
		ask("\n");
	}
	if (read)
		line[strcspn(line, "\r\n")] = '\0';
	return read && *line;
}
