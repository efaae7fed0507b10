/* private.h - the engine's own structs, shared by the files of this folder
 * only.  Engine thread.
 *
 *	engine
 *	  |-- endpoints	one ua each: of an account, of sip.listen, for direct
 *	  |		calls, for the built-in services
 *	  |-- accounts	--> their endpoint, their registration
 *	  |-- sessions	--> their endpoint and account, one dialog, one call_media
 *	  `-- sound	the three devices and what is heard on them
 */
#ifndef ENGINE_PRIVATE_H
#define ENGINE_PRIVATE_H

#include "base/list.h"
#include "engine/call_media.h"
#include "engine/engine.h"
#include "engine/session_state.h"
#include "engine/trace.h"
#include "engine/transfer_state.h"
#include "media/media.h"
#include "sip/address.h"
#include "sip/dialog.h"
#include "sip/registration.h"
#include "sip/ua.h"
#include "sip/uri.h"
#include "store/instance_id.h"

struct identity;
struct session_identity;
struct session_keys;
struct sound;
struct network;

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
	bool tcp, udp;			/* what it listens on */
	int configured_port;		/* of sip.listen */
	bool leaving;			/* goes down when the last user is gone */
	bool down;			/* ua_shutdown() has been called */
	bool away;			/* its address was gone when last seen */
	bool moved;			/* then it moved, or its address is back */
};

#define TRANSPORT_PEER 80		/* "[address]:port" */

struct account {
	struct list link;
	struct engine *engine;
	int id;
	struct account_config *config;	/* of engine->config, or owned */
	bool owns_config;		/* added at run time */
	struct uri_parts aor;
	char domain[URI_TEXT];		/* host[:port] for bare users */
	char next_hop[URI_TEXT];	/* "" as the stack resolves */
	bool removed;			/* waits for its sessions to end */
	int sessions;
	char *secret;			/* what password_command said; owned */
	bool secret_refused;		/* by the registrar: ask again */
	struct child *secret_child;
	struct loop_timer *retry;
	struct address_probe *probe;
	struct endpoint *endpoint;	/* NULL until the next hop is known */
	struct registration *registration;	/* owned */
	struct account_status {
		const char *state;	/* registration.state */
		int status;
		char *reason, *contact;	/* owned, clean */
		int64_t expires_at_ms, next_attempt_ms;	/* clock_ms */
		int64_t since;		/* wall */
	} status;
	char *forward[FORWARDS];	/* set at run time; "" none, NULL: as
					 * configured; owned */
	char (*peers)[ADDRESS_TEXT];	/* who answered REGISTER; owned */
	int n_peers;
	char hop[ADDRESS_TEXT];		/* of the first hop; "" not known yet */
	bool offline;			/* there is no network to it */
	struct {			/* the way to the registrar; transport.c */
		const char *state;	/* NULL: none is wanted */
		char *reason;		/* why it is so; owned */
		char peer[TRANSPORT_PEER];	/* who answers on it */
		bool stream;		/* it is a connection */
		const char *lost;	/* to be told from the loop; NULL */
		bool tries, answers;	/* the same */
		struct loop_timer *timer;
	} transport;
	struct backoff *backoff;	/* owned; of the config's two waits */
	struct child *guard;		/* register_guard at work */
	bool asked;			/* by a person: what was refused, too */
	bool refused;			/* the password: not to be sent again */
	bool way_lost;			/* to be found again before it registers */
	bool service_route;		/* the registrar's, for calls */
	int flow_timer_s;		/* keep alive at least so often; 0: as
					 * we like (RFC 5626 4.4.1) */
	struct list bindings_asks;
	struct {			/* ping.c */
		struct ping *out;	/* owned; NULL: none is on its way */
		struct loop_timer *timer, *keepalive;	/* owned */
		const char *state;	/* NULL: none was answered, or not */
		int failures;		/* in a row */
		int rtt_ms;		/* of the last answer; -1 none */
	} ping;
	bool same_binding;		/* register once more, do not begin anew */
};

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
	struct engine *engine;
	int id, number;
	struct account *account;	/* counted in it; NULL none */
	struct endpoint *endpoint;	/* counted in it; NULL before and after */
	struct dialog *dialog;		/* owned; NULL before and after */
	struct address_probe *probe;	/* owned, while INITIAL */
	struct call_media *media;	/* owned */
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
	enum stream_join join;		/* what it is answered with */
	enum config_ring ring;
	bool rings_so;			/* by a rule, not as all do */
	bool came_back;			/* forwarded before, and here again */
	bool answers_itself;		/* when the timer is over */
	bool beeping;			/* its microphone waits for that */
	struct trace *trace;		/* released; NULL: nothing sent yet */
	char *call_id, *local_uri, *local_name, *remote_uri, *remote_name;
	char *target;			/* URI that is called */
	char *next_hop;			/* NULL: as it resolves */
	char *offer;			/* theirs, until answered; owned */
	char *source;			/* IP their INVITE came from */
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
	char *sent_on;			/* owned; the same, of a caller who was
					 * sent to somebody else; NULL: was not */
	struct loop_timer *timer;	/* no answer, or auto-answer */
	struct session_identity *identity;	/* owned; NULL: nothing said */
	bool privacy;			/* we do not tell who we are */
	int end_q850;			/* of their Reason; 0 none */
	char *end_cause;		/* owned; NULL: not told */
	struct redirection *redirection;	/* owned; NULL: never */
	char *to;			/* whom we called before; NULL: target */
	struct list early;		/* agreements before the answer */
	bool delayed;			/* our INVITE makes no offer */
	struct statistics_view last_statistics;	/* kept when the stream is gone */
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
		session_final_fn *fn;	/* NULL: the asker is gone */
		void *arg;
	} reinvite;
	bool moved;			/* the peer is to be told where we are */
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
	struct list endpoints, accounts, sessions, service_legs, pages;
	struct list device_requests;
	struct list requests;		/* in dialogs, by hand */
	struct list news;		/* sessions that have changed */
	struct loop_timer *tell_news, *thrift;
	struct device_listing *listing;	/* under way; NULL none */
	struct capability capability;	/* of calls without an account */
	struct session *focused;	/* NULL: nobody has the microphone */
	int last_account_id, last_session_id;
	int live;			/* sessions that have not ended */
	bool dnd;
	enum engine_stop stop;
	uint64_t refused_strangers;
	int64_t started;
	struct loop_timer *purge, *stop_timer, *vanished;
	bool purging;			/* within PURGE_MS */
	struct endpoint *services;	/* NULL until first needed */
	char instance_id[INSTANCE_ID_TEXT];	/* urn:uuid:... */
	struct network *network;	/* owned */
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

