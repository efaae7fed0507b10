/* main.c - offhookd: from the command line to the loop, and out again.
 *
 *	options -> configuration -> lock -> away from the terminal
 *	        -> loop -> socket -> engine -> "ready" -> run
 *	SIGTERM -> BYE, un-REGISTER, at most 2.5 s -> history -> exit
 */
#include <config.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/shield.h"
#include "confine.h"
#include "control/server.h"
#include "daemon.h"
#include "engine/engine.h"
#include "instance.h"
#include "loop/child.h"
#include "loop/loop.h"
#include "manager.h"
#include "options.h"
#include "protocol/message.h"
#include "store/config.h"

#define STOP_LIMIT_MS 2800	/* whatever hangs then is left behind */
#define KILLED_MS 500		/* for programs that were, to be gone */

/* One a process; not on the stack, so that what Sofia still holds when an
 * orderly end took too long is no leak. */
static struct offhookd {
	struct options options;
	struct waiters waiters;
	char *log_file;			/* owned; NULL: standard error */
	int early_log;			/* before the store thread writes it */
	struct loop *loop;
	struct server *server;
	struct engine *engine;
	bool stopping;
} self = { .early_log = -1 };

/* text is whole lines. */
static int fail(const char *text)
{
	fputs(text, stderr);
	waiters_tell(&self.waiters, text);
	return EXIT_REFUSED;
}

static int fail_with(const char *text)
{
	char *line = mem_format("offhookd: %s\n", text);
	int status = fail(line);

	free(line);
	return status;
}

static void tell_ready(void)
{
	waiters_tell(&self.waiters, "ready\n");
	manager_ready();
}

/* --- stop, reload -------------------------------------------------------*/

static void on_limit(int signal_number)
{
	(void)signal_number;
	_exit(EXIT_REFUSED);
}

/* Not a timer of the loop, which may be what hangs. */
static void limit_time(void)
{
	struct itimerval limit = { .it_value = {
		STOP_LIMIT_MS / 1000, STOP_LIMIT_MS % 1000 * 1000 } };

	signal(SIGALRM, on_limit);
	setitimer(ITIMER_REAL, &limit, NULL);
}

static void on_stop(void *arg, bool when_idle)
{
	(void)arg;
	if (!when_idle && !self.stopping) {
		self.stopping = true;
		server_leave(self.server);
		limit_time();
	}
	engine_stop(self.engine, when_idle);
}

static void on_stopped(void *arg)
{
	(void)arg;
	loop_stop(self.loop);
}

static void reload(void)
{
	char error[CONFIG_ERROR] = "";

	if (engine_reload(self.engine, error))
		log_info("config", "read again");
	else
		log_error("config", "left as it was: %s", error);
}

static void on_signal(void *arg, int fd, int events)
{
	struct signalfd_siginfo info;

	(void)arg;
	(void)events;
	if (read(fd, &info, sizeof info) != sizeof info)
		return;
	if (info.ssi_signo == SIGHUP)
		reload();
	else if (self.stopping)
		_exit(EXIT_REFUSED);	/* asked twice: at once */
	else
		on_stop(NULL, false);
}

/* Before any thread is made: they inherit what is blocked. */
static void watch_signals(void)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	loop_watch(self.loop, fd, LOOP_IN, on_signal, NULL, "signals");
}

/* --- the log of a detached engine ---------------------------------------*/

static void log_early(void *arg, enum log_level level, const char *line,
	size_t n)
{
	(void)arg;
	(void)level;
	if (write(self.early_log, line, n) < 0)
		return;		/* a full disk is not worth a start */
}

static void log_to_file(const struct config *config)
{
	self.log_file = mem_format("%s/offhookd.log", config->instance_dir);
	self.early_log = open(self.log_file, O_WRONLY | O_APPEND | O_CREAT |
		O_CLOEXEC, 0600);
	log_to(log_early, NULL);
}

/* From here on nothing may wait for a disk. */
static void log_by_store(void)
{
	if (!self.log_file)
		return;
	engine_log_to(self.engine, self.log_file);
	close(self.early_log);
}

/* --- the engine's news --------------------------------------------------*/

/* The server comes before the engine and goes before it. */
static void on_event(void *arg, const struct engine_event *event)
{
	(void)arg;
	if (self.server)
		server_on_event(self.server, event);
}

