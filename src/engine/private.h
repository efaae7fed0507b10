/* private.h - the engine's own structs, shared by the files of this folder
 * only.  Engine thread.
 *
 *	engine
 *	  |-- endpoints	one ua each: of an account, of sip.listen, for direct
 *	  |		calls, for the built-in services
 *	  |-- accounts	--> their endpoint, their registration:
 *	  |		account_private.h
 *	  |-- sessions	--> their endpoint and account, one dialog, one
 *	  |		call_media: session_private.h
 *	  `-- sound	the three devices and what is heard on them
 */
#ifndef ENGINE_PRIVATE_H
#define ENGINE_PRIVATE_H

#include "base/list.h"
#include "engine/account_private.h"
#include "engine/engine.h"
#include "engine/session_private.h"
#include "engine/trace.h"
#include "media/media.h"
#include "sip/dialog.h"
#include "sip/ua.h"
#include "sip/uri.h"
#include "store/instance_id.h"

struct address_book;
struct clip;
struct clip_load;
struct network;
struct sound;
struct sound_end;
struct uplink;

/* A ua and what arrives there.  It is kept while sessions use it. */
enum endpoint_kind { ENDPOINT_ACCOUNT, ENDPOINT_LISTEN, ENDPOINT_DIRECT,
	ENDPOINT_SERVICE };

struct endpoint {
	struct list link;
	struct engine *engine;
	enum endpoint_kind kind;
	struct ua *ua;			/* owned */
	struct account *account;	/* of ENDPOINT_ACCOUNT; NULL once removed */
	int users;			/* sessions and service legs on it */
	bool tcp, udp, tls;		/* what it listens on */
	int configured_port;		/* of sip.listen */
	bool leaving;			/* goes down when the last user is gone */
	bool down;			/* ua_shutdown() has been called */
	bool away;			/* its address was gone when last seen */
	bool moved;			/* then it moved, or its address is back */
};

struct page_request {
	struct list link;
	engine_page_fn *fn;		/* NULL: the asker is gone */
	void *arg;
};

enum engine_stop { STOP_NOT, STOP_WHEN_IDLE, STOP_ENDING, STOP_ENDED,
	STOP_GOING_DOWN, STOP_STOPPED };

struct engine {
	struct engine_params params;	/* texts owned below */
	char *config_file, *instance;
	struct loop *loop;
	struct config *config;		/* owned */
	struct media *media;		/* owned */
	struct loop_watch *media_watch, *history_watch;
	struct history *history;	/* owned */
	struct traces *traces;		/* owned */
	struct sound *sound;		/* owned */
	char *kept_devices[3];		/* owned; by media_end; NULL: none */
	struct list endpoints, accounts, sessions, service_legs, pages;
	struct list device_requests;
	struct list requests;		/* in dialogs, by hand */
	struct list news;		/* sessions that have changed */
	struct loop_timer *tell_news, *thrift;
	struct device_listing *listing;	/* under way; NULL none */
	struct capability capability;	/* of calls without an account */
	struct session *focused;	/* NULL: nobody has the microphone */
	struct list conferences;
	bool person_muted;		/* in the one that he is in */
	int last_account_id, last_session_id, last_conference_id;
	int live;			/* sessions that have not ended */
	bool dnd;
	char *latency;			/* owned */
	struct processing_config processing;	/* that is in force */
	bool microphone_flat;		/* it was said, and no sound came since */
	bool configured;		/* it has been, once */
	enum engine_stop stop;
	uint64_t refused_strangers;
	int64_t started;
	struct loop_timer *purge, *stop_timer, *vanished, *pulse;
	bool purging;			/* within PURGE_MS */
	struct endpoint *services;	/* NULL until first needed */
	char instance_id[INSTANCE_ID_TEXT];	/* urn:uuid:... */
	struct address_book *address_book;	/* owned */
	struct network *network;	/* owned */
	struct ice_hub *ice;		/* owned */
	struct uplink *uplink;		/* owned */
	struct clip *music;		/* used; NULL: silence on hold */
	struct clip_load *music_load;	/* NULL: none under way */
	struct list recordings;		/* also of sessions that have ended */
	struct loop_timer *record_timer;
	struct list plays, taps;	/* likewise */
};

