/* stream.h - one m=audio line, both ways: its media thread's side.
 *
 *	transport -> incoming -> frame -> room or service
 *	transport <- outgoing <- frame <-
 *
 * Created and freed by the engine's thread (media.h); all here is the media
 * thread's, between attach and detached.
 */
#ifndef MEDIA_STREAM_H
#define MEDIA_STREAM_H

#include "base/list.h"
#include "media/board.h"
#include "media/bus.h"
#include "media/command.h"
#include "media/extra.h"
#include "media/handshake.h"
#include "media/incoming.h"
#include "media/keepalive.h"
#include "media/key_tone.h"
#include "media/level.h"
#include "media/media.h"
#include "media/outgoing.h"
#include "media/post.h"
#include "media/quality.h"
#include "media/reporter.h"
#include "media/sieve.h"

#define STREAM_CHORE_TICKS 10	/* every so often there is more to do */
#define STREAM_SLEEP_TICKS 50	/* and for one that sleeps, anything at all */
#define STREAM_DEVICE_MS 20	/* microphone and loudspeaker, about */

struct stream_sent {
	uint64_t packets, bytes;
};

struct stream {
	/* fixed at start */
	struct transport *transport;	/* owned */
	char *cname;			/* owned */
	void *arg;
	struct board *board;		/* owned; any thread reads */

	/* engine thread */
	bool attached;			/* and not being detached */

	/* media thread */
	struct parcel parcel;		/* the way back: "detached" */
	struct list link;		/* of the desk */
	struct bus_port port;		/* in the room, in conference */
	struct setup *setup;		/* owned */
	struct post *post;		/* of the desk */
	const struct handshake_sink *handshake_sink;	/* likewise; NULL
							 * none */
	int handshakes[2];		/* that came in this tick: of strangers,
					 * of whom we expect */
	int64_t opened_ns;		/* when the way was last opened */
	int opens_ms;			/* until it is again; 0: not yet */
	struct incoming in;
	struct outgoing out;
	struct key_tones tones;
	struct codec_tuning tuning;	/* of the encoder, whichever it is */
	struct extras extras;
	struct reporter reporter;
	struct sockaddr_storage rtcp_heard;	/* family 0: none yet */
	struct quality quality;
	struct burst_figures figures;	/* as of the last whole second */
	struct keepalive keepalive;
	struct sieve sieve;
	uint64_t refused_reports;	/* no RTCP, or a stranger's */
	struct level said, heard;
	uint64_t sent_packets, sent_bytes, reported_packets;
	struct stream_sent before;	/* as another source (RFC 3550 6.4.1) */
	int64_t tick, tick_ns;		/* the last one; its time */
	bool muted;
};

/* What the engine's thread may see of it at any time. */
struct stream_board {
	struct stream_statistics statistics;
	int said_dbfs, heard_dbfs;
	bool clipped;
};

bool stream_on_bus(const struct stream *);

/* On hold, with nothing to hear and nothing to say: no RTP is sent, and its
 * socket is looked at with the chores. */
bool stream_sleeps(const struct stream *);

/* The plan that was followed before, or NULL. */
struct setup *stream_plan(struct stream *, struct setup *);

/* Its encoder thinks less (load.h), in this plan and the next. */
void stream_save(struct stream *, int thrift);
void stream_tune(struct stream *, const struct stream_tuning *);

/* At the start of a tick: what waits at the socket, if the tick needs it. */
void stream_receive(struct stream *, struct batch *, int64_t tick,
	int64_t now_ns);
/* One frame to and from its service; on a bus the bus does it. */
void stream_serve(struct stream *);

/* Every STREAM_CHORE_TICKS: RTCP, late keys, what the board shows. */
void stream_chores(struct stream *, struct batch *, int64_t tick,
	int64_t now_ns);

/* The keys that are all out go to the outbox. */
void stream_return_keys(struct stream *, struct outbox *);
/* And what has come to its end beside it. */
void stream_return_extras(struct stream *, struct outbox *);

/* Says BYE, if there was anything before. */
void stream_stop(struct stream *);

/* Encrypts a report, if that was agreed; false: it must not be sent. */
bool stream_seal_report(struct stream *, uint8_t *packet, size_t *n);

/* stream_handshake.c: DTLS. */
/* Keys were agreed on, and are not there yet. */
bool stream_is_locked(const struct stream *);
/* false: it is something else. */
bool stream_take_handshake(struct stream *, const struct datagram *,
	enum transport_half);
void stream_send_handshake(struct stream *, const struct handshake *);
/* While there are no keys nothing else would: a NAT before us lets nobody in to
 * whom we have sent nothing, and he does not know where it has put us. */
void stream_open_way(struct stream *, int64_t now_ns);

/* stream_report.c: RTCP. */
/* Where ours go, where they have a port of their own; false: nowhere. */
bool stream_report_place(const struct stream *, struct sockaddr_storage *);
void stream_report(struct stream *, int64_t now_ns);	/* if one is due */
void stream_report_end(struct stream *);		/* with BYE */
/* by_rtp: it came by RTP's port. */
void stream_take_report(struct stream *, const struct datagram *, bool by_rtp);

/* stream_statistics.c: what the board shows. */
void stream_publish(struct stream *, int64_t now_ns);

#endif
