#include "media/source.h"

#include <stdlib.h>

#define SEQUENCES (1u << 16)
#define MAX_DROPOUT 3000
#define MAX_MISORDER 100

static void start(struct source *s, uint32_t ssrc, uint16_t sequence)
{
	*s = (struct source){
		.ssrc = ssrc,
		.known = true,
		.max_sequence = sequence,
		.base_sequence = sequence,
		.bad_sequence = SEQUENCES + 1,	/* so that none equals it */
		.lost_before = source_lost_in_all(s),
	};
}

static enum source_verdict another(struct source *s, const struct rtp_packet *p)
{
	bool proven = !s->known || (s->next_known && s->next_ssrc == p->ssrc &&
		s->next_sequence == p->sequence);

	if (!proven) {
		s->next_known = true;
		s->next_ssrc = p->ssrc;
		s->next_sequence = (uint16_t)(p->sequence + 1);
		return SOURCE_REFUSED;
	}
	start(s, p->ssrc, p->sequence);
	s->received++;
	return SOURCE_NEW;
}

/* A very large jump: believed when the next packet goes on from there. */
static enum source_verdict jumped(struct source *s, uint16_t sequence)
{
	if (sequence != s->bad_sequence) {
		s->bad_sequence = (uint16_t)(sequence + 1);
		return SOURCE_REFUSED;
	}
	start(s, s->ssrc, sequence);
	s->received++;
	return SOURCE_RESTARTED;
}

enum source_verdict source_packet(struct source *s, const struct rtp_packet *p)
{
	uint16_t ahead = (uint16_t)(p->sequence - s->max_sequence);

	if (!s->known || p->ssrc != s->ssrc)
		return another(s, p);
	s->next_known = false;
	if (ahead < MAX_DROPOUT) {
		if (p->sequence < s->max_sequence)
			s->cycles += SEQUENCES;
		s->max_sequence = p->sequence;
	} else if (ahead <= SEQUENCES - MAX_MISORDER) {
		return jumped(s, p->sequence);
	}
	s->received++;
	return SOURCE_TAKEN;
}

void source_arrival(struct source *s, uint32_t timestamp, uint32_t arrival)
{
	uint32_t transit = arrival - timestamp;
	int32_t d = (int32_t)(transit - s->transit);

	if (s->in_transit)
		s->jitter_16 += (uint32_t)llabs((long long)d) -
			((s->jitter_16 + 8) >> 4);
	s->transit = transit;
	s->in_transit = true;
}

void source_gone(struct source *s, uint32_t ssrc)
{
	if (!s->known || s->ssrc != ssrc)
		return;
	s->lost_before = source_lost_in_all(s);
	s->known = false;
}

uint32_t source_highest(const struct source *s)
{
	return s->cycles + s->max_sequence;
}

static uint32_t expected(const struct source *s)
{
	return s->known ? source_highest(s) - s->base_sequence + 1 : 0;
}

int32_t source_lost(const struct source *s)
{
	int64_t lost = (int64_t)expected(s) - s->received;

	if (!s->known)
		return 0;
	return lost > 0x7fffff ? 0x7fffff : lost < -0x800000 ? -0x800000 :
		(int32_t)lost;
}

uint64_t source_lost_in_all(const struct source *s)
{
	int32_t lost = source_lost(s);

	return s->lost_before + (lost > 0 ? (uint64_t)lost : 0);
}

uint32_t source_jitter(const struct source *s)
{
	return s->jitter_16 >> 4;
}

uint8_t source_interval(struct source *s)
{
	uint32_t wanted = expected(s) - s->expected_prior;
	uint32_t got = s->received - s->received_prior;
	uint64_t lost = got < wanted ? wanted - got : 0;

	s->expected_prior = expected(s);
	s->received_prior = s->received;
	s->fraction = lost == 0 ? 0 : lost == wanted ? 255 :
		(uint8_t)((lost << 8) / wanted);
	return s->fraction;
}
