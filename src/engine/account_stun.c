/* account_stun.c - an account's STUN servers: do they answer, and what do they
 * say of the NAT.  Engine thread.
 *
 *	names --address_probe--> addresses --> all are asked, from a socket of its
 *		own --> answered: again after STEADY_MS;  none did: AGAIN_MS
 *
 * A call asks those that answered last: a dead one costs it nothing.  Two that
 * see the same socket at different places show a symmetric NAT.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"
#include "engine/stun_query.h"
#include "media/latch.h"
#include "sip/address.h"
#include "sip/network.h"
#include "store/ice_uri.h"

#define LIMIT_MS 3000
#define STEADY_MS 60000
#define AGAIN_MS 15000

struct stun_watch {
	struct account *account;
	struct loop_timer *timer;	/* owned */
	struct address_probe *probe;	/* owned; NULL: none is asked for */
	struct stun_query *query;	/* owned; NULL: none is under way */
	int fd;				/* owned; -1 none */
	int next;			/* of the configuration's, to be
					 * named */
	struct stun_servers {
		struct sockaddr_storage items[STUN_SERVERS];
		int n;
	} named, answer;		/* now; the last time */
	bool asked, answered;		/* there was a last time; and one did */
	struct stun_found found;
	char address[ADDRESS_TEXT];	/* of that; "" none */
};

/* --- from time to time -----------------------------------------------------*/

static void name_next(struct stun_watch *);

static void look_again(struct stun_watch *w, int ms)
{
	loop_timer_set(w->timer, ms);
}

static void close_socket(struct stun_watch *w)
{
	if (w->fd >= 0)
		close(w->fd);
	w->fd = -1;
}

static void take_answers(struct stun_watch *w, const struct stun_found *found)
{
	w->answer.n = 0;
	for (int i = 0; i < w->named.n; i++)
		if (found->mapped[0][i].ss_family)
			w->answer.items[w->answer.n++] = w->named.items[i];
	w->found = *found;
	w->asked = true;
	w->answered = found->rtt_ms >= 0;
	w->address[0] = '\0';
	if (stun_first(found, 0))
		address_of(stun_first(found, 0), w->address);
}

static bool differs(const struct stun_found *f)
{
	const struct sockaddr_storage *first = stun_first(f, 0);

	for (int i = 0; first && i < STUN_SERVERS; i++)
		if (f->mapped[0][i].ss_family &&
		    !address_same(first, &f->mapped[0][i]))
			return true;
	return false;
}

/* In words, to whoever relies on it. */
static void warn(const struct stun_watch *w)
{
	const struct account *a = w->account;

	if (a->config->nat == CONFIG_NAT_STUN && !w->answer.n)
		engine_warn(a->engine, "stun", "see ice_servers of the account, "
			"and whether a firewall lets UDP out to them", "account "
			"%s: no STUN server answers: calls name an address that "
			"peers outside may not reach", a->config->name);
	else if (a->config->nat == CONFIG_NAT_STUN && differs(&w->found))
		engine_warn(a->engine, "nat", "ice = on with a TURN server "
			"among ice_servers helps", "account %s is behind a "
			"symmetric NAT: what STUN says is of no use to peers",
			a->config->name);
}

/* Those that began while nobody answered, or came to another network. */
static void place_calls(const struct account *a, bool news)
{
	list_each(struct session, s, &a->engine->sessions, link)
		if (s->account == a && session_place_unknown(s, news))
			session_appear(s);
}

static void on_found(void *arg, const struct stun_found *found)
{
	struct stun_watch *w = arg;
	bool news = !w->asked || (found->rtt_ms >= 0) != w->answered;

	w->query = NULL;
	close_socket(w);
	take_answers(w, found);
	look_again(w, found->rtt_ms < 0 ? AGAIN_MS : STEADY_MS);
	if (w->answered)
		place_calls(w->account, news);
	if (!news)
		return;
	log_info("account", found->rtt_ms < 0 ? "%s: no STUN server answers" :
		"%s: STUN answered in %d ms", w->account->config->name,
		found->rtt_ms);
	warn(w);
	engine_tell_account(w->account->engine, TOPIC_ACCOUNT_CHANGED,
		w->account);
}

