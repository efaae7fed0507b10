#include "sdp/writer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "sdp/capability.h"

#define LINE_MAX_LENGTH 512	/* of what one append() adds */

static void append(struct writer *w, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void append(struct writer *w, const char *format, ...)
{
	char piece[LINE_MAX_LENGTH];
	va_list args;
	size_t n;

	va_start(args, format);
	vsnprintf(piece, sizeof piece, format, args);
	va_end(args);
	n = strlen(piece);
	w->text = mem_grow(w->text, w->n + n + 1);
	memcpy(w->text + w->n, piece, n + 1);
	w->n += n;
}

static const char *family(const char *address)
{
	return strchr(address, ':') ? "IP6" : "IP4";
}

void writer_session(struct writer *w, const struct sdp_local *local,
	const char *bundle)
{
	const char *origin = local->origin ? local->origin : local->address;

	append(w, "v=0\r\no=- %llu %u IN %s %s\r\ns=-\r\n", local->session_id,
		local->version, family(origin), origin);
	append(w, "c=IN %s %s\r\nt=0 0\r\n", family(local->address),
		local->address);
	if (*bundle)
		append(w, "a=group:BUNDLE %s\r\n", bundle);
}

static void write_codec(struct writer *w, const struct sdp_codec *codec)
{
	append(w, "a=rtpmap:%d %s/%d", codec->payload_type, codec->name,
		codec->rate_hz);
	if (codec->channels > 1)
		append(w, "/%d", codec->channels);
	append(w, "\r\n");
	if (codec->fmtp[0])
		append(w, "a=fmtp:%d %s\r\n", codec->payload_type, codec->fmtp);
}

static void write_rtcp(struct writer *w, const struct sdp_rtcp *rtcp)
{
	if (rtcp->mux)
		append(w, "a=rtcp-mux\r\n");
	if (rtcp->reduced)
		append(w, "a=rtcp-rsize\r\n");
	if (rtcp->receiver_time || rtcp->voip_metrics)
		append(w, "a=rtcp-xr:%s%s\r\n",
			rtcp->receiver_time ? "rcvr-rtt=all" : "",
			!rtcp->voip_metrics ? "" :
			rtcp->receiver_time ? " voip-metrics" : "voip-metrics");
}

static void write_formats(struct writer *w, const struct writer_audio *audio)
{
	append(w, "m=audio %d %s", audio->port, audio->protocol);
	for (int i = 0; i < audio->n_codecs; i++)
		append(w, " %d", audio->codecs[i].payload_type);
	if (audio->noise_type >= 0)
		append(w, " %d", audio->noise_type);
	for (int i = 0; i < audio->n_events; i++)
		append(w, " %d", audio->events[i].payload_type);
	append(w, "\r\n");
}

static void write_event(struct writer *w, const struct sdp_event *event)
{
	append(w, "a=rtpmap:%d %s/%d\r\na=fmtp:%d 0-16\r\n",
		event->payload_type, SDP_EVENT, event->rate_hz,
		event->payload_type);
}

static void write_key(struct writer *w, const struct sdp_crypto *key)
{
	char text[SDP_CRYPTO_TEXT];

	crypto_write(key, text);
	append(w, "a=crypto:%s\r\n", text);
	explicit_bzero(text, sizeof text);
}

static void write_mid(struct writer *w, const char *mid)
{
	if (*mid)
		append(w, "a=mid:%s\r\n", mid);
}

static void write_dtls(struct writer *w, const struct writer_audio *audio)
{
	char text[SDP_FINGERPRINT_TEXT];

	if (!audio->fingerprint)
		return;
	fingerprint_write(audio->fingerprint, text);
	append(w, "a=fingerprint:%s\r\na=setup:%s\r\n", text,
		sdp_setup_name(audio->setup));
	if (*audio->tls_id)
		append(w, "a=tls-id:%s\r\n", audio->tls_id);
}

static void write_candidates(struct writer *w, const struct sdp_ice *ice,
	int components)
{
	char text[SDP_CANDIDATE_TEXT];

	for (int i = 0; i < ice->n; i++) {
		if (ice->candidates[i].component > components)
			continue;
		candidate_write(&ice->candidates[i], text);
		append(w, "a=candidate:%s\r\n", text);
	}
}

/* RFC 8839 5.2: where the pairs that are chosen end. */
static void write_chosen(struct writer *w, const struct sdp_ice *ice,
	int components)
{
	if (!ice->chosen[0].port)
		return;
	append(w, "a=remote-candidates:1 %s %d", ice->chosen[0].address,
		ice->chosen[0].port);
	if (components > 1 && ice->chosen[1].port)
		append(w, " 2 %s %d", ice->chosen[1].address,
			ice->chosen[1].port);
	append(w, "\r\n");
}

/* RFC 3605 */
static void write_rtcp_place(struct writer *w, const struct writer_audio *audio)
{
	const char *address = audio->rtcp_address;

	if (audio->rtcp_port && address)
		append(w, "a=rtcp:%d IN %s %s\r\n", audio->rtcp_port,
			family(address), address);
	else if (audio->rtcp_port)
		append(w, "a=rtcp:%d\r\n", audio->rtcp_port);
}

static void write_ice(struct writer *w, const struct writer_audio *audio)
{
	const struct sdp_ice *ice = audio->ice;

	write_rtcp_place(w, audio);
	if (audio->mismatch)
		append(w, "a=ice-mismatch\r\n");
	if (!ice)
		return;
	append(w, "a=ice-ufrag:%s\r\n", ice->ufrag);
	append(w, "a=ice-pwd:%s\r\na=ice-options:ice2\r\n", ice->pwd);
	write_candidates(w, ice, audio->components);
	write_chosen(w, ice, audio->components);
}

void writer_audio(struct writer *w, const struct writer_audio *audio)
{
	write_formats(w, audio);
	for (int i = 0; i < audio->n_codecs; i++)
		write_codec(w, &audio->codecs[i]);
	if (audio->noise_type >= 0)
		append(w, "a=rtpmap:%d %s/%d\r\n", audio->noise_type,
			SDP_NOISE, SDP_NOISE_RATE);
	for (int i = 0; i < audio->n_events; i++)
		write_event(w, &audio->events[i]);
	for (int i = 0; i < audio->n_keys; i++)
		write_key(w, &audio->keys[i]);
	write_dtls(w, audio);
	write_mid(w, audio->mid);
	write_ice(w, audio);
	write_rtcp(w, &audio->rtcp);
	append(w, "a=ptime:%d\r\n", audio->ptime_ms);
	if (audio->maxptime_ms)
		append(w, "a=maxptime:%d\r\n", audio->maxptime_ms);
	append(w, "a=%s\r\n", sdp_direction_name(audio->direction));
}

void writer_refused(struct writer *w, const struct description_media *m)
{
	append(w, "m=%s 0 %s %s\r\n", m->kind, m->protocol, m->format);
	write_mid(w, m->mid);
}
