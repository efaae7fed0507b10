#include "ice/leg.h"

#include <fcntl.h>
#include <string.h>

#include "ice/candidate.h"
#include "ice/pipe.h"
#include "ice/servers.h"

#define MOST_MS 5000		/* for all servers that do not answer */
#define SOME_MS 2000		/* for the one that matters */
#define SILENT_MS 500		/* who has said nothing by then */
#define CHOOSE_MOST_MS 15000	/* for who restarts, and keeps what he has */

struct leg {
	int number;
	struct mailbox *news;		/* of the engine */
	NiceAgent *agent;		/* owned */
	guint stream;
	struct ice_open order;		/* as it was asked for */
	struct pipe *pipes[ICE_COMPONENTS];	/* owned */
	struct ice_names ours;
	GSource *timer;			/* owned; NULL: gathering is over */
	struct servers *servers;	/* owned */
	bool asked[ICE_COMPONENTS];	/* theirs is known */
	NiceComponentState states[ICE_COMPONENTS];
	void (*done)(void *arg);
	void *arg;
};

static struct ice_news *news_new(const struct leg *l, enum ice_news_kind kind)
{
	struct ice_news *n = calloc(1, sizeof *n);

	if (!n)
		abort();
	n->kind = kind;
	n->leg = l->number;
	return n;
}

/* --- gathering ------------------------------------------------------------ */

/* So many of a component: RTP's leave room for RTCP's, and each address of ours
 * may have been seen at another place, and have its relay. */
static const struct {
	NiceCandidateType type;
	int most;
} kinds[] = {
	{ NICE_CANDIDATE_TYPE_HOST, ICE_ADDRESSES },
	{ NICE_CANDIDATE_TYPE_SERVER_REFLEXIVE, 3 },
	{ NICE_CANDIDATE_TYPE_RELAYED, 3 },
};

static void take_kind(struct ice_gathered *g, const GSList *all,
	NiceCandidateType type, int most)
{
	for (; all && most && g->n < ICE_CANDIDATES; all = all->next) {
		const NiceCandidate *c = all->data;

		if (c->type != type ||
		    c->transport != NICE_CANDIDATE_TRANSPORT_UDP)
			continue;
		candidate_from_nice(&g->candidates[g->n++], c);
		most--;
	}
}

static void take_candidates(const struct leg *l, struct ice_gathered *g,
	guint component)
{
	GSList *all = nice_agent_get_local_candidates(l->agent, l->stream,
		component);

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		take_kind(g, all, kinds[i].type, kinds[i].most);
	g_slist_free_full(all, (GDestroyNotify)nice_candidate_free);
}

static bool is_at(GSocket *socket, const char *address)
{
	GSocketAddress *local = g_socket_get_local_address(socket, NULL);
	char *text = NULL;
	bool same;

	if (!local)
		return false;
	if (G_IS_INET_SOCKET_ADDRESS(local))
		text = g_inet_address_to_string(
			g_inet_socket_address_get_address(
			G_INET_SOCKET_ADDRESS(local)));
	same = g_socket_get_socket_type(socket) == G_SOCKET_TYPE_DATAGRAM &&
		!g_strcmp0(text, address);
	g_free(text);
	g_object_unref(local);
	return same;
}

/* One more descriptor of the socket at our first address. */
static int share_socket(const struct leg *l, guint component)
{
	GPtrArray *all = nice_agent_get_sockets(l->agent, l->stream, component);
	int fd = -1;

	for (guint i = 0; all && i < all->len && fd < 0; i++)
		if (is_at(all->pdata[i], l->order.addresses[0]))
			fd = fcntl(g_socket_get_fd(all->pdata[i]),
				F_DUPFD_CLOEXEC, 0);
	if (all)
		g_ptr_array_unref(all);
	return fd;
}

static bool has_type(const struct leg *l, int component, NiceCandidateType type)
{
	GSList *all = nice_agent_get_local_candidates(l->agent, l->stream,
		(guint)component);
	bool has = false;

	for (GSList *i = all; i; i = i->next)
		has |= ((NiceCandidate *)i->data)->type == type;
	g_slist_free_full(all, (GDestroyNotify)nice_candidate_free);
	return has;
}

static void gathering_over(struct leg *l, bool waited)
{
	struct ice_news *n;

	if (!l->timer)
		return;
	g_source_destroy(l->timer);
	g_clear_pointer(&l->timer, g_source_unref);
	n = news_new(l, ICE_GATHERED);
	for (int i = 0; i < ICE_COMPONENTS; i++) {
		n->gathered.sockets[i] = -1;
		if (i >= l->order.components)
			continue;
		take_candidates(l, &n->gathered, (guint)i + 1);
		n->gathered.sockets[i] = share_socket(l, (guint)i + 1);
	}
	mailbox_put(l->news, &n->mail);
	servers_gathered(l->servers, waited);
}