static void ask(struct stun_watch *w)
{
	struct stun_query_params p = { .loop = w->account->engine->loop,
		.n_fds = 1, .n_servers = w->named.n, .all = true,
		.limit_ms = LIMIT_MS, .fn = on_found, .arg = w };

	if (w->named.n)
		w->fd = socket(w->named.items[0].ss_family,
			SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (w->fd < 0) {
		on_found(w, &(struct stun_found){ .rtt_ms = -1 });
		return;
	}
	p.fds[0] = w->fd;
	memcpy(p.servers, w->named.items, sizeof p.servers);
	w->query = stun_query_new(&p);
}

/* One family: that of the first, from which we have the socket. */
static void take_server(struct stun_watch *w, const char *ip, int port)
{
	struct sockaddr_storage *a = &w->named.items[w->named.n];

	if (address_sockaddr(ip, port, a) &&
	    a->ss_family == w->named.items[0].ss_family)
		w->named.n++;
}

static void on_named(void *arg, const struct address_answer *r)
{
	struct stun_watch *w = arg;
	struct ice_uri uri;

	w->probe = NULL;
	if (!r->error && ice_uri_read(
	    w->account->config->ice.servers.items[w->next], &uri))
		take_server(w, r->remote, uri.port);
	w->next++;
	name_next(w);
}

static void name_next(struct stun_watch *w)
{
	const struct texts *all = &w->account->config->ice.servers;
	struct engine *e = w->account->engine;
	struct ice_uri uri;

	for (; w->next < all->n && w->named.n < STUN_SERVERS; w->next++)
		if (ice_uri_read(all->items[w->next], &uri) &&
		    uri.scheme == ICE_URI_STUN) {
			w->probe = address_probe_host(e->loop,
				e->config->resolv_conf, uri.host, on_named, w);
			return;
		}
	ask(w);
}

static void look(void *arg)
{
	struct stun_watch *w = arg;

	w->next = w->named.n = 0;
	name_next(w);
}

/* --- an account's ----------------------------------------------------------*/

static bool is_wanted(const struct account_config *c)
{
	struct ice_uri uri;

	if (!c->enabled || c->disabled_reason || c->nat == CONFIG_NAT_NONE ||
	    c->nat == CONFIG_NAT_STATIC)
		return false;
	for (int i = 0; i < c->ice.servers.n; i++)
		if (ice_uri_read(c->ice.servers.items[i], &uri) &&
		    uri.scheme == ICE_URI_STUN)
			return true;
	return false;
}

void account_stun_end(struct account *a)
{
	struct stun_watch *w = a->stun;

	if (!w)
		return;
	loop_timer_free(w->timer);
	address_probe_cancel(w->probe);
	stun_query_free(w->query);
	close_socket(w);
	free(w);
	a->stun = NULL;
}

void account_stun_begin(struct account *a)
{
	struct stun_watch *w;

	account_stun_end(a);
	if (!is_wanted(a->config))
		return;
	w = a->stun = mem_new_of(struct stun_watch);
	w->account = a;
	w->fd = -1;
	w->timer = loop_timer_new(a->engine->loop, look, w, "account STUN");
	look_again(w, 0);
}

int account_stun_servers(const struct account *a,
	struct sockaddr_storage servers[STUN_SERVERS])
{
	if (!a->stun)
		return 0;
	memcpy(servers, a->stun->answer.items, sizeof a->stun->answer.items);
	return a->stun->answer.n;
}

bool account_stun_answers(const struct account *a, const char *address,
	int port)
{
	const struct stun_watch *w = a->stun;
	struct sockaddr_storage place;

	if (!w || !address_sockaddr(address, port, &place))
		return false;
	for (int i = 0; i < w->answer.n; i++)
		if (address_same(&w->answer.items[i], &place))
			return true;
	return false;
}

void account_stun_failed(struct account *a)
{
	if (!a->stun || a->stun->probe || a->stun->query)
		return;
	a->stun->answer.n = 0;
	look_again(a->stun, 0);
}

/* --- what it says ----------------------------------------------------------*/

static int count(const struct stun_found *f)
{
	int n = 0;

	for (int i = 0; i < STUN_SERVERS; i++)
		n += f->mapped[0][i].ss_family != 0;
	return n;
}

void account_stun_view(const struct account *a, struct stun_view *v)
{
	const struct stun_watch *w = a->stun;

	*v = (struct stun_view){ .rtt_ms = -1, .address = "" };
	if (!w || !w->asked)
		return;
	v->address = w->address;
	v->state = w->answered ? "ok" : "silent";
	v->rtt_ms = w->found.rtt_ms;
	v->symmetric = differs(&w->found);
	v->same = count(&w->found) > 1 && !v->symmetric;
}

const char *account_stun_address(const struct account *a)
{
	return a->stun && *a->stun->address ? a->stun->address : NULL;
}
