/* call_media_private.h - struct call_media, and what the files about one tell
 * each other; of those only.  Engine thread.
 *
 *	call_media.c		its ports, its descriptions, its stream
 *	call_media_dtls.c	whether it is encrypted, and by keys from where
 *	call_media_ice.c	which pair of addresses it goes by
 */
#ifndef ENGINE_CALL_MEDIA_PRIVATE_H
#define ENGINE_CALL_MEDIA_PRIVATE_H

#include "engine/call_media.h"
#include "sdp/agreement.h"

#define PLACE 80		/* "ip:port" */

struct call_media {
	struct media *media;
	void (*on_key)(void *arg, char key, int duration_ms, bool by_tone);
	void (*on_keying)(void *arg);
	bool hears_tones;
	void *arg;
	bool gone;			/* freed, waits for its stream */
	struct transport *transport;	/* owned until the stream has it */
	struct transport *fresh;	/* owned; to take its place; NULL
					 * none */
	struct stream *stream;		/* owned; the media thread's if
					 * attached */
	bool attached;
	struct capability capability;
	struct sdp_security security;
	struct loop *loop;
	struct call_dtls *dtls;		/* owned; NULL: none yet */
	struct call_ice *ice, *next_ice;	/* owned; in force; given, and
					 * in force with the next agreement */
	struct codec_params params;	/* of the configuration */
	char address[SDP_ADDRESS], origin[SDP_ADDRESS];
	bool hides;
	/* By ICE, in place of address, and of RTCP's. */
	char described[SDP_ADDRESS], described_rtcp[SDP_ADDRESS];
	int port, rtcp_port;		/* rtcp_port 0: the next one */
	int first_port, last_port, dscp;	/* of the range */
	struct sdp_local local;		/* session id and version */
	char *last_text;		/* our last description; owned */
	char *agreed_text;		/* that which was agreed on; owned */
	enum sdp_direction agreed_direction;	/* that it names */
	struct agreement agreement;
	bool agreed;
	struct call_seat seat;
	char signalling[SDP_ADDRESS];	/* "": not known */
	struct {			/* where others see us; "": there */
		char address[SDP_ADDRESS], text[PLACE];
		int port, rtcp_port;	/* 0: ours */
	} seen;
	char local_text[PLACE], remote_text[PLACE];
};

void call_media_place(char text[PLACE], const char *address, int port);
/* Its sockets have these ports of ours; rtcp_port 0: the next one. */
void call_media_at(struct call_media *, int port, int rtcp_port);

/* call_media_dtls.c */
void call_media_ready_dtls(struct call_media *);	/* for a description */
bool call_media_by_dtls(const struct call_media *);

/* call_media_ice.c */
void call_media_drop_ice(struct call_ice **);
void call_media_take_sockets(struct call_media *, const int *fds, bool paired);
/* Before a description: what it says of it.  Before the answer: our names. */
void call_media_describe_ice(struct call_media *);
void call_media_meet_ice(struct call_media *, const char *sdp, size_t n);
void call_media_agree_ice(struct call_media *, const struct agreement *,
	bool we_answered);
bool call_media_has_way(const struct call_media *);

#endif
