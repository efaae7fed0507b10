/* ice.h - between offhookd and its module offhook-ice.so, which has libnice:
 * all that both know, in C alone.
 *
 *	engine thread  --orders-->  the module's own thread, a GMainContext
 *	               <---news---
 *	media thread   <==bytes==>  an AF_UNIX pair for each component
 *
 * Nobody waits for anybody.  Orders and news are from malloc(), and whoever
 * takes one frees it (ice_order_free, ice_news_free: with its descriptors).  A
 * leg is one call's ICE; news of one that was closed may still come.
 */
#ifndef ICE_ICE_H
#define ICE_ICE_H

#include <stdbool.h>

#include "base/mailbox.h"

#define ICE_MODULE "offhook-ice.so"
#define ICE_ENTRY "offhook_ice"
#define ICE_ABI 1			/* of what stands here */

#define ICE_COMPONENTS 2		/* 0 RTP, 1 RTCP */
#define ICE_CANDIDATES 24
#define ICE_SERVERS 8
#define ICE_ADDRESSES 6			/* of ours, for host candidates */
#define ICE_ADDRESS 46			/* an IP literal */
#define ICE_FOUNDATION 33
#define ICE_WORD 257			/* ufrag, pwd */
#define ICE_TEXT 256
#define ICE_PATH 1024

enum ice_type { ICE_HOST, ICE_SRFLX, ICE_PRFLX, ICE_RELAY };

struct ice_place {
	char address[ICE_ADDRESS];	/* "": none */
	int port;
};

struct ice_candidate {
	char foundation[ICE_FOUNDATION];
	int component;			/* 1 RTP, 2 RTCP */
	unsigned priority;
	enum ice_type type;
	struct ice_place place, base;
};

/* How one end is known to the checks (RFC 8445 5.3). */
struct ice_names {
	char ufrag[ICE_WORD], pwd[ICE_WORD];
};

struct ice_server {
	enum ice_way { ICE_STUN, ICE_TURN_UDP, ICE_TURN_TCP,
		ICE_TURN_TLS } way;
	struct ice_place place;
	char host[ICE_TEXT];		/* as it was written: to be certified */
	char user[ICE_TEXT], password[ICE_TEXT];
};

/* How a TURN server's certificate is believed. */
struct ice_tls {
	char ca[ICE_PATH];		/* a file; "": the system's */
	bool unverified;
};

/* --- orders --------------------------------------------------------------- */

enum ice_order_kind {
	ICE_OPEN,		/* a leg: gather */
	ICE_REMOTE,		/* theirs are known: check; or again, others
				 * are */
	ICE_CLOSE,
	ICE_QUIT,
};

/* When to stop gathering: all is there; or each component has been seen from
 * outside, and has its relay where one was asked for; or that long. */
enum ice_wait { ICE_WAIT_ALL, ICE_WAIT_SRFLX, ICE_WAIT_MS };

struct ice_open {
	struct ice_names ours;
	bool controlling;
	int components;			/* 1, 2 */
	int pipes[ICE_COMPONENTS];	/* its ends of the pairs */
	char addresses[ICE_ADDRESSES][ICE_ADDRESS];	/* best first */
	int n_addresses;
	int first_port, last_port;
	int tos;
	enum ice_wait wait;
	int wait_ms;			/* of ICE_WAIT_MS */
	struct ice_server servers[ICE_SERVERS];
	int n_servers;
	struct ice_tls tls;
};

struct ice_remote {
	struct ice_names ours;		/* others than before: a restart */
	struct ice_names theirs;
	bool controlling;
	struct ice_candidate candidates[ICE_CANDIDATES];
	int n;
};

struct ice_order {
	struct mail mail;
	enum ice_order_kind kind;
	int leg;			/* the engine's number */
	union {
		struct ice_open open;
		struct ice_remote remote;
	};
};

/* --- news ----------------------------------------------------------------- */

enum ice_news_kind {
	ICE_READY,		/* the module is there; of no leg */
	ICE_MISSING,		/* it is not, and why; of no leg */
	ICE_GATHERED,
	ICE_STATE,
	ICE_PROBLEM,		/* with a server, in words */
};

enum ice_state { ICE_CHECKING, ICE_CONNECTED, ICE_FAILED };

struct ice_gathered {
	struct ice_candidate candidates[ICE_CANDIDATES];
	int n;
	/* Sockets of our own first address, which serve without ICE too; -1:
	 * none. */
	int sockets[ICE_COMPONENTS];
};

struct ice_pair {
	struct ice_candidate local, remote;	/* port 0: none */
};

struct ice_news {
	struct mail mail;
	enum ice_news_kind kind;
	int leg;
	char text[ICE_TEXT];
	union {
		struct ice_gathered gathered;
		struct {
			enum ice_state state;
			struct ice_pair pairs[ICE_COMPONENTS];
		} state;
	};
};

/* ICE_ENTRY: runs until ICE_QUIT, on a thread of its own. */
typedef void ice_entry(struct mailbox *orders, struct mailbox *news);
/* ICE_ABI of the module, by the name of ICE_ENTRY "_abi". */
extern const int offhook_ice_abi;
void offhook_ice(struct mailbox *orders, struct mailbox *news);

/* order.c; secrets are wiped. */
void ice_order_free(struct ice_order *);
void ice_news_free(struct ice_news *);

#endif
