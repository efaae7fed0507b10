#include "sip/ua.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sofia-sip/nta_tag.h>
#include <sofia-sip/sip_extra.h>
#include <sofia-sip/sresolv.h>
#include <sofia-sip/tport_tag.h>

#include "base/log.h"
#include "base/mem.h"
#include "sip/agent.h"
#include "sip/auth.h"
#include "sip/dialog_events.h"
#include "sip/dispatch.h"
#include "sip/mend_class.h"
#include "sip/mend_closed.h"
#include "sip/mend_notify.h"
#include "sip/mend_queue.h"
#include "sip/mend_demoted.h"
#include "sip/mend_tls.h"
#include "sip/network.h"
#include "sip/stack.h"
#include "sip/tap.h"
#include "sip/tls_files.h"
#include "sip/tls_link.h"
#include "sip/trace.h"

#define SHUTDOWN_MS 2000
#define PORT_TRIES 16
#define MESSAGE_MAX 65536		/* bytes; UDP carries no more either */
/* It is meant for proxies: a queue may let a caller hear music for an hour. */
#define TIMER_C_MS (3600 * 1000)

#define SUPPORTED "replaces, norefersub, tdialog, answermode"

/* --- the port ---------------------------------------------------------------
 * NUA tells neither why it could not bind nor, before the loop has run, which
 * port the kernel chose.  So the port is tried, or chosen, by sockets of our
 * own that make way at once. */

static int open_socket(const struct ua *ua, int type, int port)
{
	struct sockaddr_storage address;
	socklen_t n = address_sockaddr(ua->address, port, &address);
	int fd, error, on = 1;

	if (!n)
		return -EINVAL;
	fd = socket(address.ss_family, type | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	/* A listener whose connections linger is no obstacle. */
	if (type == SOCK_STREAM)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)&address, n) == 0)
		return fd;
	error = -errno;
	close(fd);
	return error;
}

static int port_of(int fd)
{
	struct sockaddr_storage address;
	socklen_t n = sizeof address;

	if (getsockname(fd, (struct sockaddr *)&address, &n) < 0)
		return -errno;
	return ntohs(address.ss_family == AF_INET6 ?
		((struct sockaddr_in6 *)&address)->sin6_port :
		((struct sockaddr_in *)&address)->sin_port);
}

int ua_free_port(const struct ua *ua, int wanted)
{
	int udp = -1, tcp = -1, port = wanted;

	if (ua->transports & UA_UDP) {
		udp = open_socket(ua, SOCK_DGRAM, wanted);
		port = udp < 0 ? udp : port_of(udp);
	}
	if (port >= 0 && ua->transports & (UA_TCP | UA_TLS)) {
		tcp = open_socket(ua, SOCK_STREAM, port);
		port = tcp < 0 ? tcp : port_of(tcp);
	}
	if (udp >= 0)
		close(udp);
	if (tcp >= 0)
		close(tcp);
	return port;
}

/* --- start -----------------------------------------------------------------*/

void ua_url(const struct ua *ua, char url[UA_URL])
{
	bool ipv6 = strchr(ua->address, ':');

	snprintf(url, UA_URL, "%s:%s%s%s:%d%s",
		ua->transports == UA_TLS ? "sips" : "sip", ipv6 ? "[" : "",
		ua->address, ipv6 ? "]" : "", ua->port,
		ua->transports == UA_UDP ? ";transport=udp" :
		ua->transports == UA_TCP ? ";transport=tcp" : "");
}

static int start_stack(struct ua *ua, const struct ua_params *p)
{
	char url[UA_URL];

	ua_url(ua, url);
	errno = 0;
	ua->nua = nua_create(loop_root(ua->loop), dispatch, ua,
		NUTAG_URL(url),
		NUTAG_MEDIA_ENABLE(0), NUTAG_AUTOACK(0), NUTAG_AUTOANSWER(0),
		NUTAG_AUTOALERT(0), NUTAG_AUTO302(0), NUTAG_AUTO305(0),
		/* Whoever waits shall know that he waits, and why. */
		NUTAG_MAX_RETRY_AFTER(0),
		/* Its own refresh comes later than ours, and only if that
		 * could not be sent: see session_timer.c. */
		NUTAG_SESSION_TIMER(p->session_timer_s),
		NUTAG_MIN_SE(p->session_timer_s ? p->min_se_s : 0),
		NUTAG_UPDATE_REFRESH(1),
		NUTAG_OUTBOUND("no-natify no-validate no-options-keepalive"),
		NUTAG_KEEPALIVE(0),
		/* Where are we seen: by UDP it asks without being told to. */
		NTATAG_TCP_RPORT(1), NTATAG_TLS_RPORT(1),
		NUTAG_APPL_METHOD("INVITE, UPDATE, INFO, MESSAGE, OPTIONS, "
			"PRACK, REFER"),
		SIPTAG_ALLOW_STR(ALLOWED_IN_DIALOG),
		SIPTAG_SUPPORTED_STR(SUPPORTED),
		TAG_IF(p->session_timer_s, NUTAG_SUPPORTED("timer")),
		TAG_IF(ua->rel100 != REL100_NO, NUTAG_SUPPORTED("100rel")),
		SIPTAG_USER_AGENT_STR(p->user_agent),
		TAG_IF(ua->user, NUTAG_M_USERNAME(ua->user)),
		NTATAG_SIP_T1X64(p->t1x64_ms), NTATAG_TIMER_C(TIMER_C_MS),
		NTATAG_MAXSIZE(MESSAGE_MAX),
		TAG_IF(p->resolv_conf, SRESTAG_RESOLV_CONF(p->resolv_conf)),
		TPTAG_LOG(1), TPTAG_TOS(p->dscp << 2),
		TPTAG_CERTIFICATE(NO_CERTIFICATES),
		TAG_END());
	ua->agent = ua->nua ? agent_last_made() : NULL;
	return ua->nua ? 0 : errno ? -errno : -EADDRINUSE;
}

