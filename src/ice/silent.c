#include "ice/silent.h"

#include <glib.h>
#include <string.h>

#include "ice/server_check.h"
#include "ice/tls_way.h"

#define AGAIN_MS 10000
#define FORGOTTEN_MS 600000
#define MOST 32			/* a command may name others each time */

struct silent {
	GSList *all;			/* of struct one; owned */
};

struct one {
	struct silent *silent;
	struct ice_server server;	/* without credentials */
	struct ice_tls tls;
	struct tls_way *way;		/* owned; NULL */
	struct server_check *check;	/* owned; NULL */
	GSource *timer;			/* owned */
	gint64 wanted;			/* when; us */
	bool asked;			/* now: nothing is known yet */
	bool sure;			/* it does not answer */
	bool answers;			/* it is to be removed */
	bool no_tls;			/* which is why */
	char why[ICE_TEXT];
};

static void stop_asking(struct one *o)
{
	server_check_free(o->check);
	o->check = NULL;
	tls_way_free(o->way);
	o->way = NULL;
}

static void free_one(gpointer item)
{
	struct one *o = item;

	stop_asking(o);
	g_source_destroy(o->timer);
	g_source_unref(o->timer);
	g_free(o);
}

/* --- asking ---------------------------------------------------------------- */

static void wait_for(struct one *o, int ms)
{
	g_source_set_ready_time(o->timer, g_get_monotonic_time() +
		ms * G_TIME_SPAN_MILLISECOND);
}

static void on_checked(void *arg, const char *text, bool answers)
{
	struct one *o = arg;

	o->asked = false;
	o->sure = true;
	o->answers = answers;
	if (text && !o->no_tls)
		g_strlcpy(o->why, text, sizeof o->why);
	wait_for(o, answers ? 0 : AGAIN_MS);
}

static void on_tls(void *arg, const char *text)
{
	struct one *o = arg;

	o->no_tls = true;
	g_strlcpy(o->why, text, sizeof o->why);
}

static void ask(struct one *o)
{
	const struct tls_way_params p = { &o->tls, on_tls, o };
	struct ice_server near = o->server;

	stop_asking(o);
	o->no_tls = false;
	if (near.way == ICE_TURN_TLS)
		o->way = tls_way_new(&near, &p);
	if (near.way != ICE_TURN_TLS || o->way)
		o->check = server_check_new(&near, on_checked, o);
	o->asked = o->check;
	wait_for(o, AGAIN_MS);
}

static bool is_over(const struct one *o)
{
	return o->answers || g_get_monotonic_time() - o->wanted >
		FORGOTTEN_MS * G_TIME_SPAN_MILLISECOND;
}

static gboolean on_timer(gpointer arg)
{
	struct one *o = arg;

	if (is_over(o)) {
		o->silent->all = g_slist_remove(o->silent->all, o);
		free_one(o);
		return G_SOURCE_REMOVE;
	}
	ask(o);
	return G_SOURCE_CONTINUE;
}

static gboolean dispatch(GSource *source, GSourceFunc fn, gpointer arg)
{
	(void)source;
	return fn(arg);
}

/* --- who ------------------------------------------------------------------- */

static bool is_same(const struct ice_server *a, const struct ice_server *b)
{
	return a->way == b->way && a->place.port == b->place.port &&
		!strcmp(a->place.address, b->place.address) &&
		!strcmp(a->host, b->host);
}

static struct one *find(const struct silent *s, const struct ice_server *server)
{
	for (GSList *i = s->all; i; i = i->next) {
		struct one *o = i->data;

		if (is_same(&o->server, server))
			return o;
	}
	return NULL;
}

static struct one *new_one(struct silent *s, const struct ice_server *server,
	const struct ice_tls *tls)
{
	static GSourceFuncs functions = { .dispatch = dispatch };
	struct one *o = g_new0(struct one, 1);

	o->silent = s;
	o->server = *server;
	memset(o->server.user, 0, sizeof o->server.user);
	explicit_bzero(o->server.password, sizeof o->server.password);
	o->tls = *tls;
	g_snprintf(o->why, sizeof o->why, "the %s server %.100s does not "
		"answer", server->way == ICE_STUN ? "STUN" : "TURN",
		server->host);
	o->timer = g_source_new(&functions, sizeof *o->timer);
	g_source_set_callback(o->timer, on_timer, o, NULL);
	g_source_attach(o->timer, g_main_context_get_thread_default());
	return o;
}

void silent_add(struct silent *s, const struct ice_server *server,
	const struct ice_tls *tls, bool sure, const char *why)
{
	struct one *o = find(s, server);

	if (!o && g_slist_length(s->all) >= MOST)
		return;
	if (!o) {
		o = new_one(s, server, tls);
		s->all = g_slist_prepend(s->all, o);
	}
	if (*why)
		g_strlcpy(o->why, why, sizeof o->why);
	o->sure |= sure;
	o->answers = false;
	o->wanted = g_get_monotonic_time();
	ask(o);
}

const char *silent_why(struct silent *s, const struct ice_server *server)
{
	struct one *o = find(s, server);

	if (!o || !o->sure || o->answers)
		return NULL;
	o->wanted = g_get_monotonic_time();
	if (!o->asked)
		ask(o);
	return o->why;
}

struct silent *silent_new(void)
{
	return g_new0(struct silent, 1);
}

void silent_free(struct silent *s)
{
	g_slist_free_full(s->all, free_one);
	g_free(s);
}
