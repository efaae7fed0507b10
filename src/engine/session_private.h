/* session_private.h - struct session, and what the files about one tell each
 * other; of this folder only.  Engine thread.
 *
 *	session.c		born, ended, applied
 *	session_*.c		one thing that a session can do, each
 */
#ifndef ENGINE_SESSION_PRIVATE_H
#define ENGINE_SESSION_PRIVATE_H

#include "base/list.h"
#include "engine/bitrate.h"
#include "engine/call_media.h"
#include "engine/diagnosis.h"
#include "engine/engine.h"
#include "engine/session_state.h"
#include "engine/trace.h"
#include "engine/transfer_state.h"
#include "sip/dialog.h"

struct account;
struct endpoint;
struct identity;
struct session_health;
struct session_identity;
struct session_keys;
struct session_play;
struct session_recording;
struct session_tap;
struct stun_query;

/* How keys are sent. */
struct key_style {
	enum config_dtmf way;		/* not DTMF_AUTO */
	bool may_change;		/* the way was left to us */
	int duration_ms, gap_ms;
	int volume;			/* -dBm0 */
	bool secret;
};

struct session {
	struct list link;
	struct bitrate_call bitrate;	/* what it sends, and should */
	struct engine *engine;
	int id, number;
	struct account *account;	/* counted in it; NULL none */
	struct endpoint *endpoint;	/* counted in it; NULL before and after */
	struct dialog *dialog;		/* owned; NULL before and after */
	struct address_probe *probe;	/* owned, while INITIAL */
	struct call_media *media;	/* owned */
	struct texts codecs;		/* of it alone; none: its account's */
	enum session_state state;
	bool outgoing, muted, silenced, service;
	bool wants_hold, held_by_us, held_by_them;
	bool offered_hold;		/* by the re-INVITE on its way */
	enum session_offer {		/* our re-INVITE that is on its way */
		OFFER_NONE,
		OFFER_HOLD,		/* or unhold */
		OFFER_REFRESH,		/* what holds already, once more */
		OFFER_ASKED,		/* by hand: session_reinvite.c */
		OFFER_MOVE,		/* where we are now */
	} offering;
	bool early_media;
	bool early_offer;		/* ours was in the 180 */
	enum stream_join join;		/* what it is answered with */
	struct conference *conference;	/* of the engine; NULL: in none */
	struct stream_member member;	/* of that */
	char *latency;			/* owned; NULL: as the engine's */
	enum config_ring ring;
	bool rings_so;			/* by a rule, not as all do */
	bool came_back;			/* forwarded before, and here again */
	bool answers_itself;		/* when the timer is over */
	bool beeping;			/* its microphone waits for that */
	struct trace *trace;		/* released; NULL: nothing sent yet */
	char *call_id, *local_uri, *local_name, *remote_uri, *remote_name;
	struct child *lookup;		/* asks whose it is; NULL: nobody does */
	struct contact *looked_up;	/* owned; what it said; NULL */
	char *target;			/* URI that is called */
	char *next_hop;			/* NULL: as it resolves */
	char *offer;			/* theirs, until answered; owned */
	char *source;			/* IP their INVITE came from */
	struct {			/* session_place.c */
		struct stun_query *query;	/* owned; NULL: none */
		void (*next)(struct session *);	/* what waits; NULL */
		bool asked;
		bool missed;		/* nobody answered, or was there */
		int in_vain;		/* asked so often, since one did */
	} stun;
	char *public_address;		/* of the account, as it was: where
					 * the peer finds us; NULL: where we
					 * are */
	struct engine_header *headers;	/* of an outgoing call; owned copies */
	int n_headers;
	int64_t created, established, ended;	/* wall ms */
	int64_t ended_ms;		/* clock ms */
	int64_t listening_since;	/* clock ms; 0: not to be heard */
	struct session_keys *keys;	/* owned; NULL: none by INFO yet */
	bool info_refused;		/* a key by INFO was */
	char *keys_behind_wait;		/* owned; NULL: none */
	struct key_style style_behind_wait;
	char dtmf_received[65];
	const char *ended_by;
	int end_status;
	char *end_reason;
	bool elsewhere;
	struct {			/* our wish to send the peer on */
		enum transfer_state state;
		char *target;		/* URI; owned */
		int status;		/* what was last told; 0 none */
		bool was_held;		/* before it was wished */
		struct loop_timer *timer;
		int with;		/* id of the other call; 0: blind */
		bool other_rings;	/* it was not answered, and is cancelled */
		bool other_was_held;
		bool untold;		/* the peer tells nothing of it */
		bool again;		/* by the target's address */
	} transfer;
	struct {			/* its peer goes to one we put through */
		struct loop_timer *timer;
		bool told;		/* that they talk */
		bool was_held;
	} replaced;
	int replaces;			/* id of the one it replaced; 0 none */
	int consults;			/* id of the one it asks for; 0 none */
	char *was_dialog;		/* dialog_name() of one that is gone */
	const char *asked_end;		/* our own words for why we end it */
	char *given_up;			/* owned; those of an answer; NULL */
	char *sent_on;			/* owned; the same, of a caller who was
					 * sent to somebody else; NULL: was not */
	struct loop_timer *timer;	/* no answer, or auto-answer */
	struct session_identity *identity;	/* owned; NULL: nothing said */
	bool privacy;			/* we do not tell who we are */
	int end_q850;			/* of their Reason; 0 none */
	char *end_cause;		/* owned; NULL: not told */
	struct redirection *redirection;	/* owned; NULL: never */
	char *to;			/* whom we called before; NULL: target */
	struct {			/* who refused, on RTP/SAVP, on DTLS */
		bool on_keys, on_dtls;
	} insists;
	struct list early;		/* agreements before the answer */
	bool delayed;			/* our INVITE makes no offer */
	struct statistics_view last_statistics;	/* kept when the stream is gone */
	struct session_health *health;	/* owned; NULL: no sound yet */
	struct json_t *data;		/* owned; NULL: nothing noted yet */
	bool unannounced;		/* session.created is still to come */
	struct list news;		/* of the engine, while a change is to
					 * be told */
	int timer_s;			/* session timer as agreed; 0: none */
	bool timer_is_ours;		/* we refresh */
	struct referral {		/* the peer's wish to send us on */
		enum { REFERRAL_NONE, REFERRAL_ASKED, REFERRAL_FOLLOWED,
			REFERRAL_LEAVING } state;
		char *to, *by, *replaces;	/* owned; NULL but when ASKED
						 * and FOLLOWED */
		bool was_held;			/* before it was FOLLOWED */
		struct loop_timer *timer;
	} referral;
	char *referred_by;		/* URI of who made this call be made */
	int referrer;			/* id of the session that we are sent on
					 * from, until its peer knows how it
					 * went; 0 none */
	struct {			/* a re-INVITE by hand */
		bool asked, out;	/* out: on its way */
		bool without;		/* an offer */
		bool changes;		/* the codecs: to be these, or while it
					 * is out, those before */
		struct texts codecs;
		session_final_fn *fn;	/* NULL: the asker is gone */
		void *arg;
	} reinvite;
	bool moved;			/* the peer is to be told where we are */
	struct {
		/* What waits until gathering is over; NULL: nothing. */
		void (*next)(struct session *);
		struct loop_timer *timer;	/* owned; NULL: never failed */
		int restarts;		/* in vain, one after the other */
		bool restarts_soon;	/* the timer is for that */
		bool connected;		/* it was, once */
		struct ice_search *search;	/* owned; NULL: none goes on */
		bool offers, mux;	/* what it is for */
	} ice;
	struct session_recording *recording;	/* NULL none; it is the
						 * engine's, and knows us */
	struct texts recorded;		/* paths of its files */
	struct session_play *play, *next_play;	/* played, being read; owned;
						 * NULL none */
	struct session_tap *tap;	/* owned; NULL none */
};