/* endpoint.c */
int endpoint_new(struct endpoint **, struct engine *, enum endpoint_kind,
	const char *address, int port, int transports, struct account *);
/* The one that listens or calls on this address without an account. */
int endpoint_direct(struct engine *, const char *local, bool tcp,
	struct endpoint **);
void endpoint_use(struct endpoint *);
void endpoint_release(struct endpoint *);	/* NULL may be given */
void endpoint_leave(struct endpoint *);		/* down after its last user */
void endpoint_shut_down(struct endpoint *);	/* now */
/* Those of sip.listen: false and error where one cannot be had. */
bool endpoints_listen(struct engine *, const struct config *, char *error);
bool endpoint_is_ours(const struct engine *, const char *host);

/* account.c */
struct account *account_new(struct engine *, struct account_config *, bool owned);
void account_start(struct account *);		/* from the guard on */
void account_go_on(struct account *);		/* past the guard */
/* Another section: its calls keep their ua, it registers anew. */
void account_reconfigure(struct account *, struct account_config *);
void account_remove(struct account *);		/* freed after its last session */
void account_release(struct account *);		/* a session less */
void account_free(struct account *);
bool account_done(const struct account *);	/* nothing bound any more */
void account_leave(struct account *);		/* un-REGISTER, at the end */
void account_set_status(struct account *, const char *state, int status,
	const char *reason);		/* tells the observers */
void account_failed(struct account *, const char *reason);	/* tried again */
void account_failed_for(struct account *, int status, const char *reason,
	int64_t ms);
void account_stop_trying(struct account *);
/* What an account's codecs and ptime mean in SDP. */
void engine_capability(const struct account_config *, int ptime_ms,
	struct capability *);
bool account_config_same(const struct account_config *,
	const struct account_config *);

/* account_secret.c */
bool account_fetch_secret(struct account *);	/* true: it goes on later */
void account_secret_refused(struct account *, int status);
void account_secret_taken(struct account *);
void account_credentials(const struct account *, struct credentials *);

/* account_way.c */
void account_find_way(struct account *);	/* and register */
const char *account_call_hop(const struct account *);	/* NULL: it resolves */

/* register_guard.c */
bool register_guard_ask(struct account *);	/* true: it goes on later */

/* account_bindings.c */
void account_bindings_give_up(struct account *);	/* its ua goes */

