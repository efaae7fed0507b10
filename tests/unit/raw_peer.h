/* raw_peer.h - for tests: a SIP peer that says exactly what it is told, over
 * UDP on 127.0.0.1.  It knows no SIP beyond copying headers. */
#ifndef UNIT_RAW_PEER_H
#define UNIT_RAW_PEER_H

#include <stdbool.h>

#include "loop/loop.h"

struct raw_peer {
	int fd, port, to_port;		/* to_port: where the last came from */
	char in[8192];			/* the message that was waited for */
	char invite[8192];		/* the last INVITE received */
	int cseq;			/* of our own requests */
	const char *tag;		/* of its To; NULL: the usual one */
	const char *bad_first;		/* a header before all; NULL none */
};

bool raw_open(struct raw_peer *);
void raw_close(struct raw_peer *);
const char *raw_uri(const struct raw_peer *, char uri[64]);

/* Runs the loop until a message comes whose first line begins so; others are
 * thrown away.  false: none within 5 s. */
bool raw_expect(struct raw_peer *, struct loop *, const char *first_line);
/* How many such messages come within so many ms of stepping the loop. */
int raw_count(struct raw_peer *, struct loop *, const char *first_line, int ms);

/* A header of the last message; "" when it is not there. */
const char *raw_header(
	const struct raw_peer *, const char *name, char value[1024]);
const char *raw_body(const struct raw_peer *);

/* Answers the last request, or the last INVITE: "200 OK"; headers whole lines
 * with CRLF or "", body SDP or "". */
void raw_reply(struct raw_peer *, const char *status, const char *headers,
	const char *body);
void raw_reply_invite(struct raw_peer *, const char *status,
	const char *headers, const char *body);
/* The same bytes to a port. */
void raw_send(struct raw_peer *, int port, const char *text);

/* An INVITE to a ua, out of nowhere; extra as in raw_reply. */
void raw_invite(
	struct raw_peer *, int port, const char *headers, const char *body);
/* In the dialog of the last INVITE received (we are its UAS), or of the last
 * 1xx or 2xx received (we are its UAC). */
void raw_request_as_uas(struct raw_peer *, const char *method,
	const char *headers, const char *body);
void raw_request_as_uac(struct raw_peer *, const char *method, int cseq,
	const char *headers, const char *body);

#endif
