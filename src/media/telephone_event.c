#include "media/telephone_event.h"

#include <string.h>

#include "media/bytes.h"
#include "media/media.h"

#define CLOCK_HZ 8000		/* of telephones */
#define SEGMENT 0xffffu			/* the longest duration of one */
#define CODES 17
/* What is older than the last key by less than this came out of order. */
#define STALE_MS 10000u

static const char keys[CODES + 1] = "0123456789*#ABCDF";

static uint32_t ticks_ms(int clock_hz)
{
	return (uint32_t)(clock_hz ? clock_hz : CLOCK_HZ) / 1000;
}

static int code_of(char key)
{
	const char *at;

	if (key >= 'a' && key <= 'd')
		key = (char)(key - 'a' + 'A');
	at = key ? memchr(keys, key, CODES - 1) : NULL;
	return at ? (int)(at - keys) : -1;
}

bool telephone_event_is_key(char key)
{
	return key == ',' || code_of(key) >= 0;
}

/* --- sending ------------------------------------------------------------- */

void key_jobs_add(struct key_job **first, struct key_job **last,
	struct key_job *job)
{
	job->next = NULL;
	job->at = 0;
	if (*last)
		(*last)->next = job;
	else
		*first = job;
	*last = job;
}

void key_sender_add(struct key_sender *s, struct key_job *job)
{
	key_jobs_add(&s->first, &s->last, job);
}

struct key_job *key_jobs_first(struct key_job *job)
{
	while (job && !job->keys[job->at])
		job = job->next;
	return job;
}

/* The next key, or the pause that a ',' is; false: there is none. */
static bool start_key(struct key_sender *s, uint32_t timestamp)
{
	struct key_job *job = key_jobs_first(s->first);
	uint32_t ms = ticks_ms(s->clock_hz);
	char key;

	if (!job)
		return false;
	key = job->keys[job->at++];
	if (key == ',') {
		s->gap = TELEPHONE_EVENT_PAUSE_MS * ms;
		s->state = KEY_GAP;
		return true;
	}
	s->code = (uint8_t)code_of(key);
	s->volume = (uint8_t)(job->volume & 0x3f);
	s->timestamp = timestamp;
	s->elapsed = 0;
	s->duration = (uint32_t)job->duration_ms * ms;
	s->gap = (uint32_t)job->gap_ms * ms;
	s->marker = true;
	s->state = KEY_PRESSED;
	return true;
}

static void write_event(struct key_sender *s, uint32_t duration, bool end,
	struct key_packet *p)
{
	p->payload[0] = s->code;
	p->payload[1] = (uint8_t)(end << 7 | s->volume);
	bytes_put16(p->payload + 2, (uint16_t)duration);
	p->timestamp = s->timestamp;
	p->marker = s->marker;
	s->marker = false;
}

/* A segment is full (2.5.1.3): it is told whole but not ended, and the event
 * goes on in one that begins where it stops. */
static void next_segment(struct key_sender *s, struct key_packet *p)
{
	write_event(s, SEGMENT, false, p);
	s->timestamp += SEGMENT;
	s->elapsed -= SEGMENT;
	s->duration -= SEGMENT;
}

static void packet_pressed(struct key_sender *s, uint32_t n,
	struct key_packet *p)
{
	s->elapsed += n;
	if (s->elapsed > s->duration)
		s->elapsed = s->duration;
	if (s->elapsed > SEGMENT) {
		next_segment(s, p);
		return;
	}
	if (s->elapsed == s->duration) {
		s->state = KEY_ENDING;
		s->left = TELEPHONE_EVENT_ENDS - 1;
	}
	write_event(s, s->elapsed, s->state == KEY_ENDING, p);
}

static void packet_ending(struct key_sender *s, uint32_t n,
	struct key_packet *p)
{
	write_event(s, s->duration, true, p);
	/* the repeated ends are part of the gap to the next key */
	s->gap = s->gap > n ? s->gap - n : 0;
	if (!--s->left)
		s->state = s->gap ? KEY_GAP : KEY_IDLE;
}

static void pass_gap(struct key_sender *s, uint32_t n)
{
	if (s->gap > n)
		s->gap -= n;
	else
		s->state = KEY_IDLE;
}

