#include "phone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"

#define PATIENCE_MS 10000
#define TOPICS 64		/* more than there are */

struct phone {
	struct loop *loop;
	struct engine *engine;
	char *folder;
	int events[TOPICS];
	const char *problem;		/* of the last session that changed */
	int problems;			/* how often it became another one */
	bool stopped;
};

static void note_problem(struct phone *p, const struct session *s)
{
	struct session_view v;

	session_view(s, &v);
	p->problems += v.problem != p->problem;
	p->problem = v.problem;
}

static void on_event(void *arg, const struct engine_event *event)
{
	struct phone *p = arg;

	if (event->topic < TOPICS)
		p->events[event->topic]++;
	if (event->topic == TOPIC_SESSION_CHANGED)
		note_problem(p, event->session);
}

static void on_stopped(void *arg)
{
	((struct phone *)arg)->stopped = true;
}

static char *write_config(struct phone *p, const char *text)
{
	char *file = mem_format("%s/offhook.conf", p->folder);
	FILE *f = fopen(file, "w");

	fprintf(f, "instance_dir = \"%s\"\n%s\n", p->folder, text);
	fclose(f);
	chmod(file, 0600);
	return file;
}

struct phone *phone_new(struct loop *loop, const char *text)
{
	struct phone *p = mem_new_of(struct phone);
	char error[CONFIG_ERROR] = "", template[] = "/tmp/offhook-test-XXXXXX";
	struct engine_params params = { .loop = loop, .instance = "test",
		.on_event = on_event, .on_stopped = on_stopped, .arg = p };
	char *file;

	p->loop = loop;
	p->folder = mem_text(mkdtemp(template));
	file = write_config(p, text);
	params.config_file = file;
	params.config = config_read(file, true, "test", error);
	if (params.config)
		p->engine = engine_new(&params, error);
	if (!p->engine) {
		fprintf(stderr, "%s", error);
		exit(1);
	}
	free(file);
	return p;
}

struct engine *phone_engine(struct phone *p)
{
	return p->engine;
}

const char *phone_folder(const struct phone *p)
{
	return p->folder;
}

int phone_events(const struct phone *p, enum engine_topic topic)
{
	return p->events[topic];
}

int phone_changes(const struct phone *p)
{
	return p->events[TOPIC_SESSION_CHANGED] - p->problems;
}

static int64_t real_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * (int64_t)1000 + t.tv_nsec / 1000000;
}

bool phone_until(struct loop *loop, phone_test *test, void *arg)
{
	int64_t end = real_ms() + PATIENCE_MS;

	while (!test(arg)) {
		if (real_ms() > end)
			return false;
		loop_step(loop, 20);
	}
	return true;
}

static bool has_stopped(void *arg)
{
	return ((struct phone *)arg)->stopped;
}

void phone_free(struct phone *p)
{
	char *command;

	engine_stop(p->engine, false);
	phone_until(p->loop, has_stopped, p);
	engine_free(p->engine);
	command = mem_format("rm -rf '%s'", p->folder);
	if (system(command))
		fprintf(stderr, "could not remove %s\n", p->folder);
	free(command);
	free(p->folder);
	free(p);
}

struct session *phone_session(struct phone *p)
{
	struct session *s = NULL, *last = NULL;

	while ((s = engine_next_session(p->engine, s)))
		last = s;
	return last;
}

struct wish {
	struct phone *phone;
	const char *word;
};

static bool is_so(void *arg)
{
	struct wish *w = arg;
	struct session *s = phone_session(w->phone);
	struct session_view v;

	if (!s)
		return false;
	session_view(s, &v);
	return !strcmp(v.state, w->word) ||
		(v.progress && !strcmp(v.progress, w->word));
}

bool phone_reaches(struct phone *p, const char *word)
{
	struct wish w = { p, word };

	return phone_until(p->loop, is_so, &w);
}

void phone_jump(struct loop *loop, int ms)
{
	clock_advance_ms(ms);
	loop_step(loop, 0);
}