/* session.c */
struct session *session_new(struct engine *, struct account *, bool outgoing);
void session_free(struct session *);
bool session_is_live(const struct session *);
void session_end(struct session *, const char *by, int status,
	const char *reason);
void session_changed(struct session *);
void session_apply(struct session *);	/* tones, stream, devices as it is now */
bool session_move(struct session *, enum session_event);
int session_open_media(struct session *, const char *address);
/* That which nat = static names, for a peer who needs it; NULL: none. */
const char *session_public_address(const struct session *);
void session_capability(const struct session *, struct capability *);
void session_warn_of_ports(struct session *, int error);	/* of that */
void session_take_agreement(struct session *);	/* held_by_them */
extern const struct dialog_handlers session_handlers;

/* Who hears what now. */
enum stream_join session_join(const struct session *);

void session_established(struct session *);
/* The call is ended by us; words, why, become its own. */
void session_give_up(struct session *, int status, char *words);
/* Their answer cannot be used: the call cannot be either. */
void session_give_up_answer(struct session *, int status, const char *why);

/* session_ask.c */
bool session_may(struct session *, enum session_event, struct fault *);

/* session_outgoing.c */
void session_begin(struct session *, struct endpoint *);

/* session_incoming.c */
void session_come(struct session *, struct endpoint *, struct dialog *,
	const struct invite_info *);
int session_adopt_media(struct session *);	/* 0 or -errno */
void session_on_timer(void *session);	/* nobody answers, or it does itself */
bool session_pick_up(struct session *, bool by_person);
/* The 200, as it is wished to be held; who gets the microphone is the
 * caller's. */
bool session_take_call(struct session *);

