#include "media/tap.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "media/convert.h"
#include "media/tone.h"

struct tap {
	struct extra extra;
	/* fixed at start */
	int to, from;			/* owned */
	int rate_hz;
	/* any thread */
	atomic_uint_fast64_t missed;	/* ticks */
	/* media thread */
	struct convert *heard_convert, *said_convert;	/* owned */
	bool deaf, dumb;		/* its end of the pipe is closed */
	size_t n;			/* bytes of the next frame it says */
	int16_t frame[MEDIA_FRAME_MAX];
};

/* --- engine thread ------------------------------------------------------- */

/* Of a single page a writer would hear only when it is empty, too late. */
static void bound_pipe(int fd, int rate_hz)
{
	int bytes = rate_hz * 2 * TAP_AHEAD_MS / 1000;
	int two = 2 * (int)sysconf(_SC_PAGESIZE);

	/* where it is refused, it is longer */
	fcntl(fd, F_SETPIPE_SZ, bytes > two ? bytes : two);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

struct tap *tap_new(int to, int from, int rate_hz, void *arg)
{
	struct tap *t = mem_new_of(struct tap);

	t->extra = (struct extra){ .parcel.kind = PARCEL_EXTRA,
		.kind = MEDIA_TAP, .arg = arg };
	t->to = to;
	t->from = from;
	t->rate_hz = rate_hz;
	atomic_init(&t->missed, 0);
	bound_pipe(to, rate_hz);
	bound_pipe(from, rate_hz);
	t->heard_convert = convert_new(CONVERT_ALL, convert_rate_set(rate_hz));
	t->said_convert = convert_new(convert_rate_set(rate_hz), CONVERT_ALL);
	return t;
}

void tap_free(struct tap *t)
{
	if (!t)
		return;
	close(t->to);
	close(t->from);
	convert_free(t->heard_convert);
	convert_free(t->said_convert);
	free(t);
}

struct extra *tap_extra(struct tap *t)
{
	return &t->extra;
}

uint64_t tap_missed_ms(const struct tap *t)
{
	return MEDIA_TICK_MS *
		atomic_load_explicit(&t->missed, memory_order_relaxed);
}

/* --- media thread -------------------------------------------------------- */

/* Programs speak little-endian, here and everywhere. */
static void swap(int16_t *frame, size_t n)
{
	for (size_t i = 0; i < n; i++)
		frame[i] = (int16_t)htole16((uint16_t)frame[i]);
}

/* A frame is less than PIPE_BUF: it is written whole, or not at all. */
void tap_heard(struct tap *t, const int16_t *frame, int rate_hz)
{
	int16_t out[MEDIA_FRAME_MAX];

	if (t->deaf)
		return;
	memcpy(out, frame, media_frame(rate_hz) * sizeof *frame);
	if (!convert_frame(t->heard_convert, rate_hz, t->rate_hz, out))
		return;
	swap(out, media_frame(t->rate_hz));
	if (write(t->to, out, media_frame(t->rate_hz) * sizeof *out) >= 0)
		return;
	if (errno == EAGAIN)
		atomic_fetch_add_explicit(&t->missed, 1, memory_order_relaxed);
	else
		t->deaf = true;
}

/* false: not yet a whole frame. */
static bool read_frame(struct tap *t)
{
	size_t size = media_frame(t->rate_hz) * sizeof *t->frame;
	ssize_t n = read(t->from, (char *)t->frame + t->n, size - t->n);

	if (n > 0)
		t->n += (size_t)n;
	else if (n == 0 || errno != EAGAIN)
		t->dumb = true;
	return t->n == size;
}

void tap_said(struct tap *t, int16_t *frame, int rate_hz)
{
	if (t->dumb || !read_frame(t))
		return;
	t->n = 0;
	swap(t->frame, media_frame(t->rate_hz));
	if (!convert_frame(t->said_convert, t->rate_hz, rate_hz, t->frame))
		return;
	for (size_t i = 0; i < media_frame(rate_hz); i++)
		frame[i] = sample_clip(frame[i] + t->frame[i]);
}
