/* engine.h - what the phone means: accounts, sessions, sound.  Engine thread.
 *
 * control/ asks through this face and describes what the views hold; it never
 * sees SIP, SDP or packets.  Every request checks everything first: what is
 * refused has changed nothing, and fault says why.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/fault.h"
#include "engine/quality_history.h"
#include "engine/statistics.h"
#include "loop/loop.h"
#include "store/config.h"
#include "store/book.h"
#include "store/directory.h"
#include "store/history.h"

struct engine;
struct account;
struct conference;
struct session;

/* --- what is shown --------------------------------------------------------
 * Texts belong to the object and are clean; NULL is JSON null.  Times are wall
 * clock ms, 0: not yet. */

struct account_view {
	int id;
	const char *name, *aor, *display_name, *transport, *registrar;
	const char *state;		/* registration.state */
	int status;			/* 0: none */
	const char *reason, *contact;
	int expires_in_s, next_attempt_in_s;	/* -1: none */
	int64_t since;
	bool enabled;
	const char *forward[FORWARDS];	/* targets; NULL none */
	bool from_file;			/* offhook.conf: read-only for the protocol */
	const char *file;		/* where it stands then, else NULL */
	int line;
	const char *transport_state;	/* "connected" ...; NULL: none is wanted */
	const char *ping_state;		/* "ok", "failing", "failed"; NULL none */
	int ping_failures, ping_rtt_ms;	/* -1: none */
	const char *srtp;		/* "off", "optional", "required" */
	bool by_tls;			/* else none of the rest counts */
	const char *tls_version, *tls_cipher;	/* NULL: no handshake yet */
	const char *tls_peer;		/* the name that was verified; NULL
					 * none */
	const char *tls_pin;		/* of the key that was shown; NULL
					 * none */
	const char *tls_verify;		/* "full", "ca", "pin", "off" */
	const char *tls_problem;	/* why the last one failed; NULL */
	int64_t tls_expires, tls_own_expires;	/* their certificate, ours; 0 */
	const char *nat_mode;		/* "auto", "none", "stun", "static" */
	const char *nat_type;		/* "none", "nat", "symmetric", "cone";
					 * NULL: not known yet */
	const char *public_address;	/* where others see us; NULL: not
					 * known */
	const char *nat_stun;		/* "ok", "silent"; NULL: nobody is
					 * asked, or not yet */
	int nat_stun_rtt_ms;		/* -1: none */
};

struct party_view {
	const char *uri, *display_name;
};

/* Somebody whose call it was before, or to whom it was sent. */
struct mention_view {
	const char *uri, *display_name, *reason;
};

/* What a pair of ICE ends at; type NULL: there is none. */
struct ice_end_view {
	const char *type;		/* "host", "srflx" ... */
	const char *address;
	int port;
};