static int most_ms(const struct leg *l)
{
	return l->order.wait == ICE_WAIT_MS ? l->order.wait_ms :
		l->order.wait == ICE_WAIT_SRFLX ? SOME_MS : MOST_MS;
}

static gboolean on_waited(gpointer arg)
{
	struct leg *l = arg;

	gathering_over(l, most_ms(l) >= SILENT_MS);
	return G_SOURCE_REMOVE;
}

static void on_gathered(NiceAgent *agent, guint stream, gpointer arg)
{
	struct leg *l = arg;

	(void)agent, (void)stream;
	if (!servers_pending(l->servers))
		gathering_over(l, false);
}

static bool seen_from_outside(const struct leg *l, int component)
{
	return (!servers_stun(l->servers) ||
		has_type(l, component, NICE_CANDIDATE_TYPE_SERVER_REFLEXIVE)) &&
		(!servers_relay(l->servers) ||
		has_type(l, component, NICE_CANDIDATE_TYPE_RELAYED));
}

static void on_candidate(NiceAgent *agent, NiceCandidate *candidate,
	gpointer arg)
{
	struct leg *l = arg;
	bool all = l->order.wait == ICE_WAIT_SRFLX &&
		(servers_stun(l->servers) || servers_relay(l->servers));

	(void)agent, (void)candidate;
	for (int i = 0; all && i < l->order.components; i++)
		all = seen_from_outside(l, i + 1);
	if (all)
		gathering_over(l, false);
}

/* --- checks --------------------------------------------------------------- */

static enum ice_state state_of(const struct leg *l)
{
	enum ice_state state = ICE_CONNECTED;

	for (int i = 0; i < l->order.components; i++) {
		if (!l->asked[i])
			continue;
		if (l->states[i] == NICE_COMPONENT_STATE_FAILED)
			return ICE_FAILED;
		if (l->states[i] != NICE_COMPONENT_STATE_CONNECTED &&
		    l->states[i] != NICE_COMPONENT_STATE_READY)
			state = ICE_CHECKING;
	}
	return state;
}

static void tell_state(const struct leg *l)
{
	struct ice_news *n = news_new(l, ICE_STATE);

	n->state.state = state_of(l);
	for (int i = 0; i < l->order.components; i++) {
		NiceCandidate *local, *remote;

		if (!l->asked[i] || !nice_agent_get_selected_pair(l->agent,
		    l->stream, (guint)i + 1, &local, &remote))
			continue;
		candidate_from_nice(&n->state.pairs[i].local, local);
		candidate_from_nice(&n->state.pairs[i].remote, remote);
	}
	mailbox_put(l->news, &n->mail);
}

static void on_state(NiceAgent *agent, guint stream, guint component,
	guint state, gpointer arg)
{
	struct leg *l = arg;

	(void)agent, (void)stream;
	l->states[component - 1] = state;
	if (l->asked[component - 1])
		tell_state(l);
}

static void on_pair(NiceAgent *agent, guint stream, guint component,
	NiceCandidate *local, NiceCandidate *remote, gpointer arg)
{
	struct leg *l = arg;

	(void)agent, (void)stream, (void)local, (void)remote;
	if (l->asked[component - 1])
		tell_state(l);
}

static bool give_remote(struct leg *l, const struct ice_remote *r,
	int component)
{
	GSList *all = NULL;
	int n;

	for (int i = 0; i < r->n; i++) {
		NiceCandidate *c = r->candidates[i].component != component ?
			NULL : candidate_to_nice(&r->candidates[i]);

		if (!c)
			continue;
		c->stream_id = l->stream;
		all = g_slist_append(all, c);
	}
	n = all ? nice_agent_set_remote_candidates(l->agent, l->stream,
		(guint)component, all) : 0;
	g_slist_free_full(all, (GDestroyNotify)nice_candidate_free);
	return n > 0;
}

/* All of the agent, which is one stream: that of the stream alone leaves the
 * role as it was.  A browser that restarts chooses another pair only once it
 * has seen for some seconds that the former one, of the former names, does not
 * answer any more. */
static void restart(struct leg *l, const struct ice_remote *r)
{
	if (!r->controlling)
		g_object_set(l->agent, "idle-timeout", CHOOSE_MOST_MS, NULL);
	nice_agent_restart(l->agent);
	l->ours = r->ours;
	nice_agent_set_local_credentials(l->agent, l->stream, r->ours.ufrag,
		r->ours.pwd);
}

static bool is_asked(const struct leg *l)
{
	return l->asked[0] || l->asked[1];
}

