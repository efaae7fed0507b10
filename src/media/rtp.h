/* rtp.h - the fixed header of a packet (RFC 3550 5.1).  Any thread.
 *
 *	| V P X CC | M PT | sequence | timestamp | SSRC | CSRCs | extension |
 *	| payload ...                                          | padding  n |
 */
#ifndef MEDIA_RTP_H
#define MEDIA_RTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RTP_HEADER 12		/* bytes, of what we send */
#define RTP_PACKET_MAX 1500	/* bytes, of what we take */

struct rtp_packet {
	bool marker;
	uint8_t type;
	uint16_t sequence;
	uint32_t timestamp, ssrc;
	const uint8_t *payload;	/* inside the bytes that were read */
	size_t n;		/* of the payload, without padding; may be 0 */
};

/* false: no RTP packet, or one whose lengths lie. */
bool rtp_read(struct rtp_packet *, const uint8_t *bytes, size_t n);

/* Writes the RTP_HEADER bytes that go before the payload. */
void rtp_write_header(uint8_t *bytes, const struct rtp_packet *);

#endif