struct session_view {
	int id, number;
	const struct account *account;	/* NULL none */
	bool outgoing;
	const char *state;		/* "initial" ... "terminated" */
	const char *progress;		/* "calling" ...; NULL unless establishing */
	const char *call_id;
	struct party_view local, remote;
	const struct contact *contact;	/* whose number it is; NULL: nobody's */
	int64_t created, established, ended;
	bool held_by_us, held_by_them, hold_pending, muted, focused;
	bool early_media, silenced;
	const char *transfer_state;	/* "none", "asked" ... "failed" */
	const char *transfer_target;	/* NULL none */
	int transfer_status;		/* 0: none */
	const char *dtmf_received;	/* the last 64 digits */
	const char *referred_by;	/* URI of who sent it here; NULL none */
	/* where the peer wants us to go: to NULL: nowhere */
	int redirect_status;		/* of a 3xx that waits; 0: none */
	const char *const *redirect_contacts;
	int n_redirect_contacts;
	const char *referral_to, *referral_by;
	bool referral_attended;
	int dtmf_waiting;		/* tones behind a w */
	int replaces, consults;		/* ids of other sessions; 0 none */
	/* media; codec NULL: none yet */
	const char *codec, *direction, *media_local, *media_remote;
	const char *media_public;	/* where others see us; NULL: the
					 * same */
	const char *security, *suite;	/* "none"; "sdes", "dtls" and the suite,
					 * NULL: no keys yet */
	const char *keying_problem;	/* why not, in words; NULL */
	const char *ice;		/* "checking" ...; NULL: without */
	struct ice_end_view ice_local, ice_remote;
	int sample_rate_hz, ptime_ms;
	const char *ring;		/* "ring-2" ...; NULL: as all do */
	/* end; ended_by NULL: it goes on */
	const char *ended_by;		/* "local", "remote", "error" */
	int end_status;
	const char *end_reason;		/* words, Reason header included */
	bool missed;			/* incoming, and answered nowhere */
	const struct json_t *data;	/* what was noted on it; NULL nothing */
	int conference;			/* id; 0: in none */
	int gain_db;			/* as the others there hear it */
	bool member_muted;		/* they do not */
	const char *latency;		/* "default" ...: that counts for it */
	struct party_view asserted;	/* uri NULL: none that is trusted */
	const struct mention_view *diversion, *history;
	int n_diversion, n_history;
	const char *user_to_user;	/* NULL none */
	bool privacy;			/* we call without telling who we are */
	int end_q850;			/* 0: none was told */
	const char *end_cause;		/* in words; NULL: none was told */
	int session_timer_s;		/* 0: none */
	bool session_timer_is_ours;	/* we refresh */
	const char *recording_state;	/* "starting", "recording", "paused";
					 * NULL: it is not recorded */
	const char *recording_path;
	int64_t recording_started, recording_ms;	/* wall; long */
	const char *const *recorded;	/* paths of its files */
	int n_recorded;
	const char *playing;		/* path; NULL: nothing */
	bool playing_loops;
	const char *playing_to;		/* as play_params */
	const char *tap;		/* command; NULL none */
	int tap_rate_hz, tap_missed_ms;
	/* of its sound */
	const char *silent;		/* why we send none; NULL: we do */
	const char *problem;		/* its code; NULL: none is known */
	const char *problem_text, *problem_advice;
	bool rtcp_mux, rtcp_reduced, rtcp_xr;	/* as agreed */
};

/* Of the SIP messages of a session, the newest 256 KiB. */
struct trace_message {
	int64_t time;			/* wall ms */
	bool sent;
	const char *peer, *transport;	/* "192.0.2.1:5060", "udp" */
	const char *text;		/* not cleaned; without secrets */
	size_t n;
};

/* Sessions that hear each other: those that say its id. */
struct conference_view {
	int id;
	bool with_person;
};

struct audio_end_view {			/* capture, playback, ring */
	const char *name;		/* in use or chosen; "alsa:default" */
	const char *state;		/* "closed", "opening", "running", "failed" */
	const char *reason;		/* NULL none */
	int volume_percent;
};

struct audio_test_view {
	bool runs;
	const char *capture, *playback;	/* names of devices; NULL none */
	int level_dbfs, peak_dbfs;	/* peaks: of just now, of it all */
	const char *verdict;		/* "good", "no_microphone",
					 * "no_loudspeaker", "flat", "quiet",
					 * "clips", "interrupted"; NULL: it runs */
	const char *text, *advice;	/* for people; NULL as before */
};

/* "auto", "on" or "off" */
struct processing_view {
	const char *echo_cancel, *noise_suppression, *gain_control;
};

struct audio_view {
	struct audio_end_view capture, playback, ring;
	struct processing_view processing;
};

void account_view(const struct account *, struct account_view *);
void session_view(const struct session *, struct session_view *);
void session_statistics(const struct session *, struct statistics_view *);
/* How it sounded; NULL: there was no sound.  The session's. */
const struct quality_history *session_quality(const struct session *);
/* Calls fn for each message, oldest first; the number of older ones that were
 * dropped. */