void leg_remote(struct leg *l, const struct ice_remote *r)
{
	g_object_set(l->agent, "controlling-mode", (gboolean)r->controlling,
		NULL);
	if (is_asked(l) || strcmp(l->ours.ufrag, r->ours.ufrag))
		restart(l, r);
	nice_agent_set_remote_credentials(l->agent, l->stream, r->theirs.ufrag,
		r->theirs.pwd);
	/* Who tells of no candidate (of a browser's we cannot resolve the
	 * names) is found by the checks that he makes, and has one port for
	 * both. */
	for (int i = 0; i < l->order.components; i++)
		l->asked[i] = give_remote(l, r, i + 1) || !i;
	tell_state(l);
}

/* --- its life ------------------------------------------------------------- */

static void use_addresses(struct leg *l)
{
	for (int i = 0; i < l->order.n_addresses; i++) {
		struct ice_place place = { .port = 0 };
		NiceAddress address;

		strcpy(place.address, l->order.addresses[i]);
		if (place_to_nice(&address, &place))
			nice_agent_add_local_address(l->agent, &address);
	}
}

static void use_ports(struct leg *l)
{
	for (int i = 0; i < l->order.components; i++)
		nice_agent_set_port_range(l->agent, l->stream, (guint)i + 1,
			(guint)l->order.first_port, (guint)l->order.last_port);
	nice_agent_set_stream_tos(l->agent, l->stream, l->order.tos);
}

static void on_problem(void *arg, const char *text)
{
	struct leg *l = arg;
	struct ice_news *n;

	n = news_new(l, ICE_PROBLEM);
	g_strlcpy(n->text, text, sizeof n->text);
	mailbox_put(l->news, &n->mail);
}

static void use_servers(struct leg *l, struct silent *silent)
{
	const struct servers_params p = { .agent = l->agent,
		.stream = l->stream, .order = &l->order, .silent = silent,
		.told = on_problem, .arg = l };

	l->servers = servers_new(&p);
}

static void make_agent(struct leg *l)
{
	l->agent = nice_agent_new_full(g_main_context_get_thread_default(),
		NICE_COMPATIBILITY_RFC5245,
		NICE_AGENT_OPTION_REGULAR_NOMINATION |
		NICE_AGENT_OPTION_CONSENT_FRESHNESS);
	g_object_set(l->agent, "upnp", FALSE, "ice-tcp", FALSE,
		"controlling-mode", (gboolean)l->order.controlling, NULL);
	g_signal_connect(l->agent, "candidate-gathering-done",
		G_CALLBACK(on_gathered), l);
	g_signal_connect(l->agent, "new-candidate-full",
		G_CALLBACK(on_candidate), l);
	g_signal_connect(l->agent, "component-state-changed",
		G_CALLBACK(on_state), l);
	g_signal_connect(l->agent, "new-selected-pair-full",
		G_CALLBACK(on_pair), l);
}

static void start_timer(struct leg *l)
{
	l->timer = g_timeout_source_new((guint)most_ms(l));
	g_source_set_callback(l->timer, on_waited, l, NULL);
	g_source_attach(l->timer, g_main_context_get_thread_default());
}

struct leg *leg_new(int number, struct ice_open *order, struct mailbox *news,
	struct silent *silent)
{
	struct leg *l = g_new0(struct leg, 1);

	l->number = number;
	l->order = *order;
	l->news = news;
	l->ours = order->ours;
	make_agent(l);
	use_addresses(l);
	l->stream = nice_agent_add_stream(l->agent, (guint)order->components);
	use_ports(l);
	use_servers(l, silent);
	for (int i = 0; i < order->components; i++) {
		l->pipes[i] = pipe_new(l->agent, l->stream, (guint)i + 1,
			order->pipes[i]);
		order->pipes[i] = -1;
	}
	nice_agent_set_local_credentials(l->agent, l->stream, l->ours.ufrag,
		l->ours.pwd);
	start_timer(l);
	if (!nice_agent_gather_candidates(l->agent, l->stream))
		gathering_over(l, false);
	return l;
}

static void on_closed(GObject *agent, GAsyncResult *result, gpointer arg)
{
	struct leg *l = arg;

	(void)agent, (void)result;
	g_object_unref(l->agent);
	servers_free(l->servers);
	l->done(l->arg);
	explicit_bzero(l, sizeof *l);
	g_free(l);
}

void leg_close(struct leg *l, void (*done)(void *arg), void *arg)
{
	l->done = done;
	l->arg = arg;
	g_signal_handlers_disconnect_by_data(l->agent, l);
	if (l->timer) {
		g_source_destroy(l->timer);
		g_clear_pointer(&l->timer, g_source_unref);
	}
	servers_hush(l->servers);
	for (int i = 0; i < ICE_COMPONENTS; i++)
		pipe_free(l->pipes[i]);
	nice_agent_close_async(l->agent, on_closed, l);
}
