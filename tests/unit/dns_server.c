#include "dns_server.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

bool dns_open(struct dns_server *s, const struct dns_record *records, int n)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof a;
	int conf;

	memset(s, 0, sizeof *s);
	s->records = records;
	s->n = n;
	s->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->fd < 0 || bind(s->fd, (struct sockaddr *)&a, size) < 0 ||
	    getsockname(s->fd, (struct sockaddr *)&a, &size) < 0)
		return false;
	s->port = ntohs(a.sin_port);
	strcpy(s->conf, "/tmp/offhook-resolv-XXXXXX");
	conf = mkstemp(s->conf);
	if (conf < 0)
		return false;
	dprintf(conf, "nameserver 127.0.0.1\nport %d\n", s->port);
	close(conf);
	return true;
}

void dns_close(struct dns_server *s)
{
	unlink(s->conf);
	close(s->fd);
}

static unsigned char *put_name(unsigned char *to, const char *name)
{
	while (*name) {
		size_t n = strcspn(name, ".");

		*to++ = n;
		memcpy(to, name, n);
		to += n;
		name += n + (name[n] == '.');
	}
	*to++ = 0;
	return to;
}

static int type_number(const char *type)
{
	return !strcmp(type, "A") ? 1 : !strcmp(type, "AAAA") ? 28 : 33;
}

static unsigned char *put_value(unsigned char *to, const struct dns_record *r)
{
	int port, n = 0;

	switch (type_number(r->type)) {
	case 1:
		inet_pton(AF_INET, r->value, to);
		return to + 4;
	case 28:
		inet_pton(AF_INET6, r->value, to);
		return to + 16;
	}
	sscanf(r->value, "%d %n", &port, &n);
	memcpy(to, (unsigned char[]){ 0, 1, 0, 1, port >> 8, port }, 6);
	return put_name(to + 6, r->value + n);
}

static unsigned char *put_record(unsigned char *to, const struct dns_record *r)
{
	unsigned char *length, *end;

	memcpy(to, (unsigned char[]){ 0xc0, 12, 0, type_number(r->type), 0, 1,
		0, 0, 0, 60 }, 10);
	length = to + 10;
	end = put_value(length + 2, r);
	length[0] = (end - length - 2) >> 8;
	length[1] = (end - length - 2) & 255;
	return end;
}

/* The name in the question, and behind it its type. */
static const unsigned char *get_name(const unsigned char *from, char name[256])
{
	char *to = name;

	while (*from && to - name + *from < 254) {
		memcpy(to, from + 1, *from);
		to += *from;
		*to++ = '.';
		from += *from + 1;
	}
	to[to > name ? -1 : 0] = '\0';
	return from + 1;
}

static size_t answer(struct dns_server *s, unsigned char *message)
{
	char name[256];
	const unsigned char *type = get_name(message + 12, name);
	unsigned char *end = message + (type - message) + 4;
	bool known = false;
	int answers = 0;

	for (int i = 0; i < s->n; i++) {
		const struct dns_record *r = &s->records[i];

		if (strcasecmp(r->name, name))
			continue;
		known = true;
		if (type_number(r->type) != type[1])
			continue;
		end = put_record(end, r);
		answers++;
	}
	message[2] = 0x85;
	message[3] = known ? 0x80 : 0x83;
	message[7] = answers;
	memset(message + 8, 0, 4);
	return end - message;
}

void dns_serve(struct dns_server *s)
{
	unsigned char message[2048];
	struct sockaddr_in from;
	socklen_t size = sizeof from;

	while (recvfrom(s->fd, message, 512, 0, (struct sockaddr *)&from,
		       &size) > 12) {
		s->queries++;
		if (!s->silent)
			sendto(s->fd, message, answer(s, message), 0,
				(struct sockaddr *)&from, size);
	}
}