static int bind_and_start(struct ua *ua, const struct ua_params *p)
{
	int tries = p->port ? 1 : PORT_TRIES, error = -EADDRINUSE;

	while (tries-- && (error == -EADDRINUSE)) {
		error = ua_free_port(ua, p->port);
		if (error < 0)
			continue;
		ua->port = error;
		error = start_stack(ua, p);
	}
	return error;
}

/* P-Asserted-Identity, Remote-Party-ID, Alert-Info ...: the library reads them
 * only when asked before the first nua_t. */
static void read_all_headers(void)
{
	static bool done;

	if (!done)
		sip_update_default_mclass(sip_extend_mclass(NULL));
	done = true;
}

static void free_texts(struct ua *ua)
{
	free(ua->user);
	free(ua->tls_problem);
	tls_policy_clear(&ua->tls);
}

int ua_new(struct ua **slot, const struct ua_params *p)
{
	struct ua *ua = mem_new_of(struct ua);
	int error;

	trace_init();
	auth_init();
	demoted_after(p->t1x64_ms);
	read_all_headers();
	mend_class();
	mend_closed();
	mend_queue();
	mend_notify();
	mend_tls();
	*ua = (struct ua){ .loop = p->loop, .transports = p->transports,
		.t1x64_ms = p->t1x64_ms, .dscp = p->dscp,
		.session_timer_s = p->session_timer_s,
		.min_se_s = p->min_se_s, .user = mem_text(p->user),
		.handlers = p->handlers, .arg = p->arg,
		.rel100 = p->rel100, .sips = p->sips };
	if (p->tls)
		tls_policy_copy(&ua->tls, p->tls);
	snprintf(ua->address, sizeof ua->address, "%s", p->address);
	list_init(&ua->owners);
	error = bind_and_start(ua, p);
	if (error < 0) {
		free_texts(ua);
		free(ua);
		return error;
	}
	tap_add(ua);
	*slot = ua;
	return 0;
}

/* --- the end ----------------------------------------------------------------
 *
 *	ua_shutdown -> nua_r_shutdown >= 200 -> on_down, gone
 *	          \--> 2 s --> on_down ... nua_r_shutdown >= 200 --> gone
 *
 * NUA aborts when it is destroyed before it has finished, and with a silent
 * peer that takes it half a minute: then it goes on without an owner. */

static void tell_down(struct ua *ua)
{
	const struct ua_handlers *handlers = ua->handlers;

	ua->handlers = NULL;
	if (handlers)
		handlers->on_down(ua->arg);
}

static void on_timer(void *arg)
{
	struct ua *ua = arg;

	tell_down(ua);
	if (!ua->down)
		return;
	nua_destroy(ua->nua);
	tap_remove(ua);
	loop_timer_free(ua->timer);
	ua_take_grant(ua, NULL);
	free_texts(ua);
	free(ua);
}

void ua_on_shutdown(struct ua *ua, int status)
{
	if (status < 200)
		return;
	ua->down = true;
	loop_timer_set(ua->timer, 0);	/* not from inside NUA's callback */
}

void ua_shutdown(struct ua *ua)
{
	if (ua->timer)
		return;
	list_each(struct handle_owner, owner, &ua->owners, link)
		if (owner->kind == OWNER_REFERRED)
			referred_free(owner);
		else
			owner_leave(owner);
	ua->timer = loop_timer_new(ua->loop, on_timer, ua, "ua shutdown");
	loop_timer_set(ua->timer, SHUTDOWN_MS);
	nua_shutdown(ua->nua);
}

/* --- what others ask -------------------------------------------------------*/

const char *ua_address(const struct ua *ua)
{
	return ua->address;
}

int ua_port(const struct ua *ua)
{
	return ua->port;
}

bool ua_tls_is_renewed(const struct ua *ua)
{
	return ua->tls_stamp && tls_files_stamp(&ua->tls) != ua->tls_stamp;
}

void ua_believe(struct ua *ua, const struct tls_policy *policy)
{
	struct tls_policy former = ua->tls;

	if (tls_policy_same(&former, policy) && !ua_tls_is_renewed(ua))
		return;
	tls_policy_copy(&ua->tls, policy);
	tls_policy_clear(&former);
	tls_links_distrust(ua);
}

int uri_by(const char *uri)
{
	struct uri_parts parts;

	if (!uri_parse(uri, &parts))
		return 0;
	return (!strcmp(parts.transport, "tcp") ? BY_TCP : 0) |
		(!strcmp(parts.scheme, "sips") ? BY_SIPS : 0);
}

void owner_init(struct handle_owner *owner, enum owner_kind kind, struct ua *ua)
{
	owner->kind = kind;
	owner->ua = ua;
	owner->handle = NULL;
	list_append(&ua->owners, &owner->link);
}

void owner_drop_handle(struct handle_owner *owner)
{
	if (owner->handle)
		nua_handle_destroy(owner->handle);
	owner->handle = NULL;
}

void owner_leave(struct handle_owner *owner)
{
	owner_drop_handle(owner);
	list_remove(&owner->link);
}

void owner_abandon(struct handle_owner *owner)
{
	if (owner->handle)
		nua_handle_bind(owner->handle, NULL);
	owner->handle = NULL;
	list_remove(&owner->link);
}
