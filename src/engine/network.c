/* network.c - addresses come and go, and the machine sleeps.  Engine thread.
 *
 *	netlink, resume --> a little quiet --> look:
 *		endpoints whose address is gone --> move (move.c: their calls)
 *		accounts without a way          --> wait, nothing is tried
 *		accounts with another way       --> find it, register
 *
 * No call ends since the network does: it waits for it to return.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine/private.h"
#include "loop/netlink.h"
#include "sip/connection.h"

#define QUIET_MS 300		/* a link that flaps is looked at once */
#define LONGEST_MS 1500		/* unless it does so for ever */

struct network {
	struct engine *engine;
	struct netlink *netlink;	/* owned; NULL: the kernel tells nothing */
	struct resume *resume;		/* owned; the same */
	struct loop_timer *timer;	/* owned */
	int64_t first_ms;		/* of what is to be looked at */
	bool slept;
};

/* --- accounts -----------------------------------------------------------------*/

static bool wants_registrar(const struct account *a)
{
	static const char *const idle[] = { "disabled", "blocked",
		"unregistered", "unregistering" };
	int status = a->status.status;

	if (a->removed || !a->config->registers)
		return false;
	for (size_t i = 0; i < sizeof idle / sizeof *idle; i++)
		if (!strcmp(a->status.state, idle[i]))
			return false;
	return status != 401 && status != 403 && status != 407;
}

static bool has_way(const struct account *a, char local[ADDRESS_TEXT])
{
	if (a->hop[0])
		return address_towards(a->hop, local);
	return address_default(AF_INET, local) ||
		address_default(AF_INET6, local);
}

static void go_offline(struct account *a)
{
	if (a->offline)
		return;
	a->offline = true;
	account_stop_trying(a);
	registration_pause(a->registration);
	a->status.next_attempt_ms = 0;
	account_set_status(a, "failed", 0, "there is no network");
	transport_lost(a, "there is no network");
}

static void find_way_again(struct account *a, bool dead)
{
	a->offline = false;
	account_stop_trying(a);
	if (dead && a->endpoint && a->transport.stream)
		connection_end(a->endpoint->ua, a->transport.peer);
	a->same_binding = true;
	a->way_lost = true;
	account_start(a);	/* by way of register_guard: it may be a VPN's */
}

static void look_at_account(struct account *a, bool slept)
{
	char local[ADDRESS_TEXT];

	if (!a->removed && !strcmp(a->status.state, "blocked")) {
		find_way_again(a, false);
		return;
	}
	if (!wants_registrar(a))
		return;
	if (!has_way(a, local))
		go_offline(a);
	else if (a->offline || slept || !a->endpoint || a->endpoint->moved ||
	    strcmp(ua_address(a->endpoint->ua), local) != 0)
		find_way_again(a, slept || a->offline);
}

/* --- endpoints ------------------------------------------------------------------*/

/* Somebody whom it speaks to. */
static const char *peer_of(const struct endpoint *p)
{
	if (p->account && p->account->hop[0])
		return p->account->hop;
	list_each(struct session, s, &p->engine->sessions, link)
		if (s->endpoint == p && session_peer(s))
			return session_peer(s);
	return NULL;
}

static bool address_now(const struct endpoint *p, char local[ADDRESS_TEXT])
{
	const char *peer = peer_of(p);
	bool six = strchr(ua_address(p->ua), ':') != NULL;

	return peer ? address_towards(peer, local) :
		address_default(six ? AF_INET6 : AF_INET, local);
}

/* One that nobody uses is left behind: a new one is made when it is needed. */
static bool is_needed(const struct endpoint *p)
{
	return p->users || p->kind == ENDPOINT_LISTEN;
}

static void look_at_endpoint(struct endpoint *p)
{
	char local[ADDRESS_TEXT];
	int error = 0;

	p->moved = false;
	p->away |= !address_is_here(ua_address(p->ua));
	if (!p->away || !address_now(p, local))
		return;
	if (strcmp(local, ua_address(p->ua)) != 0) {
		if (!is_needed(p))
			return;
		log_info("engine", "%s is now %s", ua_address(p->ua), local);
		connection_end(p->ua, NULL);
		error = ua_move(p->ua, local);
	}
	p->moved = !error;
	p->away = error;
	if (error)
		log_warn("engine", "no port could be bound at %s: %s", local,
			strerror(-error));
}

/* --- all of it -------------------------------------------------------------------*/

static void look(void *arg)
{
	struct network *n = arg;
	struct engine *e = n->engine;
	bool slept = n->slept;
	char error[CONFIG_ERROR];

	n->first_ms = 0;
	n->slept = false;
	if (e->stop >= STOP_ENDING)
		return;
	list_each(struct endpoint, p, &e->endpoints, link)
		if (p->kind != ENDPOINT_SERVICE && !p->down)
			look_at_endpoint(p);
	if (!endpoints_listen(e, e->config, error))
		log_warn("engine", "%s", error);
	list_each(struct session, s, &e->sessions, link)
		session_relocate(s);
	list_each(struct account, a, &e->accounts, link)
		look_at_account(a, slept);
}

static void on_change(void *arg)
{
	struct network *n = arg;
	int64_t now = clock_ms(), left;

	if (!n->first_ms)
		n->first_ms = now;
	left = n->first_ms + LONGEST_MS - now;
	loop_timer_set(n->timer, left < QUIET_MS ? left : QUIET_MS);
}

static void on_resume(void *arg)
{
	struct network *n = arg;

	log_info("engine", "the machine has slept");
	n->slept = true;
	on_change(n);
}

struct network *network_new(struct engine *e)
{
	struct network *n = mem_new_of(struct network);

	n->engine = e;
	n->timer = loop_timer_new(e->loop, look, n, "network");
	n->netlink = netlink_watch(e->loop, on_change, n);
	if (!n->netlink)
		log_warn("engine", "changes of the network are not seen: %s",
			strerror(errno));
	n->resume = resume_watch(e->loop, on_resume, n);
	return n;
}

void network_free(struct network *n)
{
	if (!n)
		return;
	netlink_free(n->netlink);
	resume_free(n->resume);
	loop_timer_free(n->timer);
	free(n);
}