int session_trace(const struct session *,
	void (*fn)(void *arg, const struct trace_message *), void *arg);
void engine_audio(const struct engine *, struct audio_view *);

/* What sessions have become is told when the work in hand is done, once each;
 * or now. */
void engine_tell_changes(struct engine *);

/* What runs when something happens; good until the next reload. */
const struct hooks_config *engine_hooks(const struct engine *);

struct engine_view {
	const char *instance, *config_file;	/* config_file NULL: none */
	int64_t started;
	bool stopping, dnd;
	int max_calls, sessions;	/* live ones */
	uint64_t refused_strangers;	/* by accept_from */
	const char *latency;		/* of sessions that do not say */
	const char *mix;		/* "all", "manual", "top-3" */
};
void engine_view(const struct engine *, struct engine_view *);

/* --- what happens ----------------------------------------------------------*/

enum engine_topic {
	TOPIC_ACCOUNT_CHANGED, TOPIC_ACCOUNT_REMOVED,
	TOPIC_SESSION_CREATED, TOPIC_SESSION_CHANGED, TOPIC_SESSION_ENDED,
	TOPIC_SESSION_DTMF, TOPIC_AUDIO_CHANGED, TOPIC_ENGINE_WARNING,
	TOPIC_ENGINE_CHANGED, TOPIC_HISTORY_ADDED, TOPIC_ACCOUNT_TRANSPORT,
	TOPIC_SESSION_REFERRED, TOPIC_SESSION_REDIRECTED,
	TOPIC_SESSION_INFO, TOPIC_SESSION_MESSAGE, TOPIC_SESSION_PLAYED,
	TOPIC_AUDIO_TEST, TOPIC_CONTACT_CHANGED, TOPIC_CONTACT_REMOVED,
};

struct engine_event {
	enum engine_topic topic;
	const struct account *account;		/* account.* */
	const struct session *session;		/* session.* */
	char tone;				/* session.dtmf */
	int duration_ms;
	const char *via;			/* "rtp", "info" */
	const char *code, *text, *advice;	/* engine.warning */
	const struct history_call *call;	/* history.added */
	const char *content_type, *body;	/* session.info, .message;
						 * clean, lines end in '\n' */
	const char *state, *reason;		/* account.transport */
	const struct audio_test_view *test;	/* audio.test */
	const char *file;			/* session.played */
	bool complete;				/* it was heard to its end */
	const struct contact *contact;		/* contact.changed */
};

struct engine_params {
	struct loop *loop;
	struct config *config;			/* becomes the engine's */
	const char *config_file;		/* as given with -c; NULL: default */
	const char *instance;
	/* From inside the engine's own work: copy what is needed, ask nothing. */
	void (*on_event)(void *arg, const struct engine_event *);
	void (*on_stopped)(void *arg);		/* engine_stop() is over */
	void *arg;
};

/* NULL: error (CONFIG_ERROR bytes) says why: a port in use, ... */
struct engine *engine_new(const struct engine_params *, char *error);
/* Ends all calls, unregisters, then on_stopped, at most 2.5 s later.
 * when_idle: only when the last call has ended. */
void engine_stop(struct engine *, bool when_idle);
void engine_free(struct engine *);

/* Log lines go to this file from now on, by way of the store thread. */
void engine_log_to(struct engine *, const char *file);

/* Config from the same file again; calls stay up. false: error lines, the old
 * configuration goes on. */
bool engine_reload(struct engine *, char *error);
void engine_set_dnd(struct engine *, bool);
/* As session_latency(), of those that do not say; at once. */
bool engine_set_latency(struct engine *, const char *, struct fault *);

/* --- accounts --------------------------------------------------------------*/

/* Walks all in the order of their ids; NULL starts, NULL ends. */
struct account *engine_next_account(struct engine *, const struct account *);
struct account *engine_account(struct engine *, int id);
struct account *engine_account_named(struct engine *, const char *name);