/* session_early.c */
void session_progress(void *session, const struct dialog_progress *);
void session_answered(void *session, int branch, const char *sdp, size_t n);
char *session_early_offer(void *session, int branch, const char *sdp, size_t n);
void session_early_answer(void *session, const char *sdp, size_t n);
void session_early_forget(struct session *);

/* latency.c */
struct stream_latency session_latency_now(const struct session *);

/* session_hold.c */
void session_want_hold(struct session *, bool);
void session_offered(struct session *, const char *sdp, size_t n);
void session_offer_answered(struct session *, int status, const char *reason,
	const char *sdp, size_t n);
/* Says once more what was agreed; nothing if another offer is under way. */
void session_offer_again(struct session *, enum session_offer);
/* Offers what we can do now, or asks for their offer. */
void session_offer_anew(struct session *, enum session_offer, bool without);
void session_reanswered(struct session *, const char *sdp, size_t n);
enum sdp_direction session_direction(const struct session *);

/* session_place.c: by ICE, or by STUN */
/* As those of session_ice.c, which see. */
bool session_place_offers(struct session *, void (*next)(struct session *));
bool session_place_answers(struct session *, void (*next)(struct session *));
void session_place_rings(struct session *);
/* A NAT has forgotten where its sound was seen. */
bool session_place_again(struct session *, void (*next)(struct session *));
/* It goes on without, or with one of before, and a STUN server could say.
 * news: one that was silent; one that was late once is asked once more. */
bool session_place_unknown(const struct session *, bool news);
/* It is established: one may have answered since it began. */
void session_place_settled(struct session *);
void session_place_left(struct session *);	/* before its sockets go */

/* session_ice.c */
/* Before the first description of ours.  true: it gathers, and next follows;
 * false: it can be made now, with ICE or without. */
bool session_ice_offers(struct session *, void (*next)(struct session *));
/* The same before their offer is answered, or ours in its place. */
bool session_ice_answers(struct session *, void (*next)(struct session *));
/* The same before an offer in mid-call is, which brings ICE to a call that has
 * none. */
bool session_ice_reanswers(struct session *, const char *sdp, size_t n,
	void (*next)(struct session *));
/* It rings: what answering will need is gathered meanwhile. */
void session_ice_rings(struct session *);
/* The address of ours that its pair has is gone. */
bool session_ice_lost(const struct session *);
/* Other addresses, other names: the other end is told when they are there. */
void session_ice_restart(struct session *);
/* Answered: ICE is offered again where another branch had ended it. */
void session_ice_settled(struct session *);
void session_ice_left(struct session *);	/* the session has ended */
void session_ice_view(const struct session *, struct session_view *);

/* session_keying.c */
void session_keying_changed(void *session);
/* As its account wants it, and whom it calls. */
struct call_security session_security(const struct session *);

/* session_insists.c */
/* true: they are called once more, encrypted in another way. */
bool session_insists(struct session *, const struct dialog_end *);
/* That is the end: told, where another srtp may be what they want. */
void session_insists_in_vain(struct session *, const struct dialog_end *);

/* session_reinvite.c */
void session_reinvite_try(struct session *);	/* if one waits and may go */
void session_reinvite_answered(struct session *, int status,
	const char *reason);
void session_reinvite_left(struct session *);	/* the session has ended */

/* session_timer.c: of the dialog's handlers */
void session_timer_agreed(void *session, int interval_s, bool ours);
void session_timer_refresh(void *session);

/* move.c */
/* After a change of the network: where it has to, it goes on from another
 * address. */
void session_relocate(struct session *);
/* Others see us elsewhere now: the peer is told. */
void session_appear(struct session *);
/* Our address has changed; after the offer that is under way, if any. */
void session_offer_move(struct session *);
/* IP literal of whom it hears; NULL: not known. */
const char *session_peer(const struct session *);

/* session_identity.c */
#define SESSION_ANONYMOUS "sip:anonymous@anonymous.invalid"	/* RFC 3323 */
#define SESSION_ANONYMOUS_NAME "Anonymous"
/* A message from source said this of the other one. */
void session_identified(struct session *, const struct identity *,
	const char *source);
/* The same in the course of a call: dialog's on_identity. */
void session_connected(void *session, const struct identity *,
	const char *source);
void session_identity_view(const struct session *, struct session_view *);
void session_identity_free(struct session_identity *);	/* NULL too */

/* session_privacy.c: of a call with privacy. */
void session_hide_us(struct session *, struct dialog_params *);
const char *session_referrer(const struct session *);	/* for Referred-By */

/* session_request.c */
void session_info_came(void *session, const char *content_type,
	const char *body);
void session_message_came(void *session, const char *content_type,
	const char *text);

