/* media.h - the face of media/: hand a stream over, get it back.
 *
 *	engine thread                        media thread (one timerfd, 10 ms)
 *	media_attach(stream)   --commands-->  tick: drain sockets, mix, send
 *	handlers               <--reports---  detached, dtmf, device back
 *
 * All calls here are the engine thread's; they never wait.  A full command ring
 * keeps them in a list that media_dispatch() retries.  After media_attach() the
 * stream is the media thread's until on_detached; then stream_free.
 */
#ifndef MEDIA_MEDIA_H
#define MEDIA_MEDIA_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "media/cipher.h"
#include "media/transport.h"

#define MEDIA_TICK_MS 10
#define MEDIA_RATE_MAX 48000	/* Hz: sound has 8000, 16000 or this */
#define MEDIA_FRAME_MAX (MEDIA_RATE_MAX * MEDIA_TICK_MS / 1000)

#define MEDIA_DEVICE_HZ 48000	/* of all devices */

/* Samples of a tick. */
static inline size_t media_frame(int rate_hz)
{
	return (size_t)rate_hz * MEDIA_TICK_MS / 1000;
}

struct media;
struct stream;
struct clip;
struct extra;
struct device;
struct codec;			/* one entry of the table in media/codec.c */

/* By the name and clock of its rtpmap; NULL: we have none. */
const struct codec *codec_find(const char *name, int clock_hz, int channels);
const char *codec_name(const struct codec *);
/* The i-th codec, best first; NULL after the last. */
const struct codec *codec_at(int i);
int codec_clock_hz(const struct codec *);	/* of its RTP time stamps */
int codec_rate_hz(const struct codec *);	/* of its sound */
int codec_channels(const struct codec *);	/* as in rtpmap */
int codec_static_type(const struct codec *);	/* RFC 3551; -1: dynamic */
/* What a packet of ours can hold, in ms: that, or the next less; the codec's
 * least where that is more than was wanted. */
int codec_ptime_ms(const struct codec *, int wanted_ms);
#define CODEC_MAX_MS 120	/* the most sound one payload may hold: what is
				 * longer is refused before it is decoded */

/* How an encoder is to work. */
struct codec_params {
	int ptime_ms;			/* of a packet */
	int bitrate;			/* bit/s; 0: the codec's usual */
	int complexity;			/* 0-10 */
	int max_rate_hz;		/* that they play; 0: any */
	int max_bitrate;		/* bit/s that they want; 0: any */
	bool fec, dtx, cbr;
};

/* What changes while it works. */
struct codec_tuning {
	int bitrate;			/* bit/s; 0: as it was */
	int loss_percent;		/* that the other end reports */
	int thrift;			/* less complexity than its params say:
					 * 0-10 (load.h) */
};

/* a=fmtp: what we say (size > 0; "" nothing); what they said, into p. */
void codec_write_fmtp(const struct codec *, const struct codec_params *p,
	char *fmtp, size_t size);
void codec_read_fmtp(const struct codec *, struct codec_params *p,
	const char *fmtp);

/* What a stream is joined to. */
enum stream_join {
	STREAM_NOTHING,		/* received and counted, sends silence */
	STREAM_ROOM,		/* microphone and loudspeaker */
	STREAM_CONFERENCE,	/* hears the others of one of them */
	STREAM_ECHO,		/* hears itself, delayed by echo_delay_ms */
	STREAM_TONE,		/* hears 1 kHz at -12 dBFS */
	STREAM_MUSIC,		/* hears the plan's clip, or a melody of our
				 * own making */
};

#define MEDIA_NOISE_HZ 8000	/* RTP clock of comfort noise */
#define STREAM_TYPES 16
#define STREAM_EVENT_TYPES 2

/* Conferences without the person, each on a bus of its own; the one that he is
 * in is in the room. */
#define MEDIA_CONFERENCES 16
#define MEDIA_GAIN_MAX 20		/* dB, up and down */

/* How the others in the room or in conference hear a stream; it hears them
 * all. */
struct stream_member {
	int gain_db;
	bool muted;
};

/* Delay against losses (playout.h). */
struct stream_latency {
	int least_ms;			/* 0: as little as serves */
	bool ultra_low;
};

/* What changes while a stream goes on, without a new plan. */
struct stream_tuning {
	struct codec_tuning codec;
	int ptime_ms;			/* 0: as it was */
};