/* account_register.c */
void account_register_on(struct account *);	/* its endpoint is there */
bool account_can_register(const struct account *, struct fault *);

/* network.c */
struct network *network_new(struct engine *);
void network_free(struct network *);		/* NULL may be given */

/* move.c */
/* After a change of the network: where it has to, it goes on from another
 * address. */
void session_relocate(struct session *);
/* IP literal of whom it hears; NULL: not known. */
const char *session_peer(const struct session *);

/* ping.c */
void ping_start(struct account *);	/* registered; nothing if it runs */
void ping_stop(struct account *);
void ping_free(struct account *);

/* transport.c */
void transport_heard(struct account *, const struct ua_message *);
void transport_closed(struct account *, const char *peer);
void transport_registration(struct account *,
	const struct registration_status *);	/* after it was told */
void transport_lost(struct account *, const char *reason);	/* a literal */
/* Nobody is there: connected and registered anew. */
void transport_dead(struct account *, const char *reason);
void transport_unwanted(struct account *);	/* nothing is to be reached */
void transport_free(struct account *);

/* account_accept.c */
void account_add_peer(struct account *, const char *ip);	/* a registrar's */
bool account_accepts(const struct account *, const char *source);
bool account_none_accepts(const struct config *, const char *source);
/* A registrar or proxy of its own, or of accept_list: what it asserts of
 * callers is true, and it may ask for an automatic answer. */
bool account_trusts(const struct account *, const char *source);
bool account_none_trusts(const struct config *, const char *source);

/* account_edit.c */
void account_read_stored(struct engine *);

/* call.c */
struct target;
/* The call that a peer wants: false: it cannot be made.  Then make it. */
bool call_may_follow(const struct session *from, struct target *,
	struct fault *);
void call_referred(struct session *from, const struct target *,
	bool by_person);

/* target.c */
struct target {
	struct account *account;	/* NULL none */
	const char *service;		/* "echo" ...; NULL none */
	char uri[URI_TEXT];
	char host[256];			/* to probe: next hop's */
};
bool target_find(struct engine *, const struct call_params *, struct target *,
	struct fault *);
/* By this account, or by none: a URI of whom a peer wants us to call. */
bool target_referred(struct account *, const char *uri, struct target *,
	struct fault *);

/* call.c */
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

/* session.c */
struct session *session_new(struct engine *, struct account *, bool outgoing);
void session_free(struct session *);
void session_begin(struct session *, struct endpoint *);	/* outgoing */
void session_come(struct session *, struct endpoint *, struct dialog *,
	const struct invite_info *);
bool session_is_live(const struct session *);
void session_end(struct session *, const char *by, int status,
	const char *reason);
void session_changed(struct session *);
void session_apply(struct session *);	/* tones, stream, devices as it is now */
bool session_move(struct session *, enum session_event);
int session_open_media(struct session *, const char *address);
void session_take_agreement(struct session *);	/* held_by_them */
extern const struct dialog_handlers session_handlers;

void session_established(struct session *);
/* Their answer cannot be used: the call cannot be either. */
void session_give_up(struct session *, int status, const char *why);

/* session_early.c */
void session_progress(void *session, const struct dialog_progress *);
void session_answered(void *session, int branch, const char *sdp, size_t n);
char *session_early_offer(void *session, int branch, const char *sdp, size_t n);
void session_early_answer(void *session, const char *sdp, size_t n);
void session_early_forget(struct session *);

/* session_incoming.c */
void session_on_timer(void *session);	/* nobody answers, or it does itself */
bool session_pick_up(struct session *, bool by_person);
/* The 200, as it is wished to be held; who gets the microphone is the
 * caller's. */
bool session_take_call(struct session *);

/* session_identity.c */
#define SESSION_ANONYMOUS "sip:anonymous@anonymous.invalid"	/* RFC 3323 */
#define SESSION_ANONYMOUS_NAME "Anonymous"
/* A message from source said this of the other one. */
void session_identified(struct session *, const struct identity *,
	const char *source);
void session_identity_view(const struct session *, struct session_view *);
void session_identity_free(struct session_identity *);	/* NULL too */

/* session_private.c: of a call with privacy. */
void session_hide_us(struct session *, struct dialog_params *);
const char *session_referrer(const struct session *);	/* for Referred-By */

/* session_request.c */
void session_info_came(void *session, const char *content_type,
	const char *body);
void session_message_came(void *session, const char *content_type,
	const char *text);

/* session_ask.c */
bool session_may(struct session *, enum session_event, struct fault *);

