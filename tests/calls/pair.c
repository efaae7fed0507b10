#include "pair.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

/* Of the kernel's, who gives nobody one that is used.  Those below belong to
 * stories (tests/support/ports.py), which may not use them yet. */
#define QUIET \
	"audio { capture = {\"null\"} playback = {\"null\"} ring = {\"null\"} }\n" \
	"media { rtp_ports = \"50000-59999\" rtp_timeout = 0 }\n"
#define LISTENS "sip { listen = {\"udp:127.0.0.1:%d\"} }\n"

/* A port that was free a moment ago. */
static int free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	bind(fd, (struct sockaddr *)&a, sizeof a);
	getsockname(fd, (struct sockaddr *)&a, &n);
	close(fd);
	return ntohs(a.sin_port);
}

void pair_up_both(struct pair *t, const char *caller_config,
	const char *callee_config)
{
	char *config;

	t->loop = loop_new();
	t->port = free_port();
	config = mem_format(QUIET LISTENS "%s", t->port, callee_config);
	t->callee = phone_new(t->loop, config);
	free(config);
	config = mem_format(QUIET "%s", caller_config);
	t->caller = phone_new(t->loop, config);
	free(config);
}

void pair_up(struct pair *t, const char *callee_config)
{
	pair_up_both(t, "", callee_config);
}

void pair_down(struct pair *t)
{
	phone_free(t->caller);
	phone_free(t->callee);
	loop_free(t->loop);
}

struct session *pair_dial(struct pair *t)
{
	char *to = mem_format("sip:bob@127.0.0.1:%d", t->port);
	struct call_params p = { .to = to };
	struct fault fault = { 0 };
	struct session *s = NULL;

	engine_call(phone_engine(t->caller), &p, &s, &fault);
	free(to);
	return s;
}
