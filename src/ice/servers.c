#include "ice/servers.h"

#include <string.h>

#include "ice/server_check.h"
#include "ice/silent.h"
#include "ice/tls_way.h"

struct servers {
	struct servers_params params;
	const struct ice_open *order;	/* as it was asked for */
	/* Where libnice asks; those that are not asked have no address. */
	struct ice_server near[ICE_SERVERS];
	struct secured {
		struct servers *servers;
		struct tls_way *way;	/* owned; NULL */
		char why[ICE_TEXT];	/* why there is no TLS; empty */
	} secured[ICE_SERVERS];
	struct server_check *check;	/* owned; NULL: all is well so far */
	int checked;			/* which one */
	char said[ICE_TEXT];		/* the last that was told */
	GSource *later;			/* owned; NULL: libnice knows all */
	bool hushed;
};

static bool is_used(const struct servers *s, int i)
{
	return s->near[i].place.address[0];
}

static bool is_relay(const struct servers *s, int i)
{
	return is_used(s, i) && s->near[i].way != ICE_STUN;
}

bool servers_relay(const struct servers *s)
{
	for (int i = 0; i < s->order->n_servers; i++)
		if (is_relay(s, i))
			return true;
	return false;
}

bool servers_stun(const struct servers *s)
{
	for (int i = 0; i < s->order->n_servers; i++)
		if (is_used(s, i) && s->near[i].way == ICE_STUN)
			return true;
	return false;
}

static void tell(void *arg, const char *text)
{
	struct servers *s = arg;

	if (s->hushed || !strcmp(s->said, text))
		return;
	g_strlcpy(s->said, text, sizeof s->said);
	s->params.told(s->params.arg, text);
}

/* For each connection that libnice begins. */
static void on_no_tls(void *arg, const char *text)
{
	struct secured *t = arg;

	g_strlcpy(t->why, text, sizeof t->why);
	tell(t->servers, text);
}

bool servers_pending(const struct servers *s)
{
	return s->later;
}

static void drop_later(struct servers *s)
{
	if (s->later)
		g_source_destroy(s->later);
	g_clear_pointer(&s->later, g_source_unref);
}

/* --- what they gave -------------------------------------------------------- */

/* Of whom libnice does not tell; of a STUN server it keeps nothing where nobody
 * translates. */
static bool has(const struct servers *s, NiceCandidateType type)
{
	GSList *all = nice_agent_get_local_candidates(s->params.agent,
		s->params.stream, 1);
	bool has = false;

	for (GSList *i = all; i; i = i->next)
		has |= ((NiceCandidate *)i->data)->type == type;
	g_slist_free_full(all, (GDestroyNotify)nice_candidate_free);
	return has;
}

static void on_checked(void *arg, const char *text, bool answers)
{
	struct servers *s = arg;

	/* That TLS hangs up has been told, with the reason. */
	if (text && (answers || !s->secured[s->checked].why[0]))
		tell(s, text);
}

static void check(struct servers *s, int i)
{
	if (s->check)
		return;
	s->checked = i;
	s->check = server_check_new(&s->near[i], on_checked, s);
}

static void note(struct servers *s, int i, bool gave)
{
	silent_add(s->params.silent, &s->order->servers[i], &s->order->tls,
		!gave, s->secured[i].why);
	if (!gave)
		check(s, i);
}

/* Where there is a relay, it may be another one's. */
static void note_silent(struct servers *s)
{
	bool seen = has(s, NICE_CANDIDATE_TYPE_SERVER_REFLEXIVE);
	bool relayed = has(s, NICE_CANDIDATE_TYPE_RELAYED);

	for (int i = 0; i < s->order->n_servers; i++)
		if (is_relay(s, i))
			note(s, i, relayed);
		else if (is_used(s, i) && !seen)
			note(s, i, false);
}

