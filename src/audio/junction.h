/* junction.h - where a device's thread and the media thread meet.
 *
 *	capture   device thread --put-->  [ ring ] --read-->  media thread
 *	playback  device thread <-take--  [ ring ] <--write-- media thread
 *
 * Mono 16-bit samples at the bus rate.  Neither side ever waits.  The media
 * side leaves the time of its last visit, so that the device side can tell a
 * level that does not jump with every tick.
 */
#ifndef AUDIO_JUNCTION_H
#define AUDIO_JUNCTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct junction;

struct junction *junction_new(int rate_hz, int capacity_ms);
void junction_free(struct junction *);

/* Media thread.  read fills what is missing with silence; false: all of it. */
bool junction_read(struct junction *, int16_t *frame, size_t n);
void junction_write(struct junction *, const int16_t *frame, size_t n);

/* Device thread: readable after each write; cleared by junction_look(). */
int junction_wake_fd(const struct junction *);

struct junction_view {
	size_t held;		/* samples in the ring */
	size_t frame;		/* samples of the last visit */
	int64_t visited_ns;	/* clock_ns() of it; 0: never */
	uint64_t starved;	/* as below */
};

/* Device thread.  false: the media thread is in the middle of a visit. */
bool junction_look(struct junction *, struct junction_view *);

/* Device thread of a capture.  false: no room, the samples are dropped. */
bool junction_put(struct junction *, const int16_t *samples, size_t n);
bool junction_put_silence(struct junction *, size_t n);
size_t junction_room(const struct junction *);
/* What is held is old: the next read throws it away. */
void junction_stale(struct junction *);

/* Device thread of a playback. */
size_t junction_take(struct junction *, int16_t *samples, size_t n);
size_t junction_skip(struct junction *, size_t n);
void junction_starve(struct junction *);	/* was empty when needed */
void junction_lose(struct junction *, size_t n);  /* taken, and no room then */

uint64_t junction_lost(const struct junction *);  /* samples without room */
/* Times when one side needed more than was there. */
uint64_t junction_starved(const struct junction *);

#endif
