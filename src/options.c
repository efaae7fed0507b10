#include "options.h"

#include <config.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "protocol/message.h"
#include "protocol/paths.h"

#define DEFAULT_NAME "default"

static const char usage[] =
	"usage: offhookd [-f] [-c FILE] [-L NAME] [-S PATH]\n"
	"       [--dumpable] [--ready-fd N]\n";

static const char help[] =
	"The engine of offhook, a softphone for the terminal.\n"
	"\n"
	"  -f, --foreground    stay in the foreground, log to standard error\n"
	"  -c, --config FILE   read this configuration\n"
	"  -L, --instance NAME another engine beside the usual one\n"
	"  -S, --socket PATH   where front ends connect\n"
	"      --dumpable      let debuggers and cores see the memory\n"
	"      --ready-fd N    write \"ready\" to that descriptor, or why not\n"
	"  -V, --version\n"
	"  -h, --help\n"
	"\n"
	"offhook(1) starts it when it is needed; see offhookd(1).\n";

static const struct option long_options[] = {
	{ "foreground", no_argument, NULL, 'f' },
	{ "config", required_argument, NULL, 'c' },
	{ "instance", required_argument, NULL, 'L' },
	{ "socket", required_argument, NULL, 'S' },
	{ "dumpable", no_argument, NULL, 'd' },
	{ "ready-fd", required_argument, NULL, 'r' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

static int wrong(const char *what)
{
	if (what)
		fprintf(stderr, "offhookd: %s\n", what);
	fputs(usage, stderr);
	return EXIT_USAGE;
}

/* The engine leaves the folder it was started in. */
static char *absolute(const char *path)
{
	char *folder, *whole;

	if (*path == '/')
		return mem_text(path);
	folder = getcwd(NULL, 0);
	whole = mem_format("%s/%s", folder ? folder : "", path);
	free(folder);
	return whole;
}

static void set_path(char **slot, const char *path)
{
	free(*slot);
	*slot = absolute(path);
}

/* An open descriptor beyond the standard ones; else -1. */
static int descriptor(const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (!*text || *end || n < 3 || n > 1 << 20 ||
			fcntl((int)n, F_SETFD, FD_CLOEXEC) < 0)
		return -1;
	return (int)n;
}

static int take(struct options *o, int option, const char *value)
{
	switch (option) {
	case 'f':
		o->foreground = true;
		return -1;
	case 'c':
		set_path(&o->config_file, value);
		return -1;
	case 'S':
		set_path(&o->socket, value);
		return -1;
	case 'L':
		o->name = value;
		return paths_name_ok(value) ? -1 : wrong("an instance's name "
			"is 1 to 32 letters, digits, '-' and '_'");
	case 'd':
		o->dumpable = true;
		return -1;
	case 'r':
		o->ready_fd = descriptor(value);
		return o->ready_fd < 0 ? wrong("--ready-fd needs the number of "
			"an open descriptor from 3 on") : -1;
	case 'V':
		puts("offhookd " PACKAGE_VERSION);
		return EXIT_DONE;
	case 'h':
		printf("%s\n%s", usage, help);
		return EXIT_DONE;
	}
	return wrong(NULL);
}

int options_read(struct options *o, int argc, char **argv)
{
	int option, status;

	*o = (struct options){ .ready_fd = -1 };
	while ((option = getopt_long(argc, argv, "fc:L:S:Vh", long_options,
			NULL)) >= 0)
		if ((status = take(o, option, optarg)) >= 0)
			return status;
	if (optind < argc)
		return wrong("there is nothing to be given beside options");
	o->own_folder = !o->socket;
	if (!o->socket)
		o->socket = paths_socket(options_name(o));
	return -1;
}

const char *options_name(const struct options *o)
{
	return o->name ? o->name : DEFAULT_NAME;
}
