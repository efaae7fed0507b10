#include "store/unique_id.h"

#include <sys/random.h>

#include "base/clock.h"
#include "base/mem.h"

char *unique_id(void)
{
	unsigned char b[16] = { 0 };

	if (getrandom(b, sizeof b, 0) < 0)
		b[0] = (unsigned char)clock_wall_ms();
	return mem_format("%02x%02x%02x%02x-%02x%02x-4%x%02x-a%x%02x-"
		"%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5],
		b[6] & 15, b[7], b[8] & 15, b[9], b[10], b[11], b[12], b[13],
		b[14], b[15]);
}