/* --- start --------------------------------------------------------------*/

static void raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (!getrlimit(RLIMIT_NOFILE, &limit)) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* It needs none: ports above 1023, real time by a limit, sound by a group. */
static void warn_of_privileges(void)
{
	if (!geteuid())
		log_warn("main", "runs as root, and so do all of its commands "
			"and hooks: better as a user of its own (offhookd(1), "
			"SECURITY)");
	if (!shield_is_up())
		log_warn("main", "started with --dumpable: cores and debuggers "
			"of its user see passwords and keys");
}

/* Before the first thread. */
static bool confine(const struct config *config, char error[CONFIG_ERROR])
{
#ifdef HAVE_SECCOMP
	if (config->seccomp && !confine_calls(error, CONFIG_ERROR))
		return false;
	if (config->seccomp)
		log_info("main", "system calls are filtered (seccomp = yes)");
#else
	(void)config;
	(void)error;
#endif
	return true;
}

static struct config *read_config(char *error)
{
	const struct options *o = &self.options;
	struct config *config = config_read(o->config_file,
		o->config_file != NULL, o->name, error);

	if (config)
		log_configure(config->log_level);
	return config;
}

/* false: error is whole lines. */
static bool start_engine(struct config *config, char error[CONFIG_ERROR])
{
	char why[SERVER_ERROR];
	const struct options *o = &self.options;
	struct server_params server = { .loop = self.loop, .path = o->socket,
		.on_stop = on_stop };
	struct engine_params engine = { .loop = self.loop, .config = config,
		.config_file = o->config_file, .instance = options_name(o),
		.on_event = on_event, .on_stopped = on_stopped };

	self.server = server_new(&server);
	if (!server_listen(self.server, why)) {
		config_free(config);
		snprintf(error, CONFIG_ERROR, "offhookd: %s\n", why);
		return false;
	}
	self.engine = engine_new(&engine, error);
	if (!self.engine)
		return false;
	log_by_store();
	server_serve(self.server, self.engine);
	return true;
}

static int run(struct config *config)
{
	char error[CONFIG_ERROR] = "";

	if (!confine(config, error)) {
		config_free(config);
		return fail_with(error);
	}
	self.loop = loop_new();
	if (!self.loop) {
		config_free(config);
		return fail_with("cannot make an event loop");
	}
	watch_signals();
	if (!start_engine(config, error)) {
		server_free(self.server);
		return fail(error);
	}
	warn_of_privileges();
	log_info("main", "ready at %s", self.options.socket);
	tell_ready();
	loop_run(self.loop);
	limit_time();
	server_free(self.server);
	self.server = NULL;
	engine_free(self.engine);
	children_end(KILLED_MS);
	return EXIT_DONE;
}

/* -1: this is the process that goes on. */
static int settle(struct config *config)
{
	const struct options *o = &self.options;
	char error[512] = "";
	int status = -1;

	if (!instance_folder(o->socket, o->own_folder, error, sizeof error))
		return fail_with(error);
	switch (instance_lock(config->instance_dir, options_name(o), o->socket,
			error, sizeof error)) {
	case INSTANCE_FAILED:
		return fail_with(error);
	case INSTANCE_RUNS:
		if (o->foreground)	/* else who asked has what he wanted */
			log_info("main", "another engine runs already, at %s: "
				"this one ends", o->socket);
		tell_ready();
		return EXIT_DONE;
	case INSTANCE_OURS:
		break;
	}
	if (!o->foreground) {
		status = daemon_detach(&self.waiters);
		if (status < 0)
			log_to_file(config);
	}
	if (status < 0)
		instance_sign(o->socket);
	return status;
}

int main(int argc, char **argv)
{
	char error[CONFIG_ERROR] = "";
	struct config *config;
	int status = options_read(&self.options, argc, argv);

	if (status >= 0)
		return status;
	umask(077);
	if (!self.options.dumpable)
		shield_memory();
	json_wipe_freed();
	if (!self.options.foreground)
		daemon_close_inherited(self.options.ready_fd);
	waiters_add(&self.waiters, self.options.ready_fd);
	manager_find(self.options.foreground);
	raise_descriptor_limit();
	config = read_config(error);
	if (!config)
		return fail(error);
	status = settle(config);
	if (status < 0)
		return run(config);
	config_free(config);
	return status;
}