bool key_sender_packet(struct key_sender *s, uint32_t timestamp, uint32_t n,
	struct key_packet *p)
{
	if (s->state == KEY_IDLE && !start_key(s, timestamp))
		return false;
	switch (s->state) {
	case KEY_PRESSED:
		packet_pressed(s, n, p);
		return true;
	case KEY_ENDING:
		packet_ending(s, n, p);
		return true;
	default:
		pass_gap(s, n);
		return false;
	}
}

void key_sender_skip(struct key_sender *s)
{
	if (s->state == KEY_PRESSED && s->elapsed)
		s->duration = s->elapsed;
}

void key_sender_clock(struct key_sender *s, int clock_hz)
{
	if (ticks_ms(s->clock_hz) != ticks_ms(clock_hz)) {
		s->state = KEY_IDLE;
		s->gap = 0;
	}
	s->clock_hz = clock_hz;
}

void key_sender_drop(struct key_sender *s)
{
	for (struct key_job *job = s->first; job; job = job->next)
		job->at = strlen(job->keys);
	s->state = KEY_IDLE;
}

/* Done when its last key has ended; a gap after it is the next one's. */
struct key_job *key_sender_done(struct key_sender *s)
{
	struct key_job *job = s->first;
	bool busy = s->state == KEY_PRESSED || s->state == KEY_ENDING;

	if (!job || job->keys[job->at])
		return NULL;
	if (busy && (!job->next || !job->next->at))
		return NULL;
	s->first = job->next;
	if (!s->first)
		s->last = NULL;
	return job;
}

/* --- receiving ----------------------------------------------------------- */

static void put(struct key_receiver *r, struct key_heard heard)
{
	if (r->n < KEYS_WAITING)
		r->waiting[r->n++] = heard;
}

static void close_key(struct key_receiver *r)
{
	uint64_t ticks = (uint64_t)r->before + r->duration;

	r->open = false;
	r->has_closed = true;
	r->closed = r->timestamp;
	put(r, (struct key_heard){ .key = keys[r->code],
		.duration_ms = (int)(ticks / ticks_ms(r->clock_hz)) });
}

void key_receiver_put(struct key_receiver *r, char key, int duration_ms)
{
	put(r, (struct key_heard){ .key = key, .duration_ms = duration_ms,
		.by_tone = true });
}

/* A packet of something already reported, or overtaken by what was. */
static bool is_old(const struct key_receiver *r, uint32_t timestamp)
{
	uint32_t stale = STALE_MS * ticks_ms(r->clock_hz);

	if (r->has_closed && r->closed - timestamp < stale)
		return true;
	return r->open && r->timestamp != timestamp &&
		r->timestamp - timestamp < stale;
}

static void open_key(struct key_receiver *r, uint8_t code, uint32_t timestamp)
{
	bool goes_on = r->open && r->code == code &&
		timestamp - r->timestamp == SEGMENT;

	if (r->open && !goes_on)
		close_key(r);
	r->before = goes_on ? r->before + SEGMENT : 0;
	r->open = true;
	r->code = code;
	r->timestamp = timestamp;
	r->duration = 0;
}

bool key_receiver_packet(struct key_receiver *r, const uint8_t *payload,
	size_t n, uint32_t timestamp, int64_t arrival_ns)
{
	uint16_t duration;

	if (n < TELEPHONE_EVENT_SIZE)
		return false;
	if (payload[0] >= CODES || is_old(r, timestamp))
		return true;
	if (!r->open || r->timestamp != timestamp)
		open_key(r, payload[0], timestamp);
	duration = bytes_get16(payload + 2);
	if (duration > r->duration)
		r->duration = duration;
	r->heard_ns = arrival_ns;
	if (payload[1] & 0x80)
		close_key(r);
	return true;
}

void key_receiver_clock(struct key_receiver *r, int clock_hz)
{
	if (ticks_ms(r->clock_hz) != ticks_ms(clock_hz))
		key_receiver_restart(r);
	r->clock_hz = clock_hz;
}

void key_receiver_time(struct key_receiver *r, int64_t now_ns)
{
	if (r->open && now_ns - r->heard_ns >
	    TELEPHONE_EVENT_LOST_MS * INT64_C(1000000))
		close_key(r);
}

const struct key_heard *key_receiver_look(const struct key_receiver *r)
{
	return r->n ? r->waiting : NULL;
}

void key_receiver_next(struct key_receiver *r)
{
	memmove(r->waiting, r->waiting + 1, --r->n * sizeof *r->waiting);
}

void key_receiver_restart(struct key_receiver *r)
{
	if (r->open)
		close_key(r);
	r->has_closed = false;
}
