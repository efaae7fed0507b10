/* stun_name.c - Sofia-SIP exports a function by the name of one of libnice's,
 * and never calls it; libnice's own calls would end there, since what offhookd
 * is linked with comes first.  Ours comes before both, and does what libnice
 * wants.  To be dropped with the first Sofia-SIP that keeps the name to
 * itself. */
#include "ice/stun_name.h"

#include <stdint.h>

#define STUN_HEADER 20		/* RFC 8489 5 */

/* The beginning of libnice's StunMessage, a public struct
 * (stun/stunmessage.h). */
struct stun_message {
	void *agent;
	const uint8_t *bytes;
};

uint16_t stun_message_length(const struct stun_message *);

uint16_t stun_message_length(const struct stun_message *m)
{
	return (uint16_t)((m->bytes[2] << 8 | m->bytes[3]) + STUN_HEADER);
}

void stun_name(void)
{
}
