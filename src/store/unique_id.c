#include "store/unique_id.h"

#include "base/mem.h"
#include "base/random.h"

char *unique_id(void)
{
	unsigned char b[16];

	random_bytes(b, sizeof b);
	return mem_format("%02x%02x%02x%02x-%02x%02x-4%x%02x-a%x%02x-"
		"%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5],
		b[6] & 15, b[7], b[8] & 15, b[9], b[10], b[11], b[12], b[13],
		b[14], b[15]);
}
