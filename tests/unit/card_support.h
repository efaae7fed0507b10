/* card_support.h - cards made of files (tests/card/card.c) for a C test: a
 * folder with a configuration, microphones that hold a tone, loudspeakers to
 * listen to. */
#ifndef CARD_SUPPORT_H
#define CARD_SUPPORT_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char card_folder[64];

static inline const char *card_path(const char *name, const char *suffix)
{
	static char paths[4][160];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof paths[0], "%s/%s%s", card_folder, name, suffix);
	return path;
}

/* A folder, a configuration that only knows the plugin, and it is the one that
 * libasound reads. */
static inline bool cards_begin(void)
{
	const char *build = getenv("OFFHOOK_BUILD");
	char *here = realpath(build ? build : ".", NULL);
	FILE *f;

	strcpy(card_folder, "/tmp/offhook-card-XXXXXX");
	if (!mkdtemp(card_folder))
		return false;
	setenv("ALSA_CONFIG_PATH", card_path("alsa", ".conf"), 1);
	f = fopen(card_path("alsa", ".conf"), "w");
	fprintf(f, "</usr/share/alsa/alsa.conf>\n"
		"pcm_type.offhook_card { lib \"%s/tests/card/.libs/"
		"libasound_module_pcm_offhook_card.so\" }\n",
		here);
	fclose(f);
	free(here);
	return true;
}

/* Card NAME: its microphone is NAME.mic, its loudspeaker NAME.out, its reports
 * NAME.report, and it is unplugged while NAME.gone is there. */
static inline void card_add(const char *name, const char *options)
{
	FILE *f = fopen(card_path("alsa", ".conf"), "a");

	fprintf(f, "pcm.%s { type offhook_card infile \"%s\"", name,
		card_path(name, ".mic"));
	fprintf(f, " outfile \"%s\" report \"%s\"", card_path(name, ".out"),
		card_path(name, ".report"));
	fprintf(f, " gone \"%s\" %s\n hint { show on description \"Card\n%s\" "
		"} }\n", card_path(name, ".gone"), options, name);
	fclose(f);
}

static inline void card_forget(const char *name)
{
	unlink(card_path(name, ".out"));
	unlink(card_path(name, ".report"));
	unlink(card_path(name, ".gone"));
}

static inline void card_remove(const char *name)
{
	card_forget(name);
	unlink(card_path(name, ".mic"));
}

static inline void cards_end(void)
{
	unlink(card_path("alsa", ".conf"));
	rmdir(card_folder);
}

/* Second 0 of all cards that are opened from now on. */
static inline void cards_epoch(void)
{
	char text[32];
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	snprintf(text, sizeof text, "%lld%09ld", (long long)t.tv_sec,
		t.tv_nsec);
	setenv("OFFHOOK_CARD_EPOCH", text, 1);
}

/* One second of a tone of whole Hz, which the card repeats. */
static inline void card_hears(const char *name, int rate, int channels, int hz,
	double amplitude)
{
	FILE *f = fopen(card_path(name, ".mic"), "w");

	for (int i = 0; i < rate; i++) {
		double turn = 2 * M_PI * hz * i / rate;
		int16_t sample = lrint(amplitude * sin(turn));

		for (int c = 0; c < channels; c++)
			fwrite(&sample, sizeof sample, 1, f);
	}
	fclose(f);
}

/* The amplitude of hz within ms of what a channel said, ending before_ms before
 * the last sample. */
static inline double card_said(const char *name, int rate, int channels,
	int channel, int hz, int ms, int before_ms)
{
	FILE *f = fopen(card_path(name, ".out"), "r");
	long n = (long)rate * ms / 1000, frame = channels * 2L;
	long behind = n + (long)rate * before_ms / 1000;
	double re = 0, im = 0;

	if (!f)
		return -1;
	fseek(f, 0, SEEK_END);
	if (fseek(f, ftell(f) / frame * frame - behind * frame, SEEK_SET)) {
		fclose(f);
		return -1;
	}
	for (long i = 0; i < n; i++) {
		int16_t samples[16] = { 0 };

		if (fread(samples, frame, 1, f) != 1)
			break;
		re += samples[channel] * cos(2 * M_PI * hz * i / rate);
		im += samples[channel] * sin(2 * M_PI * hz * i / rate);
	}
	fclose(f);
	return 2 * hypot(re, im) / n;
}

/* The sum of a number over all reports of a card; -1: there are none. */
static inline long card_reported(const char *name, const char *field)
{
	FILE *f = fopen(card_path(name, ".report"), "r");
	char line[256], key[32];
	long sum = 0;

	if (!f)
		return -1;
	snprintf(key, sizeof key, " %s=", field);
	while (fgets(line, sizeof line, f)) {
		const char *at = strstr(line, key);

		sum += at ? atol(at + strlen(key)) : 0;
	}
	fclose(f);
	return sum;
}

#endif