/* engine.c */
void engine_tell(struct engine *, const struct engine_event *);
void engine_tell_account(struct engine *, enum engine_topic, struct account *);
void engine_tell_session(struct engine *, enum engine_topic, struct session *);
/* Told once, when the work in hand is done. */
void engine_session_changed(struct engine *, struct session *);
void engine_warn(struct engine *, const char *code, const char *advice,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
void engine_check_stopped(struct engine *);
void engine_session_gone(struct engine *);	/* one less is live */

/* address_book.c */
struct address_book *address_book_new(struct engine *);
void address_book_free(struct address_book *);	/* NULL may be given */
void address_book_reload(struct address_book *);	/* the key contacts */
void address_book_called(struct address_book *, const struct history_call *);

/* lookup.c */
void lookup_start(struct session *);	/* whose it is, by the command */
void lookup_end(struct session *);

/* endpoint.c */
int endpoint_new(struct endpoint **, struct engine *, enum endpoint_kind,
	const char *address, int port, int transports, struct account *);
/* The one that listens or calls on this address without an account. */
int endpoint_direct(struct engine *, const char *local, int transport,
	struct endpoint **);
void endpoint_use(struct endpoint *);
void endpoint_release(struct endpoint *);	/* NULL may be given */
void endpoint_leave(struct endpoint *);		/* down after its last user */
void endpoint_shut_down(struct endpoint *);	/* now */
/* Those of sip.listen: false and error where one cannot be had. */
bool endpoints_listen(struct engine *, const struct config *, char *error);
bool endpoint_is_ours(const struct engine *, const char *host);
/* Those of no account have the policy of sip, as it is now; one that an account
 * has left has the account's. */
void endpoints_believe(struct engine *);
void endpoint_believe(struct endpoint *, const struct account *);

/* capability.c */
/* How what we send is to be coded, before the other end's wishes. */
void engine_codec_params(const struct config *, struct codec_params *);
/* What these codecs mean in SDP; NULL or none: the usual ones. */
void engine_capability(const struct config *, const struct texts *codecs,
	struct capability *);
/* What we have at all. */
void engine_capability_of_all(const struct config *, struct capability *);
/* Each is one that we have; NULL is fine. */
bool engine_codecs_ok(const struct texts *codecs, struct fault *);

/* reload.c */
bool account_config_same(const struct account_config *,
	const struct account_config *);

/* network.c */
struct network *network_new(struct engine *);
void network_free(struct network *);		/* NULL may be given */

/* target.c */
struct target {
	struct account *account;	/* NULL none */
	const char *service;		/* "echo" ...; NULL none */
	char uri[URI_TEXT];
	char host[256];			/* to probe: next hop's */
};
bool target_find(struct engine *, const struct call_params *, struct target *,
	struct fault *);
/* The URI of what was typed; false: why there is none. */
bool target_complete(const struct account *, const char *typed,
	char uri[URI_TEXT], const char **why);
/* Whom the other side is to turn to; verb: what we do to it. */
bool target_of_session(const struct session *, const char *verb,
	const char *to, char uri[URI_TEXT], struct fault *);
/* By this account, or by none: a URI of whom a peer wants us to call. */
bool target_referred(struct account *, const char *uri, struct target *,
	struct fault *);

/* call.c */
/* The call that a peer wants: false: it cannot be made.  Then make it. */
bool call_may_follow(const struct session *from, struct target *,
	struct fault *);
void call_referred(struct session *from, const struct target *,
	bool by_person);
void call_begin(struct session *, const struct target *);

/* incoming.c */
void incoming_call(struct endpoint *, struct dialog *,
	const struct invite_info *);
/* What a call would get now: 200, or why not; and whose it would be. */
int incoming_status(struct endpoint *, const struct invite_info *,
	struct account **);

/* incoming_options.c: that, and what we can do, the caller's. */
int incoming_asked(struct endpoint *, const struct invite_info *, char **sdp);

/* forward.c */
/* Sends the caller on, if the account has such a rule, and frees the dialog. */
bool forward_at_door(struct account *, struct dialog *,
	const struct invite_info *, enum config_forward);
bool forward_unanswered(struct session *);	/* ..., in place of a 480 */

/* forward_rule.c */
const char *forward_now(const struct account *, enum config_forward);
/* The URI that target means; false: none that calls may go to. */
bool forward_find(const struct account *, const char *target,
	char uri[URI_TEXT], const char **why);
/* Its Diversion says that we have sent this call on before. */
bool forward_came_back(const struct account *, const struct invite_info *);
void forward_read_stored(struct engine *);
void forward_store(struct engine *);

/* auto_answer.c */
bool auto_answer_may(const struct account *, const char *from_uri,
	const struct invite_info *);	/* account NULL: no */
/* The caller insists on it, in vain. */
bool auto_answer_denied(const struct account *, const struct invite_info *);
int64_t auto_answer_delay(const struct account *,
	const struct invite_info *);	/* ms */
void auto_answer_beep(struct session *);	/* its microphone waits */
void auto_answer_beeped(struct engine *, bool heard);

/* ring.c */
void ring_choose(struct session *, const struct invite_info *);
const char *ring_name(enum config_ring);
enum tone ring_tone(enum config_ring);

/* call_history.c */
void call_history_add(struct session *);
bool call_history_missed(const struct session *);	/* one that has ended */
struct turned_away {
	int status;
	const char *reason;		/* for people */
	bool missed;
};
/* One that never was a session. */
void call_history_turned_away(struct engine *, const struct account *,
	const struct invite_info *, const struct turned_away *);
bool call_history_start(struct engine *, const char *file);
void call_history_end(struct engine *);	/* waits a second for the disk */

/* focus.c */
void focus_take(struct session *);	/* holds the one that had it */
/* If this one had it, one that is in conference with it gets it; else nobody. */
void focus_drop(struct session *);
void focus_pass(struct session *, struct session *heir);  /* NULL: to nobody */
void focus_leave(struct engine *);	/* nobody has it; somebody had */

/* sound.c */
struct sound *sound_new(struct engine *);
void sound_free(struct sound *);
void sound_configure(struct sound *);	/* lists of the configuration anew */
void sound_update(struct sound *);	/* open, close, tones: as sessions are */
void sound_end_tone(struct sound *, int status);	/* busy, congestion */
/* Once, where people talk; then auto_answer_beeped(). */
void sound_beep(struct sound *);
void sound_view(const struct sound *, struct audio_view *);

/* The one that plays, or NULL. */
const char *sound_device(const struct sound *, enum media_end);
#define SOUND_ENDS 3
struct sound_end *sound_end_of(const struct sound *, int end);	/* media_end */
void sound_read_stored(struct engine *);

/* processing.c */
void processing_apply(struct engine *);	/* to the devices there are now */
void processing_configure(struct engine *, const struct processing_config *);
void processing_view(const struct engine *, struct processing_view *);
void processing_trouble(void *engine, enum microphone_trouble);

/* music.c */
void music_configure(struct engine *);	/* the file of the configuration anew */
void music_end(struct engine *);
/* What one hears that is on hold. */
enum stream_join music_join(const struct session *);

/* session_record.c */
struct loop_timer *record_timer(struct engine *);

/* session_tap.c */
void taps_end(struct engine *);		/* programs that still run are killed */

/* services.c */
bool services_known(const char *name);
void service_invite(struct endpoint *, struct dialog *,
	const struct invite_info *);
int services_endpoint(struct engine *, struct endpoint **);
void services_end(struct engine *);
void services_music(struct engine *);	/* another clip is to be heard */

/* latency.c */
void latency_configure(struct engine *, const char *latency);

/* thrift.c */
struct loop_timer *thrift_timer(struct engine *);
void thrift_wait(struct engine *);	/* a call came, or has ended */

/* uplink.c */
struct uplink *uplink_new(struct engine *);
void uplink_free(struct uplink *);		/* NULL may be given */
void uplink_watch(struct session *);	/* after each change of its media */

/* pulse.c */
struct loop_timer *pulse_timer(struct engine *);
void pulse_watch(struct session *);	/* after each change of its media */

/* view.c */
extern const struct statistics_view statistics_unknown;

/* vanished.c */
struct loop_timer *vanished_timer(struct engine *);
void vanished_watch(struct session *);	/* after each change of its media */

#endif
