/* main.c - offhook: the front end, or one command for the engine. */
#include <config.h>
#include <fcntl.h>
#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/shield.h"
#include "launch.h"
#include "linear/linear.h"
#include "manual.h"
#include "oneshot/completions.h"
#include "oneshot/oneshot.h"
#include "protocol/message.h"
#include "protocol/paths.h"
#include "remote.h"
#include "way.h"

struct options {
	struct launch launch;
	const char *host;		/* NULL: the engine is here */
	bool read_only;
	bool json, linear;
};

static const char usage[] =
	"usage: offhook [-c FILE] [-L NAME] [-S PATH] [--host HOST]\n"
	"       [--read-only] [--json | --linear] [COMMAND ...]\n";

static const char help[] =
	"A softphone for the terminal.  Without a command: the phone, which\n"
	"starts the engine where none runs.\n"
	"\n"
	"  -c, --config FILE    for the engine, if one is started\n"
	"  -L, --instance NAME  the engine of that name\n"
	"  -S, --socket PATH    the engine that listens there\n"
	"      --host HOST      the engine of that machine, by ssh\n"
	"      --read-only      look, and change nothing\n"
	"      --linear         the phone as lines, without a screen\n"
	"      --json           one JSON value instead of words\n"
	"  -V, --version\n"
	"  -h, --help\n"
	"\n"
	"commands:\n";

static const struct option long_options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "instance", required_argument, NULL, 'L' },
	{ "socket", required_argument, NULL, 'S' },
	{ "host", required_argument, NULL, 'H' },
	{ "read-only", no_argument, NULL, 'r' },
	{ "json", no_argument, NULL, 'j' },
	{ "linear", no_argument, NULL, 'l' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ "generate", required_argument, NULL, 'g' },
	{ 0 }
};

static int wrong(const char *what)
{
	if (what)
		fprintf(stderr, "offhook: %s\n", what);
	fputs(usage, stderr);
	return EXIT_USAGE;
}

static int print_help(void)
{
	printf("%s\n%s", usage, help);
	oneshot_list_commands();
	return EXIT_DONE;
}

/* Not for people: for the build, which makes pages from the tables. */
static int generate(const char *what)
{
	static const struct { const char *name; void (*print)(FILE *); }
		tables[] = { { "keys", manual_print_actions },
			{ "presets", manual_print_presets },
			{ "completions", completions_print } };

	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		if (!strcmp(tables[i].name, what)) {
			tables[i].print(stdout);
			return EXIT_DONE;
		}
	return wrong("nothing of that name is generated");
}

/* -1: go on. */
static int take(struct options *o, int option, const char *value)
{
	switch (option) {
	case 'c':
		o->launch.config = value;
		return -1;
	case 'S':
		o->launch.socket = value;
		return strlen(value) <= SOCKET_PATH_MAX ? -1 : wrong("the path "
			"of -S is longer than 107 bytes");
	case 'L':
		o->launch.name = value;
		return paths_name_ok(value) ? -1 : wrong("an instance's name "
			"is 1 to 32 letters, digits, '-' and '_'");
	case 'H':
		o->host = value;
		value = remote_wrong_host(value);
		return value ? wrong(value) : -1;
	case 'r':
		o->read_only = true;
		return -1;
	case 'j':
		o->json = true;
		return -1;
	case 'l':
		o->linear = true;
		return -1;
	case 'V':
		puts("offhook " PACKAGE_VERSION);
		return EXIT_DONE;
	case 'h':
		return print_help();
	case 'g':
		return generate(value);
	}
	return wrong(NULL);
}

/* Options end at the command, which has its own.  A hook's commands are for the
 * engine that runs it, unless they say another. */
static int read_options(struct options *o, int argc, char **argv)
{
	int option, status;
	const char *own;

	while ((option = getopt_long(argc, argv, "+c:L:S:Vh", long_options,
			NULL)) >= 0)
		if ((status = take(o, option, optarg)) >= 0)
			return status;
	own = getenv("OFFHOOK_SOCKET");
	if (!o->launch.socket && !o->launch.name && !o->host && own && *own)
		return take(o, 'S', own);
	return -1;
}

/* What brings this phone back; the caller frees it. */
static char *own_command(const struct options *o)
{
	const struct launch *l = &o->launch;

	return mem_format("offhook%s%s%s%s%s%s%s", o->host ? " --host " : "",
		o->host ? o->host : "", o->read_only ? " --read-only" : "",
		l->name ? " -L " : "", l->name ? l->name : "",
		l->socket ? " -S " : "", l->socket ? l->socket : "");
}

/* Before there is a screen.  0, or -1 with why not in error. */
static int find_engine(struct options *o, struct remote *remote,
	const char *socket_path, char *error, size_t size)
{
	int cause;

	if (remote)
		return remote_meet(remote, !o->read_only, error, size);
	if (launch_runs(socket_path, &cause))
		return 0;
	if (way_is_closed(cause)) {
		snprintf(error, size, "%s: %s", socket_path, way_words(cause));
		return -1;
	}
	if (!o->read_only)
		return launch_engine(&o->launch, error, size);
	snprintf(error, size, "no engine listens at %s: with --read-only none "
		"is started", socket_path);
	return -1;
}

static int run_front_end(struct options *o, struct remote *remote,
	const char *socket_path)
{
	char *command = own_command(o);
	char *settings = paths_config("offhook-ui.conf");
	struct way way = remote ? remote_way(remote) : way_local(socket_path);
	struct app_options app = { .way = &way, .host = o->host,
		.read_only = o->read_only,
		.start_engine = remote ? remote_start : launch_engine,
		.arg = remote ? (void *)remote : &o->launch,
		.sign_in = remote ? remote_sign_in : NULL,
		.command = command, .settings_file = settings };
	char error[1024];
	int status = EXIT_NO_ENGINE;

	if (find_engine(o, remote, socket_path, error, sizeof error))
		fprintf(stderr, "offhook: %s\n", error);
	else
		status = o->linear || linear_fits() ? linear_run(&app) :
			app_run(&app);
	free(command);
	free(settings);
	return status;
}

static int reach_there(void *arg, bool start, char *error, size_t size)
{
	struct way way = remote_way(arg);
	int fd = remote_meet(arg, start, error, size) ? -1 : way.open(arg);

	if (fd >= 0)		/* a command waits for its answer */
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	return fd;
}

static int run_command(struct options *o, struct remote *remote,
	const char *socket_path, int argc, char **argv)
{
	struct oneshot_options oneshot = { .socket_path = socket_path,
		.json = o->json, .read_only = o->read_only,
		.reach = remote ? reach_there : NULL, .reach_arg = remote,
		.start_engine = launch_engine, .arg = &o->launch };

	return oneshot_run(&oneshot, argc, argv);
}

int main(int argc, char **argv)
{
	struct options o = { 0 };
	int status = read_options(&o, argc, argv);
	struct remote *remote;
	char *path;

	if (status >= 0)
		return status;
	json_wipe_freed();
	shield_memory();	/* passwords are typed into it */
	setlocale(LC_ALL, "");
	signal(SIGPIPE, SIG_IGN);
	path = o.launch.socket ? mem_text(o.launch.socket) :
		paths_socket(o.launch.name ? o.launch.name : "default");
	remote = o.host ? remote_new(o.host, &o.launch, o.read_only) : NULL;
	if (optind < argc)
		status = run_command(&o, remote, path, argc - optind,
			argv + optind);
	else
		status = run_front_end(&o, remote, path);
	remote_free(remote);
	free(path);
	return status;
}
