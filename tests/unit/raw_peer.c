#include "raw_peer.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static long long real_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ll + t.tv_nsec / 1000000;
}

static struct sockaddr_in loopback(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

bool raw_open(struct raw_peer *p)
{
	struct sockaddr_in a = loopback(0);
	socklen_t n = sizeof a;

	memset(p, 0, sizeof *p);
	p->cseq = 1000;
	p->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (p->fd < 0 || bind(p->fd, (struct sockaddr *)&a, n) < 0 ||
	    getsockname(p->fd, (struct sockaddr *)&a, &n) < 0)
		return false;
	p->port = ntohs(a.sin_port);
	return true;
}

void raw_close(struct raw_peer *p)
{
	close(p->fd);
}

const char *raw_uri(const struct raw_peer *p, char uri[64])
{
	snprintf(uri, 64, "sip:raw@127.0.0.1:%d", p->port);
	return uri;
}

static bool receive(struct raw_peer *p)
{
	struct sockaddr_in from;
	socklen_t size = sizeof from;
	ssize_t n = recvfrom(p->fd, p->in, sizeof p->in - 1, 0,
		(struct sockaddr *)&from, &size);

	if (n <= 0)
		return false;
	p->in[n] = '\0';
	p->to_port = ntohs(from.sin_port);
	if (!strncmp(p->in, "INVITE ", 7))
		strcpy(p->invite, p->in);
	return true;
}

static bool is(const struct raw_peer *p, const char *first_line)
{
	return !strncmp(p->in, first_line, strlen(first_line));
}

bool raw_expect(struct raw_peer *p, struct loop *loop, const char *first_line)
{
	long long end = real_ms() + 5000;

	while (real_ms() < end) {
		while (receive(p))
			if (is(p, first_line))
				return true;
		loop_step(loop, 5);
	}
	return false;
}

int raw_count(
	struct raw_peer *p, struct loop *loop, const char *first_line, int ms)
{
	long long end = real_ms() + ms;
	int n = 0;

	do {
		loop_step(loop, 1);
		while (receive(p))
			n += is(p, first_line);
	} while (real_ms() < end);
	return n;
}

static const char *header_of(
	const char *message, const char *name, char value[1024])
{
	const char *line = message;

	value[0] = '\0';
	while ((line = strstr(line, "\r\n")) && strncmp(line, "\r\n\r\n", 4)) {
		line += 2;
		if (strncasecmp(line, name, strlen(name)) ||
			line[strlen(name)] != ':')
			continue;
		line += strlen(name) + 1;
		line += strspn(line, " ");
		snprintf(value, 1024, "%.*s", (int)strcspn(line, "\r"), line);
		break;
	}
	return value;
}

const char *raw_header(
	const struct raw_peer *p, const char *name, char value[1024])
{
	return header_of(p->in, name, value);
}

const char *raw_body(const struct raw_peer *p)
{
	const char *end = strstr(p->in, "\r\n\r\n");

	return end ? end + 4 : "";
}

void raw_send(struct raw_peer *p, int port, const char *text)
{
	struct sockaddr_in to = loopback(port);

	sendto(p->fd, text, strlen(text), 0, (struct sockaddr *)&to, sizeof to);
}

static const char *body_type(const char *body)
{
	return *body ? "Content-Type: application/sdp\r\n" : "";
}

static const char *tag_of(const struct raw_peer *p)
{
	return p->tag ? p->tag : "rawtag";
}

static void reply_to(struct raw_peer *p, const char *request,
	const char *status, const char *headers, const char *body)
{
	char via[1024], from[1024], to[1024], id[1024], cseq[1024], text[8192];
	bool tagged;

	header_of(request, "To", to);
	tagged = strstr(to, ";tag=") || !strncmp(status, "100", 3);
	snprintf(text, sizeof text,
		"SIP/2.0 %s\r\n%sVia: %s\r\nFrom: %s\r\nTo: %s%s%s\r\n"
		"Call-ID: %s\r\nCSeq: %s\r\nContact: <sip:raw@127.0.0.1:%d>\r\n"
		"%s%sContent-Length: %zu\r\n\r\n%s",
		status, p->bad_first ? p->bad_first : "",
		header_of(request, "Via", via),
		header_of(request, "From", from), to,
		tagged ? "" : ";tag=", tagged ? "" : tag_of(p),
		header_of(request, "Call-ID", id),
		header_of(request, "CSeq", cseq), p->port, headers,
		body_type(body), strlen(body), body);
	raw_send(p, p->to_port, text);
}

void raw_reply(struct raw_peer *p, const char *status, const char *headers,
	const char *body)
{
	reply_to(p, p->in, status, headers, body);
}

void raw_reply_invite(struct raw_peer *p, const char *status,
	const char *headers, const char *body)
{
	reply_to(p, p->invite, status, headers, body);
}

static void request(struct raw_peer *p, const char *method, const char *uri,
	const char *from, const char *to, const char *id, int cseq,
	const char *headers, const char *body)
{
	static int branch;
	char text[8192];

	snprintf(text, sizeof text,
		"%s %s SIP/2.0\r\n%s"
		"Via: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bKraw%d-%d\r\n"
		"Max-Forwards: 70\r\nFrom: %s\r\nTo: %s\r\nCall-ID: "
		"%s\r\nCSeq: %d %s\r\n"
		"Contact: <sip:raw@127.0.0.1:%d>\r\n%s%sContent-Length: "
		"%zu\r\n\r\n%s",
		method, uri, p->bad_first ? p->bad_first : "", p->port, p->port,
		branch++, from, to, id, cseq, method, p->port, headers,
		body_type(body), strlen(body), body);
	raw_send(p, p->to_port, text);
}

void raw_invite(
	struct raw_peer *p, int port, const char *headers, const char *body)
{
	char uri[64], id[64];

	snprintf(uri, sizeof uri, "sip:bob@127.0.0.1:%d", port);
	snprintf(id, sizeof id, "raw-%d-%d", p->port, p->cseq);
	p->to_port = port;
	request(p, "INVITE", uri, "<sip:raw@127.0.0.1>;tag=rawtag",
		"<sip:bob@127.0.0.1>", id, p->cseq++, headers, body);
}

/* What stands between the angle brackets. */
static const char *uri_in(const char *value, char uri[1024])
{
	const char *open = strchr(value, '<');

	snprintf(uri, 1024, "%.*s", open ? (int)strcspn(open + 1, ">") : 0,
		open ? open + 1 : "");
	return uri;
}

void raw_request_as_uas(struct raw_peer *p, const char *method,
	const char *headers, const char *body)
{
	char from[1024], to[1040], id[1024], contact[1024], uri[1024];

	header_of(p->invite, "To", to);
	if (!strstr(to, ";tag="))
		snprintf(to + strlen(to), sizeof to - strlen(to), ";tag=%s",
			tag_of(p));
	request(p, method,
		uri_in(header_of(p->invite, "Contact", contact), uri), to,
		header_of(p->invite, "From", from),
		header_of(p->invite, "Call-ID", id),
		strcmp(method, "ACK") ? p->cseq++ : p->cseq - 1, headers, body);
}

void raw_request_as_uac(struct raw_peer *p, const char *method, int cseq,
	const char *headers, const char *body)
{
	char from[1024], to[1024], id[1024], contact[1024], uri[1024];

	request(p, method, uri_in(raw_header(p, "Contact", contact), uri),
		raw_header(p, "From", from), raw_header(p, "To", to),
		raw_header(p, "Call-ID", id), cseq ? cseq : p->cseq++, headers,
		body);
}
