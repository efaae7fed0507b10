/* account.h - the mirror of one account of the engine. */
#ifndef UI_ACCOUNT_H
#define UI_ACCOUNT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "trust.h"

enum account_state {
	ACCOUNT_OFF, ACCOUNT_DIRECT, ACCOUNT_OUT, ACCOUNT_WAITING, ACCOUNT_OK,
	ACCOUNT_FAILED, ACCOUNT_BLOCKED, ACCOUNT_UNKNOWN
};

enum forward { FORWARD_ALWAYS, FORWARD_BUSY, FORWARD_NO_ANSWER, FORWARDS };

struct account {
	int id;
	char *name, *aor, *transport;	/* owned, clean, never NULL */
	enum account_state state;
	bool from_file;			/* of offhook.conf: changed there only */
	int status;			/* of the last answer; 0 none */
	char *reason;			/* owned, clean, may be NULL */
	char *contact;			/* owned, clean; registered so, or NULL */
	int expires_in_s;		/* when it was told; -1 none */
	int64_t next_attempt;		/* wall ms; 0: none planned */
	int64_t expires;		/* wall ms; 0: not registered */
	char *way;			/* owned; "udp 192.0.2.14:40110", where
					 * it is called; NULL unknown */
	bool srtp_off, srtp_required;	/* else its calls are encrypted with
					 * those who can */
	struct trust trust;		/* in its server, by TLS */
	char *public_address;		/* owned; as seen from outside of the
					 * NAT; NULL none, or unknown */
	bool nat_is_symmetric;		/* each peer sees another one */
	bool stun_is_silent;		/* no STUN server answers */
	char *forward[FORWARDS];	/* owned, clean; NULL: not forwarded */
};

/* From an object of the protocol; NULL: it is none. */
struct account *account_read(const json_t *);
void account_free(struct account *);

/* "ok", "FAIL"; for the status bar. */
const char *account_word(const struct account *);

/* "always", "busy", "no-answer". */
const char *account_condition(enum forward);

/* "always to 2019, busy to bob", or "" where its calls ring here. */
const char *account_forwards(const struct account *, char *text, int size);

/* "203.0.113.7, symmetric NAT, no STUN server answers", or "": how it is seen
 * from outside. */
const char *account_outside(const struct account *, char *text, int size);

/* "403 Forbidden", or "" where nothing is wrong. */
const char *account_trouble(const struct account *, char *text, int size);

#endif
