/* alsa:PCM - a sound card.  Nothing of ALSA is touched before the first one is
 * opened or listed. */
#include "audio/alsa.h"

#include <alsa/asoundlib.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>

#include "audio/alsa_card.h"
#include "audio/driver.h"
#include "audio/pump.h"
#include "audio/threads.h"
#include "base/log.h"

#define CAPACITY_MS 500

/* libasound explains itself on standard error, where a terminal may be: its
 * words go to the log instead. */
__attribute__((format(printf, 5, 6)))
static void chatter(const char *file, int line, const char *function, int error,
	const char *format, ...)
{
	char text[512];
	va_list args;

	(void)file;
	(void)line;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	log_debug("audio", "libasound: %s: %s%s%s", function, text,
		error ? ": " : "", error ? snd_strerror(error) : "");
}

static void hush(void)
{
	snd_lib_error_set_handler(chatter);
}

void alsa_touch(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, hush);
}

static const char *refusal(const char *what)
{
	return *what ? NULL :
		"alsa: needs the name of a PCM, as in alsa:default";
}

static void run(const struct device_task *task)
{
	struct card_params p = {
		.pcm = task->what,
		.capture = task->direction == DEVICE_CAPTURE,
		.rate_hz = task->rate_hz,
		.period_ms = task->period_ms,
		.stop_fd = task->stop_fd,
	};
	char why[CARD_WHY];
	struct card *card;

	alsa_touch();
	card = card_open(&p, why);
	if (!card) {
		device_fails(task->device, "%s", why);
		return;
	}
	pump_run(task, card, threads_hurry());
	card_close(card);
}

const struct driver alsa_driver = {
	.scheme = "alsa:",
	.capture = true,
	.playback = true,
	.capacity_ms = CAPACITY_MS,
	.refusal = refusal,
	.run = run,
};
