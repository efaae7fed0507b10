/* alsa_card.h - one open PCM of ALSA, as mono samples at its own rate.  Device
 * thread.  Private to audio/.
 *
 *	open --> start --> wait, position, read or write --> close
 *	           ^                     | -errno
 *	           +------- mend --------+
 *
 * Counts of frames begin at 0 with each start.  Errors are -errno, as ALSA
 * gives them.
 */
#ifndef AUDIO_ALSA_CARD_H
#define AUDIO_ALSA_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct card;

struct card_params {
	const char *pcm;		/* "default", "hw:1,0" */
	bool capture;
	int rate_hz;			/* liked best, where the card has it */
	int period_ms;			/* likewise */
	int stop_fd;			/* readable: every wait ends */
};

#define CARD_WHY 200

/* NULL: why has a clause for people. */
struct card *card_open(const struct card_params *, char why[CARD_WHY]);
void card_close(struct card *);		/* may hang with it; NULL is fine */

int card_rate_hz(const struct card *);
size_t card_period(const struct card *);	/* frames */
size_t card_buffer(const struct card *);	/* frames */

/* Playback: wake when so many frames or fewer are queued; from the next start
 * on. */
void card_set_reserve(struct card *, size_t frames);

/* Starts it, playback with so many frames of silence. */
int card_start(struct card *, size_t silence);

/* What ended a wait; 0: time. */
enum { CARD_READY = 1, CARD_WOKEN = 2, CARD_STOPPED = 4 };

/* Waits for a period of sound or of room, for wake_fd (-1: none), for the end
 * or for ms.  Bits as above, or -errno.  A card whose descriptor is ready for
 * no reason is looked at only when something can be there. */
int card_wait(struct card *, int wake_fd, int ms);

/* Waits until then, for the end or not at all; bits as above. */
int card_pause(struct card *, int64_t until_ns);

/* Frames that passed the converter until now, at *ns of clock_ns(). */
int card_position(struct card *, int64_t *ns, uint64_t *frames);
/* Read or written since start. */
uint64_t card_moved(const struct card *);

/* How many frames were taken or given, 0: none now; or -errno. */
long card_read(struct card *, int16_t *mono, size_t n);
long card_write(struct card *, const int16_t *mono, size_t n);
long card_silence(struct card *, size_t n);

/* After any -errno: 0 and it can be started again, or -errno and it is lost. */
int card_mend(struct card *, int error);

const char *card_words(int error);	/* a clause for people */

#endif
