/* transport.h - the UDP port pair of one m=audio line (RFC 3550 11).
 *
 * Bound by the engine thread (the offer needs the port), then the media
 * thread's from attach to detached.
 */
#ifndef MEDIA_TRANSPORT_H
#define MEDIA_TRANSPORT_H

struct transport;

struct transport_params {
	const char *address;		/* our IP literal */
	int first_port, last_port;	/* RTP takes the even ones */
	int dscp;			/* 0: none */
};

/* 0; -EADDRINUSE: no free pair in the range; or -errno.  Starts where the last
 * call left off, so that ports are not reused at once. */
int transport_open(struct transport **, const struct transport_params *);
void transport_close(struct transport *);	/* NULL may be given */
int transport_port(const struct transport *);	/* of RTP; RTCP is one more */

#endif
