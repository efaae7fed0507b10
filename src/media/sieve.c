#include "media/sieve.h"

#include <linux/filter.h>
#include <netinet/in.h>
#include <string.h>

#include "media/bytes.h"

/* --- when ---------------------------------------------------------------- */

enum sieve_turn sieve_look(struct sieve *s, uint64_t refused, int64_t now_ns)
{
	uint64_t since = refused - s->refused;

	s->refused = refused;
	if (since >= (s->set ? SIEVE_FLOOD / SIEVE_SAMPLE : SIEVE_FLOOD))
		s->flood_ns = now_ns;
	else if (s->set && now_ns - s->flood_ns >=
		 SIEVE_CALM_MS * INT64_C(1000000)) {
		s->set = false;
		return SIEVE_OFF;
	}
	if (s->set || s->flood_ns != now_ns)
		return SIEVE_STAYS;
	s->set = true;
	return SIEVE_SET;
}

/* --- how: a program for the kernel ---------------------------------------- *
 *
 * It sees the datagram from its UDP header on, and by SKF_NET_OFF the IP
 * header.  Jumps are relative: to OTHERS, the sample of them, or to PASS. */

#define UDP 8			/* bytes of header before ours */
#define V4_SOURCE 12
#define V6_SOURCE_END 20	/* the last 32 bits of it: enough */
#define RTCP_FIRST 192
#define RTCP_LAST 223
#define ALL 0xffff		/* bytes of it are let through */

enum { SOURCE, IS_SOURCE, PORT, IS_PORT, VERSION, MASK, IS_VERSION, TYPE,
	IS_RTCP, IS_RTCP_TOO, SSRC, IS_SSRC, OTHERS, SAMPLE, IS_SAMPLE, PASS,
	DROP, STEPS };

#define TO(from, to) (uint8_t)((to) - (from) - 1)
#define LOAD(size, at) { BPF_LD | size | BPF_ABS, 0, 0, at }
#define IF(from, test, value, yes, no) \
	{ BPF_JMP | test | BPF_K, TO(from, yes), TO(from, no), value }
#define KEEP(mask) { BPF_ALU | BPF_AND | BPF_K, 0, 0, mask }
#define RETURN(n) { BPF_RET | BPF_K, 0, 0, n }

static uint32_t end_of_host(const struct sockaddr_storage *a)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)a;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)a;

	return a->ss_family == AF_INET ? ntohl(v4->sin_addr.s_addr) :
		bytes_get32(v6->sin6_addr.s6_addr + 12);
}

static uint16_t port_of(const struct sockaddr_storage *a)
{
	return ntohs(a->ss_family == AF_INET ?
		((const struct sockaddr_in *)a)->sin_port :
		((const struct sockaddr_in6 *)a)->sin6_port);
}

bool sieve_set(int fd, const struct sockaddr_storage *a, uint32_t ssrc)
{
	uint32_t source = (uint32_t)SKF_NET_OFF + (a->ss_family == AF_INET ?
		V4_SOURCE : V6_SOURCE_END);
	struct sock_filter steps[STEPS] = {
		[SOURCE] = LOAD(BPF_W, source),
		[IS_SOURCE] = IF(IS_SOURCE, BPF_JEQ, end_of_host(a), PORT,
			OTHERS),
		[PORT] = LOAD(BPF_H, 0),
		[IS_PORT] = IF(IS_PORT, BPF_JEQ, port_of(a), VERSION, OTHERS),
		[VERSION] = LOAD(BPF_B, UDP),
		[MASK] = KEEP(0xc0),
		[IS_VERSION] = IF(IS_VERSION, BPF_JEQ, 0x80, TYPE, OTHERS),
		[TYPE] = LOAD(BPF_B, UDP + 1),
		[IS_RTCP] = IF(IS_RTCP, BPF_JGE, RTCP_FIRST, IS_RTCP_TOO,
			SSRC),
		[IS_RTCP_TOO] = IF(IS_RTCP_TOO, BPF_JGT, RTCP_LAST, SSRC,
			PASS),
		[SSRC] = LOAD(BPF_W, UDP + 8),
		[IS_SSRC] = IF(IS_SSRC, BPF_JEQ, ssrc, PASS, OTHERS),
		[OTHERS] = LOAD(BPF_W, (uint32_t)SKF_AD_OFF + SKF_AD_RANDOM),
		[SAMPLE] = KEEP(SIEVE_SAMPLE - 1),
		[IS_SAMPLE] = IF(IS_SAMPLE, BPF_JEQ, 0, PASS, DROP),
		[PASS] = RETURN(ALL),
		[DROP] = RETURN(0),
	};
	struct sock_fprog program = { STEPS, steps };

	return !setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
		sizeof program);
}

void sieve_off(int fd)
{
	int none = 0;

	setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &none, sizeof none);
}