/* session_transfer.c */
void session_transfer_told(struct session *, int status, const char *reason);
/* Its hold came about (status 0), or was refused. */
void session_transfer_held(struct session *, int status, const char *reason);
void session_transfer_left(struct session *);	/* the session has ended */
void session_transfer_other_left(struct session *);	/* ... that with was */
/* target: for people, and what is called unless with (0 none) is there. */
void session_transfer_begin(struct session *, const char *target, int with);

/* session_attended.c */
bool attended_ready(const struct session *);	/* nothing rings any more */
/* Refer-To's URI, for the caller to free; NULL: the other call is gone. */
char *attended_target(const struct session *);
/* After a failure; false: that was it. */
bool attended_again(struct session *, int status);
bool attended_other_left(const struct session *);	/* by their BYE */
void attended_other_ended(struct session *other);
void attended_over(struct session *, bool told);	/* DONE, FAILED */

/* session_replaces.c */
/* The one that an INVITE at this endpoint names (dialog_name); NULL none. */
struct session *session_named(struct endpoint *, const char *name);
/* 0: it may be replaced; else the status that says why not. */
int session_judge_replaced(const struct session *, bool early_only);
void session_replace(struct session *);		/* in place of ringing */

/* consult.c */
bool consult_may(const struct session *first, struct fault *);
void consult_begin(struct session *, struct session *first);
void consult_ended(struct session *);

/* session_redirected.c */
/* The call failed, or was redirected: true: it goes on elsewhere, or somebody
 * is asked.  Else why, where there are words of our own. */
bool session_redirected(struct session *, const struct dialog_end *,
	const char **why);
bool session_redirect_waits(const struct session *);
bool session_redirect_accept(struct session *, struct fault *);
bool session_redirect_refuse(struct session *, struct fault *);
/* The status of the 3xx that waits, and what it names; 0: none. */
int session_redirection(const struct session *, const char *const **contacts,
	int *n);
void session_redirection_free(struct session *);

/* session_redirect.c */
/* Its caller is to call uri instead; reason as in struct diversion, words for
 * people. */
void session_send_on(struct session *, const char *uri, const char *reason,
	const char *words);

/* After it was put on hold for a move that failed. */
void session_take_back(struct session *, bool was_held);

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

/* session_hold.c */
void session_want_hold(struct session *, bool);
void session_offered(struct session *, const char *sdp, size_t n);
void session_offer_answered(struct session *, int status, const char *reason,
	const char *sdp, size_t n);
/* Says once more what was agreed; nothing if another offer is under way. */
void session_offer_again(struct session *, enum session_offer);
/* Offers what we can do now, or asks for their offer. */
void session_offer_anew(struct session *, enum session_offer, bool without);
/* Our address has changed; after the offer that is under way, if any. */
void session_offer_move(struct session *);
void session_reanswered(struct session *, const char *sdp, size_t n);
enum sdp_direction session_direction(const struct session *);

/* session_reinvite.c */
void session_reinvite_try(struct session *);	/* if one waits and may go */
void session_reinvite_answered(struct session *, int status,
	const char *reason);
void session_reinvite_left(struct session *);	/* the session has ended */

/* session_timer.c: of the dialog's handlers */
void session_timer_agreed(void *session, int interval_s, bool ours);
void session_timer_refresh(void *session);

/* thrift.c */
struct loop_timer *thrift_timer(struct engine *);
void thrift_wait(struct engine *);	/* a call came, or has ended */

/* vanished.c */
struct loop_timer *vanished_timer(struct engine *);
void vanished_watch(struct session *);	/* after each change of its media */

/* focus.c */
void focus_take(struct session *);	/* holds the one that had it */
bool focus_is_in_conference(const struct engine *);
void focus_drop(struct session *);	/* nobody has it, if this one had */

/* services.c */
bool services_known(const char *name);
void service_invite(struct endpoint *, struct dialog *,
	const struct invite_info *);
int services_endpoint(struct engine *, struct endpoint **);
void services_end(struct engine *);

/* sound.c */
struct sound *sound_new(struct engine *);
void sound_free(struct sound *);
void sound_configure(struct sound *);	/* lists of the configuration anew */
void sound_update(struct sound *);	/* open, close, tones: as sessions are */
void sound_end_tone(struct sound *, int status);	/* busy, congestion */
/* Once, where people talk; then auto_answer_beeped(). */
void sound_beep(struct sound *);
void sound_view(const struct sound *, struct audio_view *);

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

#endif
