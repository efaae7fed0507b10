#include "store/config_sound.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "protocol/paths.h"
#include "store/config_check.h"
#include "store/config_value.h"
#include "store/texts.h"

static void take_record(struct config *c, const struct section *media)
{
	struct record_config *r = &c->record;

	r->dir = section_path(media, "record_dir");
	r->name = mem_text(section_text(media, "record_name"));
	r->flac = section_word(media, "record_format") == 1;
	r->automatic = section_switch(media, "record_auto");
	r->beep = section_number(media, "record_beep");
}

static void take_media(struct config *c, const struct section *media)
{
	value_read_ports(section_text(media, "rtp_ports"), &c->rtp_first,
		&c->rtp_last);
	c->ptime = section_number(media, "ptime");
	c->silence_suppression = section_switch(media, "silence_suppression");
	c->opus_bitrate = 1000 * section_number(media, "opus_bitrate");
	c->opus_complexity = section_number(media, "opus_complexity");
	c->opus_fec = section_switch(media, "opus_fec");
	c->opus_cbr = section_switch(media, "opus_cbr");
	c->rtp_timeout = section_number(media, "rtp_timeout");
	c->latency = mem_text(section_text(media, "latency"));
	c->mix = section_word(media, "mix");
	c->bitrate = section_word(media, "bitrate");
	c->uplink_kbps = section_number(media, "uplink_kbps");
	c->dscp_sip = section_number(media, "dscp_sip");
	c->dscp_rtp = section_number(media, "dscp_rtp");
	c->hold_music = section_path(media, "hold_music");
	take_record(c, media);
}

/* RTP takes even ports, RTCP the one above (RFC 3550 11). */
static int pairs_in(int first, int last)
{
	first += first % 2;
	return first > last ? 0 : (last - first + 1) / 2;
}

void config_sound_check_ports(const struct config *c,
	const struct settings *settings, struct problems *p)
{
	int pairs = pairs_in(c->rtp_first, c->rtp_last);
	struct section top, media;
	int line;

	if (pairs >= c->max_calls)
		return;
	settings_section(settings, "", &top);
	settings_section(settings, "media", &media);
	line = section_line(&media, "rtp_ports");
	problem(p, line ? line : section_line(&top, "max_calls"),
		"media: rtp_ports = \"%d-%d\" holds %d pairs of ports, and "
		"max_calls = %d needs %d: expected a range of at least %d "
		"ports from an even one on", c->rtp_first, c->rtp_last, pairs,
		c->max_calls, c->max_calls, 2 * c->max_calls);
}

/* "wav:~/hello.wav": the home stands behind the kind. */
static char *device_of(const char *value)
{
	char *path, *device;

	if (strncmp(value, "wav:", 4))
		return mem_text(value);
	path = paths_expand(value + 4);
	device = mem_format("wav:%s", path);
	free(path);
	return device;
}

static void take_devices(const struct section *audio, const char *key,
	struct texts *to)
{
	struct texts all = { 0 };

	section_list(audio, key, &all);
	for (int i = 0; i < all.n; i++)
		texts_take(to, device_of(all.items[i]));
	texts_clear(&all);
}

static void take_audio(struct config *c, const struct section *audio)
{
	take_devices(audio, "capture", &c->capture);
	take_devices(audio, "playback", &c->playback);
	take_devices(audio, "ring", &c->ring);
	c->period = section_number(audio, "period");
	c->processing = (struct processing_config){
		.echo_cancel = section_word(audio, "echo_cancel"),
		.noise_suppression = section_word(audio, "noise_suppression"),
		.gain_control = section_word(audio, "gain_control"),
	};
}

void config_sound_take(struct config *c, const struct settings *settings,
	struct problems *p)
{
	struct section media, audio;
	int before = p->n;

	settings_section(settings, "media", &media);
	settings_section(settings, "audio", &audio);
	config_check(&media, p);
	config_check(&audio, p);
	if (p->n != before)
		return;
	config_check_built(&media, p->file, &c->warnings, NULL);
	config_check_built(&audio, p->file, &c->warnings, NULL);
	take_media(c, &media);
	take_audio(c, &audio);
}
