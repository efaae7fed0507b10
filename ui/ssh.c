#include "ssh.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/lines.h"
#include "base/mem.h"
#include "base/text.h"

#define SAID_MAX 1000		/* bytes of a line; longer ones are no reason */

struct ssh {
	pid_t child;
	int errors;		/* owned: read end, non-blocking */
	struct lines *lines;	/* owned */
	char *said;		/* owned; NULL: nothing */
	bool echo;
};

/* Its configuration may hold what is for a shell there: a command, forwarded
 * ports (which a second connection could not have), a terminal.  15 s without
 * an answer of the network are its end. */
static const char *const options[] = {
	"-T", "-a", "-x", "-e", "none", "-o", "RemoteCommand=none",
	"-o", "ClearAllForwardings=yes", "-o", "ControlMaster=no",
	"-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3",
	"-o", "ConnectTimeout=15",
};

#define OPTIONS (sizeof options / sizeof *options)

static void on_line(void *arg, char *line, size_t n)
{
	struct ssh *s = arg;

	(void)n;
	text_clean_line(line);
	if (!line[strspn(line, " ")])
		return;
	if (s->echo)
		fprintf(stderr, "%s\n", line);
	mem_set(&s->said, line);
}

static void on_too_long(void *arg)
{
	(void)arg;
}

/* --- the child ------------------------------------------------------------*/

static void become_child(int socket, int errors, pid_t parent, bool ask)
{
	static const int ours[] = { SIGPIPE, SIGABRT, SIGSEGV, SIGBUS, SIGFPE,
		SIGILL, SIGTSTP };
	sigset_t none, before;

	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		signal(ours[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, &before);
	if (sigismember(&before, SIGTSTP))
		signal(SIGTSTP, SIG_IGN);	/* we wait for it: it alone
						 * must not stop at ^Z */
	if (!ask)
		setsid();		/* the terminal belongs to the screen */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(1);
	dup2(socket, 0);
	dup2(socket, 1);
	dup2(errors, 2);
}

static void run_child(const char *host, const char *command, bool ask)
{
	const char *program = getenv("OFFHOOK_SSH");
	const char *argv[OPTIONS + 8];
	int n = 1;

	argv[0] = program = program && *program ? program : "ssh";
	for (size_t i = 0; i < OPTIONS; i++)
		argv[n++] = options[i];
	if (!ask) {
		argv[n++] = "-o";
		argv[n++] = "BatchMode=yes";
	}
	argv[n++] = "--";
	argv[n++] = host;
	argv[n++] = command;
	argv[n] = NULL;
	execvp(program, (char *const *)argv);
	dprintf(2, "%s cannot be started: %s\n", program, strerror(errno));
	_exit(127);
}

/* --- its life -------------------------------------------------------------*/

/* Both ends of what it says do not block: one that nobody listens to shall not
 * wait for that. */
static int open_ends(int sockets[2], int errors[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0)
		return -1;
	if (pipe2(errors, O_CLOEXEC | O_NONBLOCK) == 0)
		return 0;
	close(sockets[0]);
	close(sockets[1]);
	return -1;
}

struct ssh *ssh_new(const char *host, const char *command, bool ask, int *fd)
{
	struct lines_handlers handlers = { on_line, on_too_long, NULL };
	int sockets[2], errors[2], cause;
	pid_t parent = getpid(), child;
	struct ssh *s;

	if (open_ends(sockets, errors))
		return NULL;
	child = fork();
	cause = errno;
	if (child == 0) {
		become_child(sockets[1], errors[1], parent, ask);
		run_child(host, command, ask);
	}
	close(sockets[1]);
	close(errors[1]);
	if (child < 0) {
		close(sockets[0]);
		close(errors[0]);
		errno = cause;
		return NULL;
	}
	s = mem_new_of(struct ssh);
	handlers.arg = s;
	s->child = child;
	s->errors = errors[0];
	s->lines = lines_new(SAID_MAX, &handlers);
	*fd = sockets[0];
	return s;
}

/* It has nothing to save; the kernel ends its connection.  One that is stopped
 * ends by this as well. */
void ssh_free(struct ssh *s)
{
	if (!s)
		return;
	kill(s->child, SIGKILL);
	waitpid(s->child, NULL, 0);
	close(s->errors);
	lines_free(s->lines);
	free(s->said);
	free(s);
}

int ssh_fd(const struct ssh *s)
{
	return s->errors;
}

const char *ssh_said(struct ssh *s, bool echo)
{
	char bytes[4096];
	ssize_t n;

	s->echo = echo;
	while ((n = read(s->errors, bytes, sizeof bytes)) > 0)
		lines_put(s->lines, bytes, n);
	if (n == 0 && lines_waiting(s->lines))
		lines_put(s->lines, "\n", 1);	/* its last words */
	return s->said;
}

void ssh_forget(struct ssh *s)
{
	ssh_said(s, false);
	free(s->said);
	s->said = NULL;
}