/* session_health.c: how it sounds, once a second */
void session_health_look(struct session *);
void session_health_ended(const struct session *);	/* into the log */
/* For the history, a JSON object, the caller's; NULL: there was no sound. */
char *session_health_text(const struct session *);
void session_health_view(const struct session *, struct session_view *);
void session_health_free(struct session_health *);	/* NULL may be given */

/* session_problem.c: what a person is told of one; text is the caller's. */
char *session_problem_text(const struct session *, enum problem,
	const struct stream_statistics *);
const char *session_problem_advice(enum problem,
	const struct stream_statistics *);

/* session_dtmf.c */
void session_dtmf_came(void *session, char key, int duration_ms, bool by_tone);
void session_key_came(struct session *, char key, int duration_ms,
	const char *via);
/* Checked ones, by the style's way. */
bool session_keys_out(struct session *, const char *tones,
	const struct key_style *, struct fault *);

/* session_keys.c */
bool session_keys_send(struct session *, const char *tones,
	const struct key_style *, struct fault *);
void session_keys_answered(struct session *, int status, const char *reason);
void session_keys_free(struct session_keys *);	/* NULL may be given */

/* session_data.c */
bool data_change(struct json_t **data, const struct json_t *changes,
	struct fault *);		/* *data NULL: nothing noted yet */
char *session_data_text(const struct session *);	/* owned by the caller;
							 * NULL none */

/* session_transfer.c */
void session_transfer_told(struct session *, int status, const char *reason);
/* Its hold came about (status 0), or was refused. */
void session_transfer_held(struct session *, int status, const char *reason);
void session_transfer_left(struct session *);	/* the session has ended */
void session_transfer_other_left(struct session *);	/* ... that with was */
/* target: for people, and what is called unless with (0 none) is there. */
void session_transfer_begin(struct session *, const char *target, int with);
/* After it was put on hold for a move that failed. */
void session_take_back(struct session *, bool was_held);

/* session_attended.c */
bool attended_ready(const struct session *);	/* nothing rings any more */
/* Refer-To's URI, for the caller to free; NULL: the other call is gone. */
char *attended_target(const struct session *);
/* After a failure; false: that was it. */
bool attended_again(struct session *, int status);
bool attended_other_left(const struct session *);	/* by their BYE */
void attended_other_ended(struct session *other);
void attended_over(struct session *, bool told);	/* DONE, FAILED */

/* consult.c */
bool consult_may(const struct session *first, struct fault *);
void consult_begin(struct session *, struct session *first);
void consult_ended(struct session *);

/* session_replaces.c */
/* The one that an INVITE at this endpoint names (dialog_name); NULL none. */
struct session *session_named(struct endpoint *, const char *name);
/* 0: it may be replaced; else the status that says why not. */
int session_judge_replaced(const struct session *, bool early_only);
void session_replace(struct session *);		/* in place of ringing */

/* session_referred.c */
void session_refer_came(struct session *, const struct refer_request *);
bool session_refer_waits(const struct session *);
bool session_refer_accept(struct session *, struct fault *);
bool session_refer_refuse(struct session *, struct fault *);
/* Of the call that was made for it; of any other: nothing. */
void session_follow_progress(struct session *, int status, const char *reason);
void session_follow_established(struct session *);
void session_referral_left(struct session *);	/* the session has ended */
void session_referral_free(struct session *);

/* session_record.c */
void session_record_auto(struct session *);	/* if it is to be */
void session_record_left(struct session *);	/* the session has ended */
void session_recorder_back(struct session_recording *);
char *session_recordings_text(const struct session *);	/* a path a line;
							 * owned by the caller;
							 * NULL none */
void session_record_view(const struct session *, struct session_view *);

/* session_play.c */
void session_play_left(struct session *);
void session_player_back(struct session_play *);
void session_play_view(const struct session *, struct session_view *);

/* session_tap.c */
void session_tap_left(struct session *);
void session_tap_back(struct session_tap *);
void session_tap_view(const struct session *, struct session_view *);

/* session_redirect.c */
/* Its caller is to call uri instead; reason as in struct diversion, words for
 * people. */
void session_send_on(struct session *, const char *uri, const char *reason,
	const char *words);

/* session_redirected.c */
/* The call failed, or was redirected: true: it goes on elsewhere, or somebody
 * is asked.  Else why, where there are words of our own. */
bool session_redirected(struct session *, const struct dialog_end *,
	const char **why);
/* The INVITE that has failed; another one is to take its place. */
void session_call_over(struct session *);
bool session_redirect_waits(const struct session *);
bool session_redirect_accept(struct session *, struct fault *);
bool session_redirect_refuse(struct session *, struct fault *);
/* The status of the 3xx that waits, and what it names; 0: none. */
int session_redirection(const struct session *, const char *const **contacts,
	int *n);
void session_redirection_free(struct session *);

#endif
