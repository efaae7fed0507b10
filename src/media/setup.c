#include "media/command.h"

#include <stdlib.h>

#include "base/mem.h"
#include "media/key_tone.h"
#include "media/service.h"
#include "media/stream.h"

struct setup *setup_new(struct stream *stream, const struct stream_plan *plan)
{
	struct setup *s = mem_new_of(struct setup);

	s->parcel.kind = PARCEL_SETUP;
	s->parcel.stream = stream;
	s->plan = *plan;
	if (!plan->codec) {		/* nothing that we could send */
		s->plan.codec = codec_at(0);
		s->plan.sends = false;
	}
	if (plan->hears_tones && plan->receives)
		s->ear = key_ear_new(&stream->in.keys);
	if (plan->join != STREAM_ROOM && plan->join != STREAM_CONFERENCE)
		s->service = service_new(plan->join, plan->echo_delay_ms);
	return s;
}

void setup_free(struct setup *s)
{
	if (s) {
		service_free(s->service);
		key_ear_free(s->ear);
	}
	free(s);
}

/* Keys are a password or a card's number, as likely as not. */
void keys_free(struct keys *keys)
{
	mem_wipe_text(keys->job.keys);
	key_tone_free(keys->job.tones);
	free(keys);
}