/* What an agreement means in packets.  Immutable once handed over. */
struct stream_plan {
	const struct codec *codec;	/* of what we send */
	int payload_type;
	struct codec_params params;	/* with the ptime of what we send */
	struct { int payload_type; const struct codec *codec; }
		receive[STREAM_TYPES];
	int n_receive;
	/* telephone-event; -1 none.  Its clock is the codec's, or another. */
	int event_type, event_clock_hz;
	struct { int payload_type, clock_hz; }
		receive_events[STREAM_EVENT_TYPES];
	int n_receive_events;
	/* Comfort noise (RFC 3389), at MEDIA_NOISE_HZ; -1 none. */
	int noise_type, receive_noise_type;
	bool sends, receives;		/* our direction */
	struct sockaddr_storage remote_rtp, remote_rtcp;
	/* The host whose signalling we hear; family 0: not known.  Sound from
	 * there is trusted before a stranger's (latch.h). */
	struct sockaddr_storage signalling;
	struct stream_rtcp {
		bool mux;		/* both by RTP's port */
		bool reduced;		/* RFC 5506 */
		bool receiver_time, voip_metrics;	/* RFC 3611 */
	} rtcp;
	struct cipher_key send_key, receive_key;	/* of SRTP */
	/* Keys come by DTLS: what comes of that goes to on_handshake, and as
	 * long as they are not there nothing is sent and nothing is played. */
	bool dtls;
	bool keying;			/* it is waited for: no sleep */
	/* Then RTCP by a port of its own has keys of its own (RFC 5764 3). */
	struct cipher_key send_report_key, receive_report_key;
	enum stream_join join;
	int conference;			/* from 0, of STREAM_CONFERENCE */
	struct stream_member member;
	struct stream_latency latency;
	int echo_delay_ms;		/* 0: none added */
	struct clip *music;		/* its setup uses it; NULL: a melody */
	bool hears_tones;		/* keys as sound are listened for */
};

struct stream_params {
	struct transport *transport;	/* becomes the stream's */
	const char *cname;		/* RTCP SDES */
	void *arg;			/* of the handlers */
};

/* Memory only. */
struct stream *stream_new(const struct stream_params *);
void stream_free(struct stream *);	/* not attached; NULL may be given */

/* Its ports move to another address of ours while it goes on.  0 or -errno;
 * *port: the new one.  Attached or not. */
int stream_move(struct stream *, const struct transport_params *, int *port);

/* As transport_take(). */
int stream_take_sockets(struct stream *, const int fds[2], bool paired);

/* What is < 0 is not known yet, or was not told. */
struct stream_statistics {
	uint64_t sent_packets, sent_bytes, received_packets, received_bytes;
	uint64_t lost_packets, late_packets, duplicate_packets, concealed_ms;
	uint64_t discarded_packets;		/* came, and were not heard */
	uint64_t recovered_ms, stretched_ms, squeezed_ms;	/* playout.h */
	uint64_t expected_packets, missed_packets;	/* of those that were to
						 * be played; lost or late */
	double loss_fraction;			/* of the last interval */
	double jitter_ms;			/* RFC 3550 A.8 */
	double rtt_ms;
	int jitter_buffer_ms, jitter_buffer_target_ms;
	int64_t last_received_ms;		/* clock_ms; 0 never */
	const struct codec *received_codec;	/* that comes now; NULL: none */
	int received_ptime_ms;			/* 0: not known */

	/* How it sounds, of the last ten seconds (quality.h). */
	double r_factor, mos_lq, mos_cq;
	/* Of the whole call (burst.h); 0-1. */
	double burst_density, gap_density;
	int burst_ms, gap_ms;			/* mean; 0: none */

	/* What the other end told of what it hears. */
	double remote_loss_fraction, remote_jitter_ms;
	double remote_mos_lq, remote_mos_cq;
	int remote_jitter_buffer_ms;
	int unheard_reports;			/* reporter.h */
	int64_t last_report_ms;			/* clock_ms; 0 never */

	/* Packets that were not taken, by why. */
	uint64_t stranger_packets, unknown_type_packets, garbage_packets;
	uint64_t forged_packets, replayed_packets;	/* of SRTP */
	uint64_t early_packets;			/* before there were keys */
	int unknown_type;			/* the last one */
	struct sockaddr_storage stranger;	/* likewise; family 0: none */
	bool flooded;				/* sieve.h */
};

/* The last published values; any time after stream_new, no waiting. */
void stream_statistics(const struct stream *, struct stream_statistics *);
/* dBFS of the last 100 ms, -127 silence: what we send and what is heard. */
void stream_levels(const struct stream *, int *input_dbfs, int *output_dbfs,
	bool *clipped);

enum microphone_trouble { MICROPHONE_WELL, MICROPHONE_FLAT, MICROPHONE_CLIPS,
	MICROPHONE_MUTED_TALKING, MICROPHONE_TROUBLES };

struct handshake;

