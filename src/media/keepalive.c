#include "media/keepalive.h"

#define KEEPALIVE_NS (KEEPALIVE_MS * INT64_C(1000000))

void keepalive_sent(struct keepalive *k, int64_t now_ns)
{
	k->sent_ns = now_ns;
}

bool keepalive_due(struct keepalive *k, int64_t now_ns)
{
	if (!k->sent_ns)
		k->sent_ns = now_ns;
	if (now_ns - k->sent_ns < KEEPALIVE_NS)
		return false;
	k->sent_ns = now_ns;
	return true;
}
