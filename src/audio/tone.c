/* tone:HZ - a microphone for tests: a sine, its peak at -12 dBFS. */
#include <math.h>
#include <stdlib.h>

#include "audio/driver.h"

#define LOWEST_HZ 1
#define HIGHEST_HZ 20000
#define AMPLITUDE (32768 * 0.251188643)		/* -12 dBFS, peak */

static const char *refusal(const char *what)
{
	char *end;
	long hz = strtol(what, &end, 10);

	if (end == what || *end || hz < LOWEST_HZ || hz > HIGHEST_HZ)
		return "a tone needs its frequency in Hz, as in tone:1000";
	return NULL;
}

static void read_tone(const char *what, int rate_hz, uint64_t at,
	int16_t *frame, size_t n)
{
	long hz = atol(what);

	if (2 * hz >= rate_hz)		/* above what the bus can carry */
		hz = 0;
	/* The phase comes back to itself each second: no error adds up. */
	for (size_t i = 0; i < n; i++) {
		uint64_t turn = (at + i) % rate_hz * hz % rate_hz;

		frame[i] = lrint(AMPLITUDE * sin(2 * M_PI * turn / rate_hz));
	}
}

const struct driver tone_driver = {
	.scheme = "tone:",
	.capture = true,
	.refusal = refusal,
	.read = read_tone,
};
