/* config.h - offhook.conf, read and checked; offhook.conf(5).  Engine thread,
 * at start and reload (a small local file; decisions.md 17).
 *
 * Names are those of the file.  All texts are owned by the struct.
 */
#ifndef STORE_CONFIG_H
#define STORE_CONFIG_H

#include <stdbool.h>

#include "base/pin.h"

struct texts {			/* a list of the file; n items, owned */
	char **items;
	int n;
};

enum config_transport { TRANSPORT_AUTO, TRANSPORT_UDP, TRANSPORT_TCP,
	TRANSPORT_TLS };
enum config_nat { CONFIG_NAT_AUTO, CONFIG_NAT_NONE, CONFIG_NAT_STUN,
	CONFIG_NAT_STATIC };
enum config_tls_verify { CONFIG_TLS_FULL, CONFIG_TLS_CA, CONFIG_TLS_PIN,
	CONFIG_TLS_OFF };
enum config_keying { KEYING_AUTO, KEYING_SDES, KEYING_DTLS };
enum config_srtp { CONFIG_SRTP_OFF, CONFIG_SRTP_OPTIONAL, CONFIG_SRTP_REQUIRED };
enum config_accept { ACCEPT_AUTO, ACCEPT_REGISTRAR, ACCEPT_ANY, ACCEPT_LIST };
enum config_rel100 { CONFIG_REL100_NO, CONFIG_REL100_SUPPORTED,
	CONFIG_REL100_REQUIRED };
enum config_follow { FOLLOW_ASK, FOLLOW_YES, FOLLOW_NO };
enum config_dtmf { DTMF_AUTO, DTMF_RTP, DTMF_INFO, DTMF_INBAND };
enum config_auto_answer { AUTO_ANSWER_OFF, AUTO_ANSWER_HEADER, AUTO_ANSWER_ALL,
	AUTO_ANSWER_LIST };
enum config_on_refer { ON_REFER_ASK, ON_REFER_FOLLOW, ON_REFER_REFUSE };
enum config_answer_with { ANSWER_MICROPHONE, ANSWER_ECHO, ANSWER_TONE,
	ANSWER_MUSIC, ANSWER_CONFERENCE };

enum config_record { RECORD_DEFAULT, RECORD_YES, RECORD_NO };

enum config_ring { RING_1, RING_2, RING_3, RING_4, RING_5, RING_SILENT,
	RINGS };
enum config_forward { FORWARD_ALWAYS, FORWARD_BUSY, FORWARD_NO_ANSWER,
	FORWARDS };

/* What is done to the microphone's sound; in the order of the words. */
enum config_processing { PROCESSING_AUTO, PROCESSING_ON, PROCESSING_OFF };
enum config_mix { MIX_ALL, MIX_MANUAL, MIX_LOUDEST };
enum config_bitrate { BITRATE_PER_CALL, BITRATE_SUM, BITRATE_SUM_LOCAL };

struct tls_config {
	enum config_tls_verify verify;
	bool wildcards;			/* of certificates' names count */
	char *ca, *cert, *key;		/* paths; NULL: none is named */
	bool pinned;
	uint8_t pin[PIN_BYTES];
};

enum config_ice { CONFIG_ICE_AUTO, CONFIG_ICE_ON, CONFIG_ICE_OFF };
enum { ICE_UNTIL_ALL = -1, ICE_UNTIL_SRFLX = -2 };

struct ice_config {
	enum config_ice mode;
	struct texts servers;		/* ice_uri.h */
	char *user, *password, *password_command;	/* NULL: none */
	int wait;			/* ms, or one of the above */
	bool hide_host;
};

