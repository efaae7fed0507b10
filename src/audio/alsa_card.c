#include "audio/alsa_card.h"

#include <alsa/asoundlib.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "audio/alsa_hardware.h"
#include "audio/sample.h"
#include "base/clock.h"
#include "base/mem.h"

#define DESCRIPTORS 16			/* of the PCM: usually one or two */
#define MENDS_MAX 20			/* without a second of sound between */
#define MENDED_AFTER_NS 1000000000
#define STILL_NS 5000000000		/* running and not moving: it hangs */
#define BUSY_TRIES 15			/* another end of ours may just be
					 * closing it */
#define BUSY_PAUSE_MS 20
#define RESUME_TRIES 50
#define RESUME_PAUSE_MS 100

struct card {
	snd_pcm_t *pcm;			/* owned */
	struct alsa_hardware hw;	/* what was agreed with it */
	bool capture;
	int stop_fd;
	size_t reserve;			/* frames */
	unsigned char *frames;		/* owned; a period of the card's own */

	uint64_t moved;			/* read or written since start */
	uint64_t position;		/* the last one, and since when */
	int64_t position_ns;
	int64_t started_ns;
	int64_t rests_until_ns;		/* its descriptor lied, or it has no clock */
	int mends;
	int64_t mended_ns;
};

/* --- open and close --------------------------------------------------------*/

static size_t frame_bytes(const struct card *c)
{
	return sample_bytes(c->hw.format) * c->hw.channels;
}

static bool stopped(int stop_fd, int ms)
{
	struct pollfd p = { .fd = stop_fd, .events = POLLIN };

	return poll(&p, 1, ms) > 0;
}

static int open_pcm(snd_pcm_t **pcm, const struct card_params *p)
{
	snd_pcm_stream_t way = p->capture ? SND_PCM_STREAM_CAPTURE
		: SND_PCM_STREAM_PLAYBACK;
	int error = -EBUSY;

	for (int i = 0; i < BUSY_TRIES && error == -EBUSY; i++) {
		if (i > 0 && stopped(p->stop_fd, BUSY_PAUSE_MS))
			break;
		error = snd_pcm_open(pcm, p->pcm, way, SND_PCM_NONBLOCK);
	}
	return error;
}

struct card *card_open(const struct card_params *p, char why[CARD_WHY])
{
	struct card *c = mem_new_of(struct card);
	int error = open_pcm(&c->pcm, p);

	if (error < 0) {
		snprintf(why, CARD_WHY, "cannot open it: %s",
			card_words(error));
		free(c);
		return NULL;
	}
	c->capture = p->capture;
	c->stop_fd = p->stop_fd;
	if (!alsa_hardware_agree(&c->hw, c->pcm, p, why)) {
		card_close(c);
		return NULL;
	}
	c->reserve = c->hw.period / 2;
	c->frames = mem_new(c->hw.period * frame_bytes(c));
	return c;
}

void card_close(struct card *c)
{
	if (!c)
		return;
	snd_pcm_close(c->pcm);
	free(c->frames);
	free(c);
}

int card_rate_hz(const struct card *c)
{
	return c->hw.rate_hz;
}

size_t card_period(const struct card *c)
{
	return c->hw.period;
}

size_t card_buffer(const struct card *c)
{
	return c->hw.buffer;
}

void card_set_reserve(struct card *c, size_t frames)
{
	c->reserve = frames < c->hw.buffer ? frames : c->hw.buffer - 1;
}

/* --- start -----------------------------------------------------------------*/

static size_t avail_min(const struct card *c)
{
	return c->capture ? c->hw.period : c->hw.buffer - c->reserve;
}

int card_start(struct card *c, size_t silence)
{
	int error = alsa_hardware_wake_at(c->pcm, avail_min(c));

	if (error < 0)
		return error;
	error = snd_pcm_prepare(c->pcm);
	if (error < 0)
		return error;
	c->moved = c->position = 0;
	c->position_ns = c->started_ns = clock_ns();
	c->rests_until_ns = 0;
	while (!c->capture && silence > 0) {
		long n = card_silence(c, silence);

		if (n < 0)
			return n;
		if (n == 0)
			break;
		silence -= n;
	}
	return snd_pcm_start(c->pcm);
}