/* text: the body of an account section (config_read_account). */
bool engine_add_account(struct engine *, const char *name, const char *text,
	struct account **, struct fault *);
/* text: the keys that change. */
bool engine_update_account(struct engine *, struct account *, const char *text,
	struct fault *);
bool engine_remove_account(struct engine *, struct account *, struct fault *);

/* Each key of its section, in the form of its kind; "" where none is set. */
struct account_keys {
	void (*text)(void *arg, const char *key, const char *value);
	void (*number)(void *arg, const char *key, int value);
	void (*on)(void *arg, const char *key, bool on);
	void (*list)(void *arg, const char *key, const struct texts *);
	void *arg;
};
void account_keys(const struct account *, const struct account_keys *);
const char *account_secret_key(const struct account *);	/* NULL: it has none */
const char *engine_codec(int i);	/* that was built in; NULL: no more */

bool account_register(struct account *, struct fault *);
bool account_unregister(struct account *, struct fault *);
/* All contacts of its address, other phones' too. */
bool account_unregister_all(struct account *, struct fault *);

struct binding_view {
	const char *contact;		/* URI */
	int expires_in_s;		/* -1: not said */
	double q;			/* -1: not said */
	const char *instance;		/* NULL none */
	bool ours;			/* of this phone */
};
/* What its registrar lists, answered later; fault: why not, else NULL. */
typedef void engine_bindings_fn(void *arg, const struct binding_view *, int n,
	const struct fault *);
bool account_bindings(struct account *, engine_bindings_fn *, void *arg,
	struct fault *);
void engine_bindings_forget(struct engine *, void *arg);  /* asker is gone */


struct forward_wish {
	bool set;			/* false: the rule stays as it is */
	/* A URI, number or user of the account's domain; "": nobody, whatever
	 * the configuration says; NULL: as it says. */
	const char *target;
};
/* Kept over a restart. */
bool account_forward(struct account *, const struct forward_wish[FORWARDS],
	struct fault *);

/* --- sessions --------------------------------------------------------------*/

struct session *engine_next_session(struct engine *, const struct session *);
struct session *engine_session(struct engine *, int id);	/* ended ones too */

struct engine_header {
	const char *name, *value;
};

struct call_params {
	const char *to;			/* URI, number, user, service */
	struct account *account;	/* NULL: the first that fits */
	const struct engine_header *headers;
	int n_headers;
	const struct json_t *data;	/* noted on it; NULL nothing */
	bool no_offer;			/* the other side shall make it */
	const bool *privacy;		/* NULL: as the account says */
	struct session *consults;	/* held meanwhile; NULL: asks for none */
	const struct texts *codecs;	/* of this call; NULL: its account's */
};

bool engine_call(struct engine *, const struct call_params *, struct session **,
	struct fault *);
bool session_answer(struct session *, struct fault *);
/* As an automatic answer: it beeps before the microphone is heard, and takes
 * that from nobody. */
bool session_answer_unattended(struct session *, struct fault *);
bool session_decline(struct session *, int status, const char *reason,
	struct fault *);
/* 302: the caller is to call to instead, as in session_transfer(). */
bool session_redirect(struct session *, const char *to, struct fault *);
bool session_hangup(struct session *, struct fault *);
/* The same with words and a cause (Q.850, 1-127; 0: 16, normal) for the other
 * side: a Reason header of the BYE or CANCEL; the phrase of the 486 to a call
 * that rings here.  reason NULL and q850 0: none. */
bool session_hangup_with(struct session *, const char *reason, int q850,
	struct fault *);
