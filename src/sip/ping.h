/* ping.h - whether somebody answers: one OPTIONS outside a dialog.  Engine
 * thread.
 *
 * Any final answer is one, 401 or 404 too: whoever refuses is there.
 */
#ifndef SIP_PING_H
#define SIP_PING_H

#include <stdbool.h>

#include "sip/seen.h"
#include "sip/ua.h"

struct ping;

struct ping_params {
	const char *from_uri;		/* address of record */
	const char *uri;		/* who is asked; bare URI */
	const char *next_hop;		/* bare URI; NULL: as uri resolves */
	const char *const *routes;
	int n_routes;
	int limit_ms;			/* to wait for an answer */
};

/* rtt_ms: until the answer came; -1: none did.  seen: where it says we are;
 * NULL: it does not.  The ping is gone. */
typedef void ping_fn(void *arg, int rtt_ms, const struct seen *seen);

/* Sends it.  The handler runs once, from the loop. */
struct ping *ping_send(struct ua *, const struct ping_params *, ping_fn *,
	void *arg);
void ping_forget(struct ping *);		/* NULL may be given */

struct sip_event;
void ping_on_response(struct ping *, const struct sip_event *);

#endif
