/* dns_server.h - for tests: a name server on 127.0.0.1 that knows a few names,
 * and the resolv.conf that leads to it. */
#ifndef UNIT_DNS_SERVER_H
#define UNIT_DNS_SERVER_H

#include <stdbool.h>

struct dns_record {
	const char *name;		/* "pbx.example" */
	const char *type;		/* "A", "AAAA", "SRV" */
	const char *value;		/* "192.0.2.1"; "5070 sip1.example" */
};

struct dns_server {
	int fd, port, queries;
	bool silent;
	char conf[64];			/* path of the resolv.conf */
	const struct dns_record *records;
	int n;
};

bool dns_open(struct dns_server *, const struct dns_record *, int n);
void dns_serve(struct dns_server *);	/* what came, without waiting */
void dns_close(struct dns_server *);

#endif