bool session_hold(struct session *, struct fault *);
bool session_unhold(struct session *, struct fault *);
bool session_mute(struct session *, bool, struct fault *);
bool session_focus(struct session *, struct fault *);
struct dtmf_params {
	const char *tones;		/* 0-9 * # A-D, ',' a pause of 2 s, w
					 * until session_dtmf_go_on */
	const char *method;		/* "rtp", "info", "inband", "auto" (the
					 * first that the peer takes); NULL: as
					 * the account says */
	int duration_ms, gap_ms;	/* 40-6000; 0: the usual 100 */
	int volume;			/* dBm0, -63-0; 1: the usual */
	bool secret;			/* is written down nowhere */
};

bool session_dtmf(struct session *, const struct dtmf_params *, struct fault *);
/* What waits behind a w is sent, up to the next one. */
bool session_dtmf_go_on(struct session *, struct fault *);
/* "default", "ultra-low", "smooth-200" to "smooth-2000"; NULL: as all do. */
bool session_latency(struct session *, const char *, struct fault *);
/* Blind: to is a URI, number or user of the session's account. */
bool session_transfer(struct session *, const char *to, struct fault *);
/* Yes or no to what waits for it; what: "refer"; NULL: whatever waits. */
bool session_reply(struct session *, const char *what, bool yes,
	struct fault *);
/* Puts the peers of two calls through to each other; one of ours that the other
 * one has not answered yet may be the second. */
bool session_transfer_with(struct session *, struct session *, struct fault *);
bool session_silence(struct session *, struct fault *);	/* stop ringing */

/* Of a request in the call, once: its final SIP status; 487: the call ended
 * first.  The reason is clean. */
typedef void session_final_fn(void *arg, int status, const char *reason);
struct reinvite_params {
	bool without;			/* an offer: theirs is answered */
	const struct texts *codecs;	/* of the call from now on, if that is
					 * agreed on; NULL: as they are */
};
/* A re-INVITE by hand, one at a time. */
bool session_reinvite(struct session *, const struct reinvite_params *,
	session_final_fn *, void *arg, struct fault *);
void session_reinvite_forget(struct engine *, void *arg); /* asker is gone */
/* Notes on it what the object says: texts, or null to take a key away. */
bool session_set(struct session *, const struct json_t *data, struct fault *);

/* One request in an established call, that leaves the call as it is; several
 * wait for each other.  content_type of a message NULL: plain text. */
bool session_info(struct session *, const char *content_type, const char *body,
	session_final_fn *, void *arg, struct fault *);
bool session_message(struct session *, const char *text,
	const char *content_type, session_final_fn *, void *arg,
	struct fault *);
bool session_options(struct session *, session_final_fn *, void *arg,
	struct fault *);
/* to: as in session_transfer(), headers allowed. */
bool session_refer(struct session *, const char *to, session_final_fn *,
	void *arg, struct fault *);
void session_request_forget(struct engine *, void *arg);  /* asker is gone */

/* --- conferences -----------------------------------------------------------*/

/* NULL starts, NULL ends. */
const struct conference *engine_next_conference(const struct engine *,
	const struct conference *);
void conference_view(const struct engine *, const struct conference *,
	struct conference_view *);

/* They hear each other and the person; those on hold come off it.  Where one of
 * them is in a conference the others join that; a single one joins what the
 * person has. */
bool conference_join(struct engine *, struct session *const *, int n,
	struct fault *);
/* Out of it, and on hold. */
bool conference_split(struct session *, struct fault *);
/* All of the person's, or of the only one: who has the focus keeps it, the
 * others are held. */
bool conference_dissolve(struct engine *, struct fault *);
/* The person goes, the others stay; session_focus brings him back. */
bool conference_leave(struct engine *, struct fault *);
/* Two are put through to each other, and leave here. */
bool conference_transfer(struct engine *, struct fault *);
/* How the others hear this one; NULL: as before. */
bool conference_update(struct session *, const int *gain_db, const bool *muted,
	struct fault *);

/* --- a call and files, a call and programs ---------------------------------*/

/* Once: it is so, in a file that was made; or why not.  Several wait only for
 * the first. */
typedef void session_done_fn(void *arg, struct session *, const struct fault *);

