/* module.c - the thread of offhook-ice.so: orders in, until ICE_QUIT. */
#include <glib-unix.h>

#include "ice/leg.h"
#include "ice/silent.h"

#define QUIT_MS 500		/* for relays to be given back */

struct module {
	struct mailbox *orders, *news;	/* of the engine */
	GMainLoop *loop;		/* owned */
	GHashTable *legs;		/* by number */
	struct silent *silent;		/* owned; outlives them */
	int closing;			/* legs */
	bool quits;
};

const int offhook_ice_abi = ICE_ABI;

static void check_over(struct module *m)
{
	if (m->quits && !m->closing)
		g_main_loop_quit(m->loop);
}

static void on_leg_closed(void *arg)
{
	struct module *m = arg;

	m->closing--;
	check_over(m);
}

static void close_leg(struct module *m, struct leg *leg)
{
	m->closing++;
	leg_close(leg, on_leg_closed, m);
}

static gboolean on_patience_over(gpointer arg)
{
	struct module *m = arg;

	g_main_loop_quit(m->loop);
	return G_SOURCE_REMOVE;
}

static gboolean close_each(gpointer key, gpointer leg, gpointer module)
{
	(void)key;
	close_leg(module, leg);
	return TRUE;
}

static void quit(struct module *m)
{
	GSource *timer = g_timeout_source_new(QUIT_MS);

	m->quits = true;
	g_hash_table_foreach_remove(m->legs, close_each, m);
	g_source_set_callback(timer, on_patience_over, m, NULL);
	g_source_attach(timer, g_main_context_get_thread_default());
	g_source_unref(timer);
	check_over(m);
}

static void obey(struct module *m, struct ice_order *o)
{
	gpointer number = GINT_TO_POINTER(o->leg);
	struct leg *leg = g_hash_table_lookup(m->legs, number);

	switch (o->kind) {
	case ICE_OPEN:
		g_hash_table_insert(m->legs, number,
			leg_new(o->leg, &o->open, m->news, m->silent));
		break;
	case ICE_REMOTE:
		if (leg)
			leg_remote(leg, &o->remote);
		break;
	case ICE_CLOSE:
		if (leg && g_hash_table_remove(m->legs, number))
			close_leg(m, leg);
		break;
	case ICE_QUIT:
		quit(m);
		break;
	}
}

static gboolean on_orders(gint fd, GIOCondition condition, gpointer arg)
{
	struct module *m = arg;
	struct mail *mail;

	(void)fd, (void)condition;
	while ((mail = mailbox_take(m->orders))) {
		struct ice_order *o = (struct ice_order *)mail;

		obey(m, o);
		ice_order_free(o);
	}
	return G_SOURCE_CONTINUE;
}

/* What the libraries have to say is not for the engine's standard error. */
static void on_log(const gchar *domain, GLogLevelFlags level,
	const gchar *text, gpointer arg)
{
	(void)domain, (void)level, (void)text, (void)arg;
}

static void run(struct module *m, GMainContext *context)
{
	GSource *source = g_unix_fd_source_new(mailbox_fd(m->orders), G_IO_IN);

	g_source_set_callback(source, G_SOURCE_FUNC(on_orders), m, NULL);
	g_source_attach(source, context);
	g_main_loop_run(m->loop);
	g_source_destroy(source);
	g_source_unref(source);
}

void offhook_ice(struct mailbox *orders, struct mailbox *news)
{
	GMainContext *context = g_main_context_new();
	struct module m = { .orders = orders, .news = news };

	g_log_set_default_handler(on_log, NULL);
	g_main_context_push_thread_default(context);
	m.loop = g_main_loop_new(context, FALSE);
	m.legs = g_hash_table_new(NULL, NULL);
	m.silent = silent_new();
	run(&m, context);
	silent_free(m.silent);
	g_hash_table_unref(m.legs);
	g_main_loop_unref(m.loop);
	g_main_context_pop_thread_default(context);
	g_main_context_unref(context);
}