struct account_config {
	char *name;			/* the section's title */
	char *file;			/* it stands in */
	int line;
	char *text;			/* its body, of config_read_account; or NULL */
	char *uri, *display_name;
	char *user;			/* of authentication; NULL: the uri's */
	char *password, *password_command, *ha1;	/* at most one */
	bool password_keyring;		/* in place of them */
	struct texts realm;		/* that may ask for it; none: see
					 * engine/account_realms.c */
	char *registrar;		/* sip:HOST; NULL: the uri's domain */
	bool registers;			/* registrar is not "none" */
	struct texts proxy;
	enum config_transport transport;
	bool by_tls;			/* that, or what its URIs say */
	struct tls_config tls;
	enum config_srtp srtp;
	enum config_keying keying;
	bool srtp_clear_keys;		/* over signalling that is not encrypted */
	struct ice_config ice;
	int expires;			/* s */
	int register_retry, register_retry_max;	/* s */
	struct texts codecs;		/* names that are built, best first;
					 * empty: ours */
	enum config_dtmf dtmf;
	enum config_auto_answer auto_answer;
	int auto_answer_delay;		/* ms */
	struct texts auto_answer_from;	/* addresses of record */
	enum config_answer_with answer_with;
	enum config_ring ring;
	char *forward[FORWARDS];	/* URI, number or user; NULL none */
	enum config_accept accept_from;	/* its own or the global one */
	struct texts accept_list;
	/* Set by config_read_account() where the text says nothing of
	 * accept_from: the configuration's own two count. */
	bool accept_inherited;
	bool enabled;
	/* NULL, or why the account must not run: a key that protects and whose
	 * feature is not built (decisions.md 18). */
	char *disabled_reason;
	struct texts warnings;		/* as config.warnings; of
					 * config_read_account() only */
	char *register_guard;		/* a command; NULL none */
	bool gruu;			/* ask for one, and use it */
	bool privacy;			/* its calls do not tell who calls */
	enum config_record record;	/* its calls are recorded */
	int options_ping;		/* s; 0 off */
	char *options_ping_uri;		/* NULL: the registrar */
	int options_ping_fail;
	int keepalive;			/* s, or one of these */
	enum config_nat nat;
	char *public_address;		/* IP literal; NULL: not set */
};

enum { KEEPALIVE_AUTO = -1, KEEPALIVE_OFF = 0 };

struct listen_config {
	bool tcp, tls;			/* else udp */
	char address[64];		/* IP literal without brackets */
	int port;			/* 0: any */
};

struct config {
	char *file;			/* it came from; NULL: there is none */
	char *contacts;			/* a folder, or FILE.vcf; NULL: of
					 * instance_dir */
	char *contact_lookup;		/* a command; "" none */
	char *instance_dir;		/* expanded; ends in NAME for -L NAME */
	int max_calls;
	int no_answer_timeout;		/* s */
	struct texts rings;		/* value_read_ring() */
	bool call_waiting;		/* false: one call is all, busy then */
	int session_timer;		/* s; 0 off */
	int min_se;			/* s */
	enum config_on_refer on_refer;
	char *log_level;
	bool seccomp;			/* only what the start says counts */
	bool services;
	enum config_accept accept_from;	/* for accounts that do not say */
	struct texts accept_list;
	enum config_rel100 rel100;
	enum config_follow follow_redirect;

	struct account_config *accounts;
	int n_accounts;

	struct listen_config *listen;
	int n_listen;
	struct tls_config tls;		/* of sip.listen, and of calls without
					 * an account that registers */
	char *user_agent;
	char *resolv_conf;		/* NULL: the system's */
	int t1x64;			/* ms */

	int rtp_first, rtp_last;
	int ptime;			/* ms */
	bool silence_suppression;
	int opus_bitrate;		/* bit/s, at most; 0: as bitrate says */
	int opus_complexity;		/* 0-10 */
	bool opus_fec, opus_cbr;
	int rtp_timeout;		/* s */
	int dscp_sip, dscp_rtp;
	char *latency;
	enum config_mix mix;
	enum config_bitrate bitrate;
	int uplink_kbps;		/* 0: not known */
	char *hold_music;		/* a sound file; NULL none */
	struct record_config {
		char *dir;		/* NULL: recordings/ of instance_dir */
		char *name;		/* record_name() */
		bool flac;		/* else WAV */
		bool automatic;		/* all calls, where no account says */
		int beep;		/* s; 0 none */
	} record;

	struct texts capture, playback, ring;
	int period;			/* ms */
	struct processing_config {
		enum config_processing echo_cancel, noise_suppression,
			gain_control;
	} processing;

	struct hooks_config {
		char *incoming, *event;	/* commands; "": none */
		struct texts topics;	/* of event; empty: all */
		int timeout;		/* ms */
	} hooks;

	struct texts warnings;		/* a line for each key not built yet */
};

#define CONFIG_ERROR 4096

/* The file, or the defaults when there is none (file NULL, or -ENOENT of the
 * default one).  NULL: cannot be used; error holds whole lines
 * "FILE:LINE: what is wrong, what was expected\n", the first syntax error or
 * unknown key, else every wrong value. must_exist: the user named the file. */
struct config *config_read(const char *file, bool must_exist,
	const char *instance, char error[CONFIG_ERROR]);
void config_free(struct config *);	/* wipes secrets; NULL may be given */

/* The same checks for one account from elsewhere (account.add): its text is the
 * body of an account section. */
struct account_config *config_read_account(const char *name, const char *text,
	const char *file, char error[CONFIG_ERROR]);
void account_config_free(struct account_config *);

#endif
