/* call.c - an outgoing call from "to" to its INVITE.  Engine thread.
 *
 *	target -> (account's ua | probe -> ua that faces the peer) -> session_begin
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "engine/conference.h"
#include "engine/private.h"
#include "store/texts.h"

#define MAX_HEADERS 32

/* Those that the stack writes itself: another one would break the call. */
static bool header_is_ours(const char *name)
{
	static const char *const ours[] = { "Via", "From", "To", "Call-ID", "CSeq",
		"Contact", "Max-Forwards", "Route", "Record-Route",
		"Content-Length", "Content-Type", "Authorization",
		"Proxy-Authorization", "Require", "Supported", "Allow",
		"Expires", "Replaces", "v", "f", "t", "i", "m", "l", "c", "k" };

	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		if (!strcasecmp(name, ours[i]))
			return true;
	return false;
}

static bool header_ok(const struct engine_header *h)
{
	static const char token[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.!%*_+`'~";
	size_t n = strlen(h->name);

	if (n == 0 || n > 64 || strspn(h->name, token) != n)
		return false;
	for (const char *p = h->value; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return false;
	return strlen(h->value) <= 1024 && !header_is_ours(h->name);
}

static bool headers_ok(const struct call_params *p, struct fault *fault)
{
	if (p->n_headers > MAX_HEADERS)
		return fault_set(fault, ERROR_LIMIT, "headers",
			"at most %d headers", MAX_HEADERS);
	for (int i = 0; i < p->n_headers; i++)
		if (!header_ok(&p->headers[i]))
			return fault_set(fault, ERROR_PARAMS, "headers",
				"header \"%.60s\" cannot be given: its name is "
				"written by the phone itself, or it has "
				"characters that a header may not have",
				p->headers[i].name);
	return true;
}

static void copy_headers(struct session *s, const struct call_params *p)
{
	s->headers = mem_new(p->n_headers * sizeof *s->headers);
	s->n_headers = p->n_headers;
	for (int i = 0; i < p->n_headers; i++) {
		s->headers[i].name = mem_text(p->headers[i].name);
		s->headers[i].value = mem_text(p->headers[i].value);
	}
}

/* --- the way to the peer -----------------------------------------------------*/

static bool wants_tls(const struct session *s, const struct uri_parts *to)
{
	return !strcmp(to->scheme, "sips") || !strcmp(to->transport, "tls") ||
		(s->account && s->account->config->by_tls);
}

static void begin_direct(struct session *s, const char *local)
{
	struct endpoint *endpoint;
	struct uri_parts to;
	int transport = !uri_parse(s->target, &to) ? UA_UDP :
		wants_tls(s, &to) ? UA_TLS :
		!strcmp(to.transport, "tcp") ? UA_TCP : UA_UDP;
	int error = endpoint_direct(s->engine, local, transport, &endpoint);

	if (error < 0)
		session_end(s, "error", 503, strerror(-error));
	else
		session_begin(s, endpoint);
}

static const char *no_way_words(int error)
{
	return error == -ENOENT ? "no address is known for that name" :
		error == -ETIMEDOUT ? "the name server did not answer" :
		error == -EMFILE ? "too many files are open to ask the way" :
		"there is no way there: is the network up?";
}

/* sip:user@host with the address in place of a name that only we know. */
static char *hop_to(const char *uri, const char *address, bool tls)
{
	struct uri_parts parts;
	bool six = strchr(address, ':') != NULL;
	char port[8] = "";

	uri_parse(uri, &parts);
	if (parts.port)
		snprintf(port, sizeof port, ":%d", parts.port);
	return mem_format("sip:%s%s%s%s%s%s", six ? "[" : "", address,
		six ? "]" : "", port,
		tls || parts.transport[0] ? ";transport=" : "",
		tls ? "tls" : parts.transport);
}

static void on_probe(void *arg, const struct address_answer *r)
{
	struct session *s = arg;
	struct uri_parts to;
	bool tls;

	s->probe = NULL;
	if (r->error) {
		session_end(s, "error", 503, no_way_words(r->error));
		return;
	}
	if (r->from_hosts) {
		tls = uri_parse(s->target, &to) && wants_tls(s, &to);
		free(s->next_hop);
		s->next_hop = hop_to(s->target, r->remote, tls);
	}
	mem_set(&s->source, r->remote);
	begin_direct(s, r->local);
}

static void begin_service(struct session *s, const char *name)
{
	struct endpoint *service;
	int error = services_endpoint(s->engine, &service);

	if (error < 0) {
		session_end(s, "error", 503, strerror(-error));
		return;
	}
	free(s->target);
	s->target = mem_format("sip:%s@%s:%d", name, ua_address(service->ua),
		ua_port(service->ua));
	begin_direct(s, ua_address(service->ua));
}

static void begin_probe(struct session *s, const struct target *t)
{
	struct engine *e = s->engine;
	struct uri_parts to;
	bool tls = uri_parse(t->uri, &to) && wants_tls(s, &to);

	/* The stack goes by the URI, which need not say so. */
	if (tls)
		s->next_hop = hop_to(t->uri, to.host, true);
	s->probe = (tls ? address_probe_tls : address_probe)(e->loop,
		e->config->resolv_conf, t->host, on_probe, s);
}

/* The call is begun from the loop, so that its first event follows the answer
 * to whoever asked for it. */
void call_begin(struct session *s, const struct target *t)
{
	if (t->service) {
		begin_service(s, t->service);
	} else if (t->account && t->account->endpoint) {
		mem_set(&s->next_hop, account_call_hop(t->account));
		session_begin(s, t->account->endpoint);
	} else {
		begin_probe(s, t);
	}
}

static void name_parties(struct session *s, const struct target *t)
{
	char aor[URI_TEXT];

	s->target = mem_text(t->uri);
	s->remote_uri = text_clean(t->uri, URI_TEXT);
	if (t->service) {
		s->service = true;
		s->remote_name = mem_text(t->service);
	} else if (t->account) {
		uri_address_of_record(&t->account->aor, aor);
		s->local_uri = mem_text(aor);
		s->local_name = mem_text(t->account->config->display_name);
	}
}

static bool may_call(struct engine *e, struct fault *fault)
{
	if (e->stop >= STOP_ENDING)
		return fault_set(fault, ERROR_STATE, "",
			"the engine is stopping");
	if (e->live >= e->config->max_calls)
		return fault_set(fault, ERROR_LIMIT, "", "%d calls are up, as "
			"many as max_calls allows: end one, or raise it in "
			"offhook.conf", e->live);
	return true;
}

/* --- somebody sends us -------------------------------------------------------*/

bool call_may_follow(const struct session *from, struct target *t,
	struct fault *fault)
{
	return may_call(from->engine, fault) &&
		target_referred(from->account, from->referral.to, t, fault);
}

static void write_headers(struct session *s, const struct referral *r)
{
	struct engine_header all[3];
	struct call_params p = { .headers = all };
	char *by = mem_format("<%s>", r->by);

	all[p.n_headers++] = (struct engine_header){ "Referred-By", by };
	if (r->replaces) {
		all[p.n_headers++] = (struct engine_header){ "Replaces",
			r->replaces };
		all[p.n_headers++] = (struct engine_header){ "Require",
			"replaces" };
	}
	copy_headers(s, &p);
	free(by);
}

/* Who follows by itself takes the microphone from nobody else; and of a
 * conference the new one will be a member, as the one before was. */
void call_referred(struct session *from, const struct target *t,
	bool by_person)
{
	struct engine *e = from->engine;
	struct session *s = session_new(e, t->account, true);
	bool focus = by_person || !e->focused || e->focused == from;

	s->join = from->join;
	conference_inherit(s, from);
	s->privacy = from->privacy;
	s->referrer = from->id;
	s->referred_by = text_clean(from->referral.by, URI_TEXT);
	write_headers(s, &from->referral);
	name_parties(s, t);
	engine_tell_session(e, TOPIC_SESSION_CREATED, s);
	if (focus && s->join == STREAM_ROOM && !s->conference)
		focus_take(s);
	session_want_hold(from, true);
	session_changed(from);
	call_begin(s, t);
}

bool engine_call(struct engine *e, const struct call_params *p,
	struct session **session, struct fault *fault)
{
	struct session *s;
	struct target t;
	struct json_t *noted = NULL;

	if (!may_call(e, fault) || !headers_ok(p, fault) ||
		!engine_codecs_ok(p->codecs, fault) ||
		(p->consults && !consult_may(p->consults, fault)) ||
		!target_find(e, p, &t, fault) ||
		(p->data && !data_change(&noted, p->data, fault)))
		return false;
	s = session_new(e, t.account, true);
	s->delayed = p->no_offer;
	s->privacy = p->privacy ? *p->privacy :
		t.account && t.account->config->privacy;
	copy_headers(s, p);
	texts_copy(&s->codecs, p->codecs);
	name_parties(s, &t);
	s->data = noted;
	if (p->consults)
		consult_begin(s, p->consults);
	engine_tell_session(e, TOPIC_SESSION_CREATED, s);
	focus_take(s);
	call_begin(s, &t);
	*session = s;
	return true;
}
