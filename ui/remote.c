#include "remote.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "protocol/message.h"
#include "protocol/paths.h"
#include "ssh.h"

#define GREETING_MS 30000	/* ssh tries for 15 s, then logs in */
#define ANSWER_MAX 4096		/* of engine.hello */

struct remote {
	char *host;			/* owned */
	const struct launch *launch;
	bool read_only;
	struct ssh *ssh;		/* owned; NULL: none yet */
	int met;			/* owned: of remote_meet; -1 */
};

struct remote *remote_new(const char *host, const struct launch *launch,
	bool read_only)
{
	struct remote *r = mem_new_of(struct remote);

	r->host = mem_text(host);
	r->launch = launch;
	r->read_only = read_only;
	r->met = -1;
	return r;
}

void remote_free(struct remote *r)
{
	if (!r)
		return;
	if (r->met >= 0)
		close(r->met);
	ssh_free(r->ssh);
	free(r->host);
	free(r);
}

/* A host that looks like an option would be one to whatever is in ssh's place. */
const char *remote_wrong_host(const char *host)
{
	if (!*host)
		return "--host wants a host, as ssh takes it: user@server";
	if (*host == '-')
		return "a host does not begin with '-'";
	for (const char *c = host; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			return "a host holds no blanks";
	return NULL;
}

/* --- the command there ----------------------------------------------------*/

/* As one word of the shell there; the caller frees it. */
static char *quoted(const char *text)
{
	char *word = mem_new(4 * strlen(text) + 3), *out = word;

	*out++ = '\'';
	for (; *text; text++) {
		if (*text == '\'')
			out += sprintf(out, "'\\'");
		*out++ = *text;
	}
	strcpy(out, "'");
	return word;
}

static void add_option(char **command, const char *option, const char *value)
{
	char *word, *longer;

	if (!value)
		return;
	word = quoted(value);
	longer = mem_format("%s %s %s", *command, option, word);
	free(*command);
	free(word);
	*command = longer;
}

/* A shell that is nobody's login has a short PATH; the folder of this program
 * may be that of the one there.  OFFHOOK_REMOTE is for the shell there as it is:
 * "~/offhook/build/offhook". */
static char *start_of_command(void)
{
	const char *program = getenv("OFFHOOK_REMOTE");
	char *folder, *word, *start;

	if (program && *program)
		return mem_text(program);
	folder = paths_of_program();
	word = quoted(folder ? folder : "/usr/local/bin");
	start = mem_format("PATH=$PATH:$HOME/bin:$HOME/.local/bin:"
		"/usr/local/bin:%s; export PATH; exec offhook", word);
	free(folder);
	free(word);
	return start;
}

/* For sh, whatever the login's shell is; the caller frees it. */
static char *command_of(const struct remote *r, bool start)
{
	char *script = start_of_command(), *whole, *word, *command;

	add_option(&script, "-c", r->launch->config);
	add_option(&script, "-L", r->launch->name);
	add_option(&script, "-S", r->launch->socket);
	whole = mem_format("%s%s connect%s", script,
		r->read_only ? " --read-only" : "", start ? " --start" : "");
	word = quoted(whole);
	command = mem_format("exec sh -c %s", word);
	free(script);
	free(whole);
	free(word);
	return command;
}

static int start_ssh(struct remote *r, bool ask, bool start)
{
	char *command = command_of(r, start);
	int fd = -1;

	ssh_free(r->ssh);
	r->ssh = ssh_new(r->host, command, ask, &fd);
	free(command);
	return r->ssh ? fd : -errno;
}

/* --- the first meeting ----------------------------------------------------*/

static const char hello[] = "{\"jsonrpc\":\"2.0\",\"id\":1,"
	"\"method\":\"engine.hello\",\"params\":{\"client\":\"offhook\"}}\n";

/* The words of ssh, or of what it ran; its own name in front of it is clear. */
static const char *words(struct remote *r, bool echo)
{
	static const char prefix[] = "offhook connect: ";
	const char *said = ssh_said(r->ssh, echo);

	return said && !strncmp(said, prefix, sizeof prefix - 1) ?
		said + sizeof prefix - 1 : said;
}

/* One line; passes on what ssh says meanwhile.  false: it ended before. */
static bool hear_line(struct remote *r, int fd, bool echo, char *line)
{
	struct pollfd p[2] = { { fd, POLLIN, 0 },
		{ ssh_fd(r->ssh), POLLIN, 0 } };
	size_t n = 0;
	ssize_t got = 1;

	while (got > 0 && n < ANSWER_MAX - 1 && (!n || line[n - 1] != '\n')) {
		poll(p, 2, -1);
		if (p[1].revents & POLLIN)
			ssh_said(r->ssh, echo);
		else if (p[1].revents)
			p[1].fd = -1;		/* it has closed it */
		if (p[0].revents) {
			got = read(fd, line + n, ANSWER_MAX - 1 - n);
			n += got > 0 ? got : 0;
		}
	}
	line[n] = '\0';
	return got > 0;
}

/* -1: that was no answer of an engine. */
static int judge(const char *line, const char *host, char *error, size_t size)
{
	char why[JSON_ERROR_TEXT_LENGTH], said[80];
	json_t *answer = json_line_parse(line, strlen(line), why);
	const json_t *result = json_object_get(answer, "result");
	long long protocol = json_number(result, "protocol", 0);

	json_decref(answer);
	if (protocol == PROTOCOL_VERSION)
		return 0;
	snprintf(said, sizeof said, "%.79s", line);
	text_clean_line(said);
	if (result)
		snprintf(error, size, "the engine on %s speaks protocol %lld, "
			"this offhook %d: update the older one", host, protocol,
			PROTOCOL_VERSION);
	else
		snprintf(error, size, "%s answers with \"%s\": does a start-up "
			"file of its shell print that?", host, said);
	return -1;
}

static int meet(struct remote *r, bool ask, bool start, char *error,
	size_t size)
{
	char line[ANSWER_MAX];
	int fd = start_ssh(r, ask, start);
	const char *said;

	if (fd < 0) {
		snprintf(error, size, "ssh: %s", strerror(-fd));
		return -1;
	}
	if (send(fd, hello, sizeof hello - 1, MSG_NOSIGNAL) < 0 ||
			!hear_line(r, fd, ask, line)) {
		said = words(r, ask);
		said = !said ? "the connection by ssh ended" : ask ? NULL : said;
		snprintf(error, size, "no engine of %s%s%s", r->host,
			said ? ": " : "", said ? said : "");
	} else if (!judge(line, r->host, error, size)) {
		return fd;
	}
	close(fd);
	return -1;
}

int remote_meet(struct remote *r, bool start, char *error, size_t size)
{
	int fd = meet(r, true, start, error, size);

	if (fd < 0)
		return -1;
	ssh_forget(r->ssh);
	r->met = fd;
	return 0;
}

int remote_sign_in(void *arg, char *error, size_t size)
{
	return remote_meet(arg, false, error, size);
}

int remote_start(void *arg, char *error, size_t size)
{
	struct remote *r = arg, there = *r;
	int fd;

	there.ssh = NULL;		/* that one is the parent's */
	fd = meet(&there, false, true, error, size);
	if (fd >= 0)
		close(fd);
	ssh_free(there.ssh);
	return fd >= 0 ? 0 : -1;
}

/* --- the way --------------------------------------------------------------*/

static int open_way(void *arg)
{
	struct remote *r = arg;
	int fd = r->met >= 0 ? r->met : start_ssh(r, false, false);

	r->met = -1;
	if (fd >= 0)
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	return fd;
}

static void on_up(void *arg)
{
	ssh_forget(((struct remote *)arg)->ssh);
}

static const char *why(void *arg)
{
	struct remote *r = arg;
	const char *said = r->ssh ? words(r, false) : NULL;

	return said ? said : "the connection by ssh ended";
}

struct way remote_way(struct remote *r)
{
	return (struct way){ .open = open_way, .up = on_up, .why = why,
		.greeting_ms = GREETING_MS, .arg = r };
}
