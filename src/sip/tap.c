/* With TPTAG_LOG the library calls its own tport_log_msg() for each message
 * sent and received, which prints it in pieces.  The symbol is exported and
 * called by name, so that ours takes its place: the message comes whole, with
 * its transport.  A newer library may have a callback for it. */
#include "sip/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sofia-sip/msg_addr.h>
#include <sofia-sip/tport.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "sip/agent.h"
#include "sip/connection.h"
#include "sip/large.h"
#include "sip/mask.h"
#include "sip/stack.h"
#include "sip/tls_link.h"
#include "sip/trace.h"

#define PIECES 80
#define CALL_ID_MAX 1024

static struct list uas = { &uas, &uas };

void tap_add(struct ua *ua)
{
	list_append(&uas, &ua->tapped);
}

void tap_remove(struct ua *ua)
{
	list_remove(&ua->tapped);
}

static struct list hidden = { &hidden, &hidden };

void tap_hide(struct tap_hidden *h, const char *call_id)
{
	if (h->call_id)
		return;
	h->call_id = call_id;
	list_append(&hidden, &h->link);
}

void tap_show(struct tap_hidden *h)
{
	if (h->call_id)
		list_remove(&h->link);
	h->call_id = NULL;
}

struct ua *tap_ua(const tport_t *tport)
{
	list_each(struct ua, ua, &uas, tapped)
		if (agent_owns(ua, tport))
			return ua;
	return NULL;
}

void tap_forget_agent(const struct nta_agent_s *agent)
{
	list_each(struct ua, ua, &uas, tapped)
		if (ua->agent == agent)
			ua->agent = NULL;
}

static char *whole_text(msg_t *msg, size_t *n)
{
	msg_iovec_t pieces[PIECES];
	isize_t used = msg_iovec(msg, pieces, PIECES);
	char *text, *to;

	*n = 0;
	used = used > PIECES ? PIECES : used;
	for (isize_t i = 0; i < used; i++)
		*n += pieces[i].mv_len;
	to = text = mem_new(*n + 1);
	for (isize_t i = 0; i < used; i++) {
		memcpy(to, pieces[i].mv_base, pieces[i].mv_len);
		to += pieces[i].mv_len;
	}
	return text;
}

/* "192.0.2.1:5060", "[2001:db8::1]:5060" */
static void peer_text(msg_t *msg, char text[TAP_PEER])
{
	su_sockaddr_t *a = msg_addr(msg);
	char ip[ADDRESS_TEXT] = "";

	su_inet_ntop(a->su_family, SU_ADDR(a), ip, sizeof ip);
	snprintf(text, TAP_PEER, strchr(ip, ':') ? "[%s]:%d" : "%s:%d", ip,
		ntohs(a->su_port));
}

/* Of a message as it stands on the wire: the stack may not have read it. */
static bool find_call_id(const char *text, char call_id[CALL_ID_MAX])
{
	for (const char *s = strchr(text, '\n'); s; s = strchr(s, '\n')) {
		size_t name = 0, n;

		s++;
		if (!strncasecmp(s, "Call-ID", 7))
			name = 7;
		else if (*s == 'i' || *s == 'I')
			name = 1;
		if (*s == '\r' || *s == '\n')
			return false;
		if (!name)
			continue;
		s += name;
		s += strspn(s, " \t");
		if (*s != ':')
			continue;
		s += 1 + strspn(s + 1, " \t\r\n");
		n = strcspn(s, " \t\r\n");
		if (!n || n >= CALL_ID_MAX)
			return false;
		memcpy(call_id, s, n);
		call_id[n] = '\0';
		return true;
	}
	return false;
}

static bool is_hidden(const char *text)
{
	char call_id[CALL_ID_MAX];

	if (hidden.next == &hidden || strncmp(text, "INFO ", 5) != 0 ||
	    !find_call_id(text, call_id))
		return false;
	list_each(struct tap_hidden, h, &hidden, link)
		if (!strcmp(h->call_id, call_id))
			return true;
	return false;
}

static void hide_body(char *text, size_t *n)
{
	static const char left_out[] = "(left out)";
	char *body = strstr(text, "\r\n\r\n");
	size_t room;

	if (!body)
		return;
	body += 4;
	room = *n - (size_t)(body - text);
	memset(body, '.', room);
	if (room >= sizeof left_out - 1)
		memcpy(body, left_out, sizeof left_out - 1);
}

static void put_in_log(const struct ua_message *m)
{
	char *copy = mem_text(m->text), *rest = copy, *line;

	log_debug("sip", "%s %zu bytes %s %s/%s", m->sent ? "sent" : "received",
		m->n, m->sent ? "to" : "from", m->transport, m->peer);
	while ((line = strsep(&rest, "\n"))) {
		line[strcspn(line, "\r")] = '\0';
		text_clean_line(line);
		if (*line)
			log_debug("sip", "   %s", line);
	}
	free(copy);
}

static void tell(const struct ua *ua, const struct ua_message *seen)
{
	struct ua_message m = *seen;
	char call_id[CALL_ID_MAX];

	m.call_id = call_id;
	if (ua && ua->handlers && ua->handlers->on_message &&
	    find_call_id(m.text, call_id))
		ua->handlers->on_message(ua->arg, &m);
}

/* The library's own name and form. */
void tport_log_msg(tport_t *tport, msg_t *msg, char const *what,
	char const *via, su_time_t now);

void tport_log_msg(tport_t *tport, msg_t *msg, char const *what,
	char const *via, su_time_t now)
{
	const tp_name_t *name = tport_name(tport);
	struct ua *ua = tap_ua(tport);
	struct ua_message m = { .time = clock_wall_ms(),
		.sent = what[0] == 's' };
	char peer[TAP_PEER], transport[8], *raw, *text;
	size_t n;

	(void)via;
	(void)now;
	if (!m.sent) {
		tls_link_heard(tport);
		connection_heard(tport);
	}
	raw = whole_text(msg, &n);
	m.n = n;
	if (m.sent && name->tpn_proto)
		large_sent(ua, name->tpn_proto, raw, m.n);
	m.text = text = mask_message(raw, &m.n);
	explicit_bzero(raw, n);		/* there may be a NUL in it */
	free(raw);
	if (is_hidden(text))
		hide_body(text, &m.n);
	peer_text(msg, peer);
	snprintf(transport, sizeof transport, "%s",
		name->tpn_proto ? name->tpn_proto : "");
	m.peer = peer;
	m.transport = transport;
	if (trace_wants_messages())
		put_in_log(&m);
	tell(ua, &m);
	free((char *)m.text);
}
