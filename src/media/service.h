/* service.h - what answers a stream that is in no room.  Media thread.
 *
 *	heard --> nothing  --> silence
 *	      --> echo     --> what was heard, now or some time ago
 *	      --> tone     --> 1 kHz at -12 dBFS
 *	      --> music    --> a clip again and again, or a melody of our own
 */
#ifndef MEDIA_SERVICE_H
#define MEDIA_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "media/media.h"

struct service;

/* The last allocation.  delay_ms, of an echo: 0-10000.  rate_hz: of what it
 * says and hears. */
struct service *service_new(enum stream_join, int delay_ms, int rate_hz);
/* Of a music, before it is at work: the clip in place of the melody.  It
 * outlives the service; NULL: none. */
void service_clip(struct service *, const struct clip *);
void service_free(struct service *);		/* NULL may be given */

int service_rate_hz(const struct service *);
/* As far as what is heard of them goes, one may go on for the other. */
bool service_same(const struct service *, const struct service *);

/* Whether what it hears makes any difference. */
bool service_listens(const struct service *);

/* In: what is heard.  Out: what is said. */
void service_frame(struct service *, int16_t *frame);

#endif