void servers_gathered(struct servers *s, bool all)
{
	drop_later(s);
	if (all)
		note_silent(s);
	if (has(s, NICE_CANDIDATE_TYPE_RELAYED))
		return;
	for (int i = 0; i < s->order->n_servers; i++)
		if (is_relay(s, i))
			check(s, i);
}

/* --- what libnice knows ---------------------------------------------------- */

static bool open_tls(struct servers *s, int i)
{
	struct secured *t = &s->secured[i];
	const struct tls_way_params p = { &s->order->tls, on_no_tls, t };

	t->servers = s;
	t->way = tls_way_new(&s->near[i], &p);
	return t->way;
}

static void use_stun(struct servers *s, const struct ice_server *server)
{
	g_object_set(s->params.agent, "stun-server", server->place.address,
		"stun-server-port", (guint)server->place.port, NULL);
}

static void use_relay(struct servers *s, const struct ice_server *server)
{
	static const NiceRelayType ways[] = {
		[ICE_TURN_UDP] = NICE_RELAY_TYPE_TURN_UDP,
		[ICE_TURN_TCP] = NICE_RELAY_TYPE_TURN_TCP,
		[ICE_TURN_TLS] = NICE_RELAY_TYPE_TURN_TCP,	/* our end */
	};

	for (int i = 0; i < s->order->components; i++)
		nice_agent_set_relay_info(s->params.agent, s->params.stream,
			(guint)i + 1, server->place.address,
			(guint)server->place.port, server->user,
			server->password, ways[server->way]);
}

static void use_relays(struct servers *s)
{
	for (int i = 0; i < s->order->n_servers; i++)
		if (is_relay(s, i))
			use_relay(s, &s->near[i]);
}

static gboolean on_later(gpointer arg)
{
	drop_later(arg);
	use_relays(arg);
	return G_SOURCE_REMOVE;
}

/* What libnice does to ask STUN has a higher priority. */
static void use_relays_later(struct servers *s)
{
	s->later = g_idle_source_new();
	g_source_set_callback(s->later, on_later, s, NULL);
	g_source_attach(s->later, g_main_context_get_thread_default());
}

/* --- who is asked ---------------------------------------------------------- */

static bool is_in_reach(const struct servers *s, const struct ice_server *server)
{
	bool six = strchr(server->place.address, ':');

	for (int i = 0; i < s->order->n_addresses; i++)
		if ((strchr(s->order->addresses[i], ':') != NULL) == six)
			return true;
	return false;
}

static bool is_silent(struct servers *s, const struct ice_server *server)
{
	const char *why = silent_why(s->params.silent, server);

	if (why)
		tell(s, why);
	return why;
}

/* Of STUN servers libnice knows one: the first that is not silent. */
static void choose(struct servers *s, int i)
{
	const struct ice_server *server = &s->order->servers[i];

	if ((server->way == ICE_STUN && servers_stun(s)) ||
	    !is_in_reach(s, server) || is_silent(s, server))
		return;
	s->near[i] = *server;
	if (server->way == ICE_STUN)
		use_stun(s, server);
	else if (server->way == ICE_TURN_TLS && !open_tls(s, i))
		s->near[i].place.address[0] = '\0';
}

/* --- their life ------------------------------------------------------------ */

struct servers *servers_new(const struct servers_params *p)
{
	struct servers *s = g_new0(struct servers, 1);

	s->params = *p;
	s->order = p->order;
	for (int i = 0; i < s->order->n_servers; i++)
		choose(s, i);
	if (servers_stun(s))
		use_relays_later(s);
	else
		use_relays(s);
	return s;
}

void servers_hush(struct servers *s)
{
	s->hushed = true;
	drop_later(s);
	server_check_free(s->check);
	s->check = NULL;
}

void servers_free(struct servers *s)
{
	servers_hush(s);
	for (int i = 0; i < ICE_SERVERS; i++)
		tls_way_free(s->secured[i].way);
	explicit_bzero(s, sizeof *s);
	g_free(s);
}