/* --- wait ------------------------------------------------------------------*/

static int error_of_state(snd_pcm_state_t state)
{
	switch (state) {
	case SND_PCM_STATE_XRUN:
		return -EPIPE;
	case SND_PCM_STATE_SUSPENDED:
		return -ESTRPIPE;
	case SND_PCM_STATE_DISCONNECTED:
		return -ENODEV;
	case SND_PCM_STATE_RUNNING:
	case SND_PCM_STATE_DRAINING:
		return 0;
	default:
		return -EBADFD;
	}
}

/* Some have no clock (ALSA's own "null"): they give and take as fast as one
 * can, which would be all that this thread ever does.  The 1/32 is more than
 * any clock is wrong by. */
static bool is_ahead_of_time(struct card *c)
{
	int64_t now = clock_ns();
	double due = (now - c->started_ns) * 1e-9 * c->hw.rate_hz;

	if (c->moved < due * 33 / 32 + 2 * c->hw.buffer)
		return false;
	c->rests_until_ns = now + c->hw.period * INT64_C(1000000000) /
		c->hw.rate_hz;
	return true;
}

/* The descriptor says ready: is it?  If not, nothing can be there before the
 * frames that are missing have passed. */
static int ready(struct card *c)
{
	int error = error_of_state(snd_pcm_state(c->pcm));
	snd_pcm_sframes_t avail, missing;

	if (error)
		return error;
	avail = snd_pcm_avail_update(c->pcm);
	if (avail < 0)
		return avail;
	missing = (snd_pcm_sframes_t)avail_min(c) - avail;
	if (missing <= 0)
		return is_ahead_of_time(c) ? 0 : CARD_READY;
	if (missing > (snd_pcm_sframes_t)c->hw.period)
		missing = c->hw.period;
	c->rests_until_ns = clock_ns() + 1000000 +
		(int64_t)missing * 1000000000 / c->hw.rate_hz;
	return 0;
}

static int pcm_events(struct card *c, struct pollfd *fds, int n)
{
	unsigned short revents = 0;

	if (snd_pcm_poll_descriptors_revents(c->pcm, fds, n, &revents) < 0)
		revents = POLLERR;
	return revents ? ready(c) : 0;
}

static bool any(const struct pollfd *fds, int n)
{
	for (int i = 0; i < n; i++)
		if (fds[i].revents)
			return true;
	return false;
}

/* How long until the card may be looked at again; 0: now. */
static int rest_ms(const struct card *c)
{
	int64_t ns = c->rests_until_ns - clock_ns();

	return ns <= 0 ? 0 : ns > 100000000 ? 100 : (ns + 999999) / 1000000;
}

int card_wait(struct card *c, int wake_fd, int ms)
{
	struct pollfd fds[2 + DESCRIPTORS] = {
		{ .fd = c->stop_fd, .events = POLLIN },
		{ .fd = wake_fd, .events = POLLIN },
	};
	int rest = rest_ms(c), n = 0, bits = 0, card;

	if (!rest)
		n = snd_pcm_poll_descriptors(c->pcm, fds + 2, DESCRIPTORS);
	if (n < 0)
		return n;
	if (poll(fds, 2 + n, rest && rest < ms ? rest : ms) < 0)
		return errno == EINTR ? 0 : -errno;
	if (fds[0].revents)
		return CARD_STOPPED;
	if (fds[1].revents)
		bits |= CARD_WOKEN;
	card = any(fds + 2, n) ? pcm_events(c, fds + 2, n) : 0;
	return card < 0 ? card : bits | card;
}

int card_pause(struct card *c, int64_t until_ns)
{
	struct pollfd stop = { .fd = c->stop_fd, .events = POLLIN };
	int64_t ns = until_ns - clock_ns();
	struct timespec t = { .tv_sec = ns / 1000000000,
		.tv_nsec = ns % 1000000000 };

	if (ns <= 0)
		return 0;
	return ppoll(&stop, 1, &t, NULL) > 0 ? CARD_STOPPED : 0;
}