struct record_params {
	const char *path;		/* NULL: as the configuration says */
	bool pause;
	session_done_fn *fn;		/* NULL: nobody waits */
	void *arg;
};
/* Begins, pauses, goes on. */
bool session_record(struct session *, const struct record_params *,
	struct fault *);
bool session_record_off(struct session *, struct fault *);
void session_record_forget(struct engine *, void *arg);	/* asker is gone */

struct play_params {
	const char *file;
	const char *to;			/* "them", "us", "both"; NULL: them */
	bool loop, alone;		/* alone: not mixed with what we say */
	session_done_fn *fn;		/* when it has begun */
	void *arg;
};
/* In place of what is being played.  The end is TOPIC_SESSION_PLAYED. */
bool session_play(struct session *, const struct play_params *, struct fault *);
bool session_play_stop(struct session *, struct fault *);
void session_play_forget(struct engine *, void *arg);	/* asker is gone */

/* A program hears the call and speaks in it; rate_hz 0: as fits the call. */
bool session_tap(struct session *, const char *command, int rate_hz,
	struct fault *);
bool session_tap_stop(struct session *, struct fault *);

/* --- history, audio --------------------------------------------------------*/

/* Answered later through on_page of the handlers. */
typedef void engine_page_fn(void *arg, const struct history_page *);
void engine_history(struct engine *, const struct history_query *,
	engine_page_fn *, void *arg);
void engine_history_forget(struct engine *, void *arg);	/* asker is gone */

/* --- contacts --------------------------------------------------------------*/

/* As they are now; good until the loop goes on.  NULL: not read yet. */
const struct book *engine_book(const struct engine *);
/* Whose number or address that is; NULL: nobody's. */
const struct contact *engine_contact_of(const struct engine *, const char *uri);

/* What came of it; good while fn runs. */
struct contact_answer {
	const char *error;		/* NULL: none, and what was asked for */
	const struct contact *contact;	/* put */
	const struct directory_match *found;	/* search */
	int n, total;
	int added, updated, skipped;	/* import */
	const char *text;		/* import: problems, lines; export */
	int next;			/* export: where to go on; -1 the end */
};
typedef void engine_contact_fn(void *arg, const struct contact_answer *);
/* Id NULL: a new one. */
void engine_put_contact(struct engine *, const struct contact *,
	engine_contact_fn *, void *arg);
void engine_remove_contact(struct engine *, const char *id,
	engine_contact_fn *, void *arg);
void engine_search_contacts(struct engine *, const char *typed, int limit,
	engine_contact_fn *, void *arg);
/* table: CSV, else vCards. */
void engine_import_contacts(struct engine *, const char *text, bool table,
	engine_contact_fn *, void *arg);
void engine_export_contacts(struct engine *, int from, engine_contact_fn *,
	void *arg);
void engine_contacts_forget(struct engine *, void *arg); /* asker is gone */

struct audio_item {
	const char *name, *description;
	bool capture, playback;
};
struct audio_items {
	struct audio_item *items;
	int n;
};
typedef void engine_devices_fn(void *arg, const struct audio_items *);
void engine_devices(struct engine *, engine_devices_fn *, void *arg);
void engine_devices_forget(struct engine *, void *arg);

/* end: "capture", "playback", "ring".  device "": as the configuration says.
 * keep: also when the engine starts again. */
bool engine_select(struct engine *, const char *end, const char *device,
	bool keep, struct fault *);
bool engine_volume(struct engine *, const char *end, int percent, struct fault *);
/* A tone for the loudspeaker, and the microphone is listened to for so long; how
 * it goes is told by TOPIC_AUDIO_TEST. */
bool engine_test(struct engine *, int seconds, struct fault *);
void engine_test_view(const struct engine *, struct audio_test_view *);
/* What is done to the microphone's sound; NULL: as it was. */
bool engine_process(struct engine *, const struct processing_view *,
	struct fault *);

#endif
