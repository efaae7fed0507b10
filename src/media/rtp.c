#include "media/rtp.h"

#include "media/bytes.h"

/* Where the payload begins; 0: beyond the end. */
static size_t header_length(const uint8_t *bytes, size_t n)
{
	size_t at = RTP_HEADER + 4u * (bytes[0] & 0x0f);

	if (!(bytes[0] & 0x10))
		return at <= n ? at : 0;
	if (at + 4 > n)
		return 0;
	at += 4 + 4u * bytes_get16(bytes + at + 2);
	return at <= n ? at : 0;
}

bool rtp_read(struct rtp_packet *p, const uint8_t *bytes, size_t n)
{
	size_t at, padding = 0;

	if (n < RTP_HEADER || n > RTP_PACKET_MAX || bytes[0] >> 6 != 2)
		return false;
	at = header_length(bytes, n);
	if (!at)
		return false;
	if (bytes[0] & 0x20) {
		padding = bytes[n - 1];
		if (!padding || padding > n - at)
			return false;
	}
	p->marker = bytes[1] >> 7;
	p->type = bytes[1] & 0x7f;
	p->sequence = bytes_get16(bytes + 2);
	p->timestamp = bytes_get32(bytes + 4);
	p->ssrc = bytes_get32(bytes + 8);
	p->payload = bytes + at;
	p->n = n - at - padding;
	return true;
}

void rtp_write_header(uint8_t *bytes, const struct rtp_packet *p)
{
	bytes[0] = 2 << 6;
	bytes[1] = (uint8_t)(p->marker << 7 | p->type);
	bytes_put16(bytes + 2, p->sequence);
	bytes_put32(bytes + 4, p->timestamp);
	bytes_put32(bytes + 8, p->ssrc);
}