/* --- position --------------------------------------------------------------*/

static int watch_movement(struct card *c, int64_t ns, uint64_t position)
{
	if (position != c->position) {
		c->position = position;
		c->position_ns = ns;
	}
	return ns - c->position_ns > STILL_NS ? -ETIMEDOUT : 0;
}

int card_position(struct card *c, int64_t *ns, uint64_t *frames)
{
	snd_pcm_sframes_t avail = snd_pcm_avail(c->pcm);

	*ns = clock_ns();
	if (avail < 0)
		return avail;
	if (c->capture) {
		*frames = c->moved + avail;
	} else {
		uint64_t queued = avail < (snd_pcm_sframes_t)c->hw.buffer
			? c->hw.buffer - avail : 0;

		*frames = c->moved > queued ? c->moved - queued : 0;
	}
	return watch_movement(c, *ns, *frames);
}

uint64_t card_moved(const struct card *c)
{
	return c->moved;
}

/* --- sound -----------------------------------------------------------------*/

/* EAGAIN is no error: nothing moves now. */
static long moved(struct card *c, snd_pcm_sframes_t n)
{
	if (n == -EAGAIN || n == -EINTR)
		return 0;
	if (n > 0)
		c->moved += n;
	return n;
}

static size_t at_most_a_period(const struct card *c, size_t n)
{
	return n < c->hw.period ? n : c->hw.period;
}

long card_read(struct card *c, int16_t *mono, size_t n)
{
	long got;

	if (is_ahead_of_time(c))
		return 0;
	got = moved(c, snd_pcm_readi(c->pcm, c->frames,
		at_most_a_period(c, n)));
	if (got > 0)
		sample_to_mono(c->hw.format, c->hw.channels, c->frames, mono,
			got);
	return got;
}

long card_write(struct card *c, const int16_t *mono, size_t n)
{
	n = at_most_a_period(c, n);
	sample_from_mono(c->hw.format, c->hw.channels, mono, c->frames, n);
	return moved(c, snd_pcm_writei(c->pcm, c->frames, n));
}

long card_silence(struct card *c, size_t n)
{
	n = at_most_a_period(c, n);
	memset(c->frames, 0, n * frame_bytes(c));
	return moved(c, snd_pcm_writei(c->pcm, c->frames, n));
}

/* --- mend ------------------------------------------------------------------*/

/* The machine slept. Its card may need a while; one that cannot resume can be
 * started anew. */
static void resume(struct card *c)
{
	for (int i = 0; i < RESUME_TRIES; i++)
		if (snd_pcm_resume(c->pcm) != -EAGAIN ||
		    stopped(c->stop_fd, RESUME_PAUSE_MS))
			return;
}

static bool mended_too_often(struct card *c)
{
	int64_t now = clock_ns();

	if (now - c->mended_ns > MENDED_AFTER_NS)
		c->mends = 0;
	c->mended_ns = now;
	return ++c->mends > MENDS_MAX;
}

int card_mend(struct card *c, int error)
{
	if (error == -ENODEV || error == -ENOENT || error == -ETIMEDOUT)
		return error;
	if (snd_pcm_state(c->pcm) == SND_PCM_STATE_DISCONNECTED)
		return -ENODEV;
	if (mended_too_often(c))
		return -EIO;
	if (error == -ESTRPIPE ||
	    snd_pcm_state(c->pcm) == SND_PCM_STATE_SUSPENDED)
		resume(c);
	snd_pcm_drop(c->pcm);
	return 0;
}

const char *card_words(int error)
{
	switch (error) {
	case -ENOENT:
		return "there is no such sound device; "
			"`offhook audio list` shows those there are";
	case -ENODEV:
	case -ENXIO:
		return "the sound card is not there";
	case -EBUSY:
		return "another program has the sound card for itself";
	case -EACCES:
	case -EPERM:
		return "no permission; sound cards are for the group \"audio\"";
	case -ETIMEDOUT:
		return "the sound card has stopped moving";
	default:
		return snd_strerror(error);
	}
}
