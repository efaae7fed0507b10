#include "media/command.h"

#include <stdlib.h>
#include <string.h>

#include "base/clip.h"
#include "base/mem.h"
#include "base/random.h"
#include "media/codec.h"
#include "media/convert.h"
#include "media/early.h"
#include "media/key_tone.h"
#include "media/outgoing.h"
#include "media/service.h"
#include "media/stream.h"
#include "media/voice.h"

/* --- engine thread ------------------------------------------------------- */

static bool on_bus(const struct stream_plan *plan)
{
	return plan->join == STREAM_ROOM || plan->join == STREAM_CONFERENCE;
}

static unsigned rates_received(const struct stream_plan *plan)
{
	unsigned rates = 0;

	for (int i = 0; i < plan->n_receive; i++)
		rates |= convert_rate_set(codec_rate_hz(
			plan->receive[i].codec));
	return rates;
}

/* What they say becomes what the bus wants or, of an echo, what we send; what
 * the bus says becomes what we send. */
static struct convert *make_convert(const struct stream_plan *plan)
{
	unsigned sent = convert_rate_set(codec_rate_hz(plan->codec));
	unsigned bus = on_bus(plan) ? CONVERT_ALL : 0;

	return convert_new(rates_received(plan) | bus, sent | bus);
}

static void make_decoders(struct setup *s)
{
	for (int i = 0; i < s->plan.n_receive; i++)
		s->decoders[i] = decoder_new(s->plan.receive[i].codec);
}

static void make_coders(struct setup *s)
{
	int rate_hz = codec_rate_hz(s->plan.codec);

	s->encoder = encoder_new(s->plan.codec, &s->plan.params);
	s->samples = mem_new(OUTGOING_FRAMES * media_frame(rate_hz) *
		sizeof *s->samples);
	s->convert = make_convert(&s->plan);
	s->tone_convert = convert_new(CONVERT_8K, convert_rate_set(rate_hz));
	make_decoders(s);
}

struct setup *setup_new(struct stream *stream, const struct stream_plan *plan)
{
	struct setup *s = mem_new_of(struct setup);

	s->parcel.kind = PARCEL_SETUP;
	s->parcel.stream = stream;
	s->plan = *plan;
	clip_use(plan->music);
	if (!plan->codec) {		/* nothing that we could send */
		s->plan.codec = &codec_pcmu;
		s->plan.sends = false;
	}
	random_bytes(s->random, sizeof s->random);
	s->seal = cipher_to_send(&plan->send_key);
	s->unseal = cipher_to_receive(&plan->receive_key);
	s->seal_report = cipher_to_send(&plan->send_report_key);
	s->unseal_report = cipher_to_receive(&plan->receive_report_key);
	if (plan->dtls && !s->unseal)
		s->early = early_new();
	if (plan->hears_tones && plan->receives)
		s->ear = key_ear_new(&stream->in.keys);
	if (!on_bus(plan))
		s->service = service_new(plan->join, plan->echo_delay_ms,
			codec_rate_hz(s->plan.codec));
	if (plan->join == STREAM_MUSIC)
		service_clip(s->service, plan->music);
	make_coders(s);
	return s;
}

void setup_free(struct setup *s)
{
	if (!s)
		return;
	service_free(s->service);
	clip_release(s->plan.music);
	key_ear_free(s->ear);
	cipher_free(s->seal);
	cipher_free(s->unseal);
	cipher_free(s->seal_report);
	cipher_free(s->unseal_report);
	early_free(s->early);
	encoder_free(s->encoder);
	for (int i = 0; i < s->plan.n_receive; i++)
		decoder_free(s->decoders[i]);
	convert_free(s->convert);
	convert_free(s->tone_convert);
	free(s->samples);
	explicit_bzero(&s->plan, sizeof s->plan);	/* keys */
	free(s);
}

/* --- media thread -------------------------------------------------------- */

#define SWAP(type, a, b) do { type swap = (a); (a) = (b); (b) = swap; } while (0)

static bool same_params(const struct codec_params *a,
	const struct codec_params *b)
{
	return a->ptime_ms == b->ptime_ms && a->bitrate == b->bitrate &&
		a->complexity == b->complexity &&
		a->max_rate_hz == b->max_rate_hz && a->fec == b->fec &&
		a->dtx == b->dtx && a->cbr == b->cbr &&
		a->max_bitrate == b->max_bitrate;
}

static void adopt_decoder(struct setup *s, int i, struct setup *former)
{
	for (int j = 0; j < former->plan.n_receive; j++)
		if (former->decoders[j]->codec == s->decoders[i]->codec &&
		    former->plan.receive[j].payload_type ==
		    s->plan.receive[i].payload_type)
			SWAP(struct decoder *, s->decoders[i],
				former->decoders[j]);
}

void setup_adopt(struct setup *s, struct setup *former)
{
	if (s->plan.codec == former->plan.codec &&
	    same_params(&s->plan.params, &former->plan.params))
		SWAP(struct encoder *, s->encoder, former->encoder);
	if (s->plan.codec == former->plan.codec)	/* half a packet */
		SWAP(int16_t *, s->samples, former->samples);
	if (cipher_key_same(&s->plan.send_key, &former->plan.send_key))
		SWAP(struct cipher *, s->seal, former->seal);
	if (cipher_key_same(&s->plan.receive_key, &former->plan.receive_key))
		SWAP(struct cipher *, s->unseal, former->unseal);
	else
		cipher_follow(s->unseal, former->unseal);
	if (cipher_key_same(&s->plan.send_report_key,
	    &former->plan.send_report_key))
		SWAP(struct cipher *, s->seal_report, former->seal_report);
	if (cipher_key_same(&s->plan.receive_report_key,
	    &former->plan.receive_report_key))
		SWAP(struct cipher *, s->unseal_report, former->unseal_report);
	if (s->early && former->early)
		SWAP(struct early *, s->early, former->early);
	if (s->ear && former->ear)	/* a tone goes on */
		SWAP(struct key_ear *, s->ear, former->ear);
	if (convert_same(s->convert, former->convert))
		SWAP(struct convert *, s->convert, former->convert);
	if (service_same(s->service, former->service))
		SWAP(struct service *, s->service, former->service);
	for (int i = 0; i < s->plan.n_receive; i++)
		adopt_decoder(s, i, former);
}

bool setup_has_decoder(const struct setup *s, const struct decoder *d)
{
	for (int i = 0; i < s->plan.n_receive; i++)
		if (s->decoders[i] == d)
			return true;
	return false;
}

/* --- keys ---------------------------------------------------------------- */

struct voice_order *voice_order_new(const struct voice_params *p)
{
	struct voice_order *o = mem_new_of(struct voice_order);

	o->parcel.kind = PARCEL_VOICE;
	o->voice = voice_new(p);
	return o;
}

void voice_order_free(struct voice_order *o)
{
	if (o)
		voice_free(o->voice);
	free(o);
}

/* Keys are a password or a card's number, as likely as not. */
void keys_free(struct keys *keys)
{
	mem_wipe_text(keys->job.keys);
	key_tone_free(keys->job.tones);
	free(keys);
}