struct media_handlers {
	void (*on_detached)(void *stream_arg, struct stream *);
	/* A key was pressed over there, held for duration_ms, and let go: one
	 * of 0-9 * # A-D, or F for a flash (RFC 4733 3.2: 16).  by_tone: it
	 * came as sound. */
	void (*on_dtmf)(void *stream_arg, char key, int duration_ms,
		bool by_tone);
	/* The digits of one media_dtmf are all out, or cannot be sent; NULL:
	 * nobody asks. */
	void (*on_dtmf_sent)(void *stream_arg);
	/* The media thread has let go of it. */
	void (*on_device_back)(void *arg, struct device *);
	/* Likewise: another took its place, it came to its end, or the stream
	 * was detached.  The extra's own arg says whose it is; NULL: nobody
	 * gives any. */
	void (*on_extra_back)(struct extra *);
	/* NULL: nobody asks. */
	void (*on_microphone)(void *arg, enum microphone_trouble);
	/* A datagram of DTLS came for a plan with that; NULL: nobody asks. */
	void (*on_handshake)(void *stream_arg, const struct handshake *);
	void *arg;
};

/* 0 or -errno.  Starts the thread; real time where permitted. */
int media_new(struct media **, const struct media_handlers *);
/* All streams are detached.  Joins the thread; devices it still has come back
 * by on_device_back before this returns. */
void media_free(struct media *);

/* Readable when reports wait; then media_dispatch(), which calls handlers. */
int media_event_fd(const struct media *);
void media_dispatch(struct media *);

/* Attach comes first and detach last: what is asked of a stream that is not
 * attached, or being detached, is ignored. */
void media_attach(struct media *, struct stream *, const struct stream_plan *);
void media_update(struct media *, struct stream *, const struct stream_plan *);
void media_detach(struct media *, struct stream *);

/* Mute: what the stream sends of the room becomes silence; RTP goes on. */
void media_mute(struct media *, struct stream *, bool);

/* The same for the person in the room, to all that are there: he hears them, and
 * they each other. */
void media_mute_person(struct media *, bool);

/* So many members are heard, of the room and of each conference: those that are
 * loudest (bus.h).  0: all. */
void media_loudest(struct media *, int members);

void media_tune(struct media *, struct stream *, const struct stream_tuning *);

/* One of DTLS goes out, of n <= DTLS_DATAGRAM bytes; to NULL: to whom the
 * stream sends. */
void media_handshake(struct media *, struct stream *, enum transport_half,
	const struct sockaddr_storage *to, const uint8_t *bytes, size_t n);

struct media_keys {
	const char *keys;		/* 0-9 * # A-D, and ',' waits 2 s; others
					 * are left out */
	int duration_ms, gap_ms;	/* 40-60000, 0-60000 */
	int volume;			/* -dBm0, 0-63 */
	bool by_tone;			/* as sound; else RFC 4733 events */
};

/* One after the other.  Sent also while muted; ignored where the plan does not
 * send, and events where it has no event_type. */
void media_dtmf(struct media *, struct stream *, const struct media_keys *);

/* What goes on beside the talk of a stream; recorder.h, player.h and tap.h make
 * them.  It becomes the media thread's, and the former one comes back by
 * on_extra_back; NULL: none. */
enum media_extra { MEDIA_RECORDER, MEDIA_PLAYER, MEDIA_TAP, MEDIA_EXTRAS };
void media_extra(struct media *, struct stream *, enum media_extra,
	struct extra *);

enum media_end { MEDIA_CAPTURE, MEDIA_PLAYBACK, MEDIA_RING };
/* The device becomes the media thread's; the former one comes back by
 * on_device_back.  NULL: none. */
void media_device(struct media *, enum media_end, struct device *);
void media_volume(struct media *, enum media_end, int percent);	/* 0-150 */

/* What is done to the person's voice (voice.h). */
struct voice_params {
	bool echo;			/* is taken out */
	bool headset;			/* unless none is heard */
	int noise_db;			/* by so much; 0: it stays */
	bool gain;			/* is controlled */
};
/* Begins anew, as for another microphone or loudspeaker. */
void media_voice(struct media *, const struct voice_params *);
/* What is wrong with the microphone is to be told by on_microphone. */
void media_watch(struct media *, bool);

enum tone { TONE_NONE, TONE_RINGBACK, TONE_BUSY, TONE_CONGESTION,
	TONE_CALL_WAITING, TONE_RING, TONE_BEEP,
	TONE_RING_2, TONE_RING_3, TONE_RING_4, TONE_RING_5 };
/* On MEDIA_PLAYBACK or MEDIA_RING until TONE_NONE or another; cadence included,
 * at European frequencies (425 Hz).  BUSY and CONGESTION end after 3 s, BEEP
 * after 400 ms. */
void media_tone(struct media *, enum media_end, enum tone);

/* Whether somebody needs the card now is the engine's to know: it opens and
 * hands over devices, and takes them back. */

#endif
