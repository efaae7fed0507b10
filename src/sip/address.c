#define SRES_CONTEXT_T struct address_probe
#include "sip/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sofia-sip/sresolv.h>
#include <sofia-sip/su_tag.h>

#include "base/mem.h"
#include "sip/hosts.h"
#include "sip/mend_resolver.h"
#include "sip/network.h"
#include "sip/trace.h"
#include "sip/uri.h"

#define LIMIT_MS 5000

/* A name is asked for like the stack will ask: SRV, then the target's A, and
 * AAAA if it has none or there is no way there.  One question at a time. */
static const struct question {
	const char *prefix;		/* NULL: the host itself */
	uint16_t type;
} questions[] = {
	{ "_sip._udp.", sres_type_srv },
	{ "_sip._tcp.", sres_type_srv },
	{ "_sips._tcp.", sres_type_srv },	/* for TLS, which begins here */
	{ NULL, sres_type_a },
	{ NULL, sres_type_aaaa },
};
#define QUESTIONS (sizeof questions / sizeof *questions)
enum { FOR_TLS = 2, FOR_HOST = 3 };	/* where one begins */

struct address_probe {
	struct loop *loop;
	char host[256];			/* the SRV target, once there is one */
	size_t question;
	size_t first;			/* of the questions */
	int missing;			/* -errno, if no question is left */
	sres_resolver_t *resolver;	/* owned; NULL: none needed */
	struct loop_timer *timer;	/* owned: the answer, or the limit */
	struct address_answer answer;
	address_fn *fn;
	void *arg;
};

static void probe_free(struct address_probe *p)
{
	if (p->resolver)
		sres_resolver_destroy(p->resolver);
	loop_timer_free(p->timer);
	free(p);
}

static void tell(void *arg)
{
	struct address_probe *p = arg;
	struct address_answer answer = p->answer;
	address_fn *fn = p->fn;
	void *fn_arg = p->arg;

	probe_free(p);
	fn(fn_arg, &answer);
}

/* Not from inside the resolver's callback: it goes with the probe. */
static void tell_soon(struct address_probe *p, int error)
{
	p->answer.error = error;
	p->question = QUESTIONS;
	loop_timer_set(p->timer, 0);
}

static int found(struct address_probe *p, const char *ip)
{
	snprintf(p->answer.remote, ADDRESS_TEXT, "%.63s", ip);
	errno = 0;
	return address_towards(ip, p->answer.local) ? 0 :
		errno == EMFILE || errno == ENFILE ? -EMFILE : -ENETUNREACH;
}

/* --- the resolver ----------------------------------------------------------*/

static void ask(struct address_probe *p);

static bool take_target(struct address_probe *p, const sres_record_t *r)
{
	size_t n = strlen(r->sr_srv->srv_target);

	if (n && r->sr_srv->srv_target[n - 1] == '.')
		n--;
	if (!n || n >= sizeof p->host)
		return false;
	memcpy(p->host, r->sr_srv->srv_target, n);
	p->host[n] = '\0';
	return true;
}

static bool take_address(struct address_probe *p, const sres_record_t *r)
{
	char ip[ADDRESS_TEXT];
	bool ipv6 = r->sr_record->r_type == sres_type_aaaa;
	const void *bytes = ipv6 ? (const void *)&r->sr_aaaa->aaaa_addr :
		(const void *)&r->sr_a->a_addr;

	if (!inet_ntop(ipv6 ? AF_INET6 : AF_INET, bytes, ip, sizeof ip))
		return false;
	p->missing = found(p, ip);
	if (p->missing != -ENETUNREACH)
		tell_soon(p, p->missing);
	return true;
}

/* The first good record of the type asked for; sorted, so the best SRV. */
static bool take_first(struct address_probe *p, sres_record_t **answers)
{
	uint16_t type = questions[p->question].type;

	for (int i = 0; answers && answers[i]; i++) {
		const sres_record_t *r = answers[i];

		if (r->sr_record->r_status || r->sr_record->r_type != type)
			continue;
		if (type == sres_type_srv ? take_target(p, r) :
		    take_address(p, r))
			return true;
	}
	return false;
}

static void on_answer(struct address_probe *p, sres_query_t *query,
	sres_record_t **answers)
{
	bool taken;

	(void)query;
	if (p->question >= QUESTIONS) {		/* told already */
		sres_free_answers(p->resolver, answers);
		return;
	}
	sres_sort_answers(p->resolver, answers);
	taken = take_first(p, answers);
	sres_free_answers(p->resolver, answers);
	if (p->question >= QUESTIONS)		/* an address was found */
		return;
	/* With an SRV target in hand the other transport is not asked for. */
	while (++p->question < QUESTIONS && questions[p->question].prefix &&
		(taken || p->question == FOR_TLS))
		;
	ask(p);
}

static void ask(struct address_probe *p)
{
	const struct question *q = &questions[p->question];
	char name[300];

	if (p->question >= QUESTIONS) {
		tell_soon(p, p->missing);
		return;
	}
	snprintf(name, sizeof name, "%s%s", q->prefix ? q->prefix : "",
		p->host);
	/* A name without a dot has no SRV; the search list may know it. */
	errno = 0;		/* then: why nothing could be sent */
	if (!sres_search(p->resolver, on_answer, p, q->type, name))
		tell_soon(p, errno && errno != EIO ? -ENETUNREACH : -ENOENT);
}

static void on_timer(void *arg)
{
	struct address_probe *p = arg;

	if (p->question < QUESTIONS)
		p->answer.error = -ETIMEDOUT;
	tell(p);
}

/* What cannot be a name is not asked for. */
static bool is_name(const char *host)
{
	char uri[300];
	struct uri_parts parts;

	snprintf(uri, sizeof uri, "sip:%s", host);
	return uri_parse(uri, &parts) && !strcmp(parts.host, host);
}

static void start_resolver(struct address_probe *p, const char *resolv_conf)
{
	trace_init();
	if (!is_name(p->host)) {
		tell_soon(p, -ENOENT);
		return;
	}
	if (!resolver_has_room()) {
		tell_soon(p, -EMFILE);
		return;
	}
	p->resolver = sres_resolver_create(
		loop_root(p->loop), resolv_conf, TAG_END());
	if (!p->resolver) {
		tell_soon(p, -ENOENT);
		return;
	}
	loop_timer_set(p->timer, LIMIT_MS);
	p->question = p->first;
	if (!strchr(p->host, '.')) {	/* the stack does not search */
		p->answer.from_hosts = true;
		p->question = FOR_HOST;
	}
	ask(p);
}

/* --- the face --------------------------------------------------------------*/

static struct address_probe *probe(struct loop *loop, const char *resolv_conf,
	const char *host, size_t first, address_fn *fn, void *arg)
{
	struct address_probe *p = mem_new_of(struct address_probe);
	size_t n = strlen(host), brackets = n > 2 && host[0] == '[';
	struct sockaddr_storage literal;
	char ip[ADDRESS_TEXT];

	p->loop = loop;
	p->first = first;
	p->missing = -ENOENT;
	p->fn = fn;
	p->arg = arg;
	p->timer = loop_timer_new(loop, on_timer, p, "address probe");
	if (n - 2 * brackets >= sizeof p->host) {
		tell_soon(p, -ENOENT);
		return p;
	}
	memcpy(p->host, host + brackets, n - 2 * brackets);
	if (address_sockaddr(p->host, 0, &literal)) {
		tell_soon(p, found(p, p->host));
	} else if (hosts_find(NULL, p->host, ip)) {
		p->answer.from_hosts = true;
		tell_soon(p, found(p, ip));
	} else {
		start_resolver(p, resolv_conf);
	}
	return p;
}

struct address_probe *address_probe(struct loop *loop, const char *resolv_conf,
	const char *host, address_fn *fn, void *arg)
{
	return probe(loop, resolv_conf, host, 0, fn, arg);
}

struct address_probe *address_probe_tls(struct loop *loop,
	const char *resolv_conf, const char *host, address_fn *fn, void *arg)
{
	return probe(loop, resolv_conf, host, FOR_TLS, fn, arg);
}

struct address_probe *address_probe_host(struct loop *loop,
	const char *resolv_conf, const char *host, address_fn *fn, void *arg)
{
	return probe(loop, resolv_conf, host, FOR_HOST, fn, arg);
}

void address_probe_cancel(struct address_probe *p)
{
	if (p)
		probe_free(p);
}
