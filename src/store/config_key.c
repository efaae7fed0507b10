#include "store/config_key.h"

#include <config.h>
#include <stdlib.h>
#include <string.h>

#include "store/config_value.h"

#define NUMBER(key, default_, lowest, highest, unit_, standing_) \
	{ .name = key, .kind = KEY_NUMBER, .usual = default_, .min = lowest, \
	  .max = highest, .unit = unit_, .standing = standing_ }
#define WORD(key, default_, words_, standing_) \
	{ .name = key, .kind = KEY_WORD, .usual = default_, .words = words_, \
	  .standing = standing_ }
#define SWITCH(key, default_, standing_) \
	{ .name = key, .kind = KEY_SWITCH, .usual = default_, \
	  .standing = standing_ }
#define TEXT(key, default_, check_, standing_) \
	{ .name = key, .kind = KEY_TEXT, .usual = default_, .check = check_, \
	  .standing = standing_ }
#define SECRET(key, check_) \
	{ .name = key, .kind = KEY_TEXT, .usual = "", .check = check_, \
	  .standing = KEY_BUILT, .secret = true }
#define LIST(key, default_, check_, standing_) \
	{ .name = key, .kind = KEY_LIST, .usual = default_, .check = check_, \
	  .standing = standing_ }
#ifdef HAVE_SECCOMP
#define SECCOMP_STANDING KEY_BUILT
#else
#define SECCOMP_STANDING KEY_PROTECTS
#endif
#define COUNT(array) ((int)(sizeof array / sizeof *array))

#define DAY 86400		/* s */

static const struct config_key top_keys[] = {
	TEXT("contact_lookup", "", value_text, KEY_BUILT),
	TEXT("contacts", "", value_path, KEY_BUILT),
	TEXT("instance_dir", "~/.local/share/offhook", value_folder, KEY_BUILT),
	NUMBER("max_calls", "8", 1, 10000, "", KEY_BUILT),
	NUMBER("no_answer_timeout", "60", 1, 3600, "s", KEY_BUILT),
	SWITCH("call_waiting", "yes", KEY_BUILT),
	LIST("rings", "", value_ring, KEY_BUILT),
	WORD("on_refer", "ask", "ask|follow|refuse", KEY_BUILT),
	WORD("follow_redirect", "ask", "ask|yes|no", KEY_BUILT),
	WORD("accept_from", "auto", "auto|registrar|any|list", KEY_BUILT),
	LIST("accept_list", "", value_network, KEY_BUILT),
	NUMBER("session_timer", "1800", 0, DAY, "s", KEY_BUILT),
	NUMBER("min_se", "90", 90, DAY, "s", KEY_BUILT),
	WORD("rel100", "supported", "no|supported|required", KEY_BUILT),
	TEXT("log_level", "info", value_log_level, KEY_BUILT),
	SWITCH("services", "yes", KEY_BUILT),
	{ .name = "seccomp", .kind = KEY_SWITCH, .usual = "no",
	  .standing = SECCOMP_STANDING, .library = "libseccomp" },
};

static const struct config_key account_keys[] = {
	SWITCH("enabled", "yes", KEY_BUILT),
	TEXT("uri", "", value_address, KEY_BUILT),
	TEXT("display_name", "", value_short_text, KEY_BUILT),
	TEXT("user", "", value_short_text, KEY_BUILT),
	SECRET("password", value_text),
	SECRET("password_command", value_text),
	SECRET("ha1", value_ha1),
	SWITCH("password_keyring", "no", KEY_BUILT),
	LIST("realm", "", value_short_text, KEY_BUILT),
	TEXT("registrar", "", value_registrar, KEY_BUILT),
	LIST("proxy", "", value_host_uri, KEY_BUILT),
	WORD("transport", "auto", "auto|udp|tcp|tls", KEY_BUILT),
	NUMBER("expires", "600", 1, DAY, "s", KEY_BUILT),
	NUMBER("register_retry", "30", 1, 3600, "s", KEY_BUILT),
	NUMBER("register_retry_max", "1800", 1, DAY, "s", KEY_BUILT),
	TEXT("register_guard", "", value_text, KEY_BUILT),
	SWITCH("gruu", "yes", KEY_BUILT),
	NUMBER("options_ping", "30", 0, 3600, "s", KEY_BUILT),
	TEXT("options_ping_uri", "", value_host_uri, KEY_BUILT),
	NUMBER("options_ping_fail", "3", 1, 100, "", KEY_BUILT),
	TEXT("keepalive", "auto", value_keepalive, KEY_BUILT),
	WORD("tls_verify", "full", "full|ca|pin|off", KEY_BUILT),
	SWITCH("tls_wildcard", "no", KEY_BUILT),
	TEXT("tls_ca", "", value_path, KEY_BUILT),
	TEXT("tls_cert", "", value_path, KEY_BUILT),
	TEXT("tls_key", "", value_path, KEY_BUILT),
	TEXT("tls_pin", "", value_pin, KEY_BUILT),
	WORD("srtp", "optional", "off|optional|required", KEY_BUILT),
	WORD("srtp_clear_keys", "refuse", "refuse|allow", KEY_BUILT),
	WORD("keying", "auto", "auto|sdes|dtls", KEY_BUILT),
	WORD("ice", "auto", "auto|on|off", KEY_BUILT),
	LIST("ice_servers", "", value_ice_server, KEY_BUILT),
	TEXT("ice_user", "", value_short_text, KEY_BUILT),
	SECRET("ice_password", value_short_text),
	SECRET("ice_password_command", value_text),
	TEXT("ice_wait", "srflx", value_ice_wait, KEY_BUILT),
	SWITCH("ice_hide_host", "no", KEY_BUILT),
	WORD("nat", "auto", "auto|none|stun|static", KEY_BUILT),
	TEXT("public_address", "", value_ip, KEY_BUILT),
	LIST("codecs", "opus|G722|PCMA|PCMU", value_codec, KEY_BUILT),
	WORD("auto_answer", "off", "off|header|all|list", KEY_BUILT),
	WORD("dtmf", "auto", "auto|rtp|info|inband", KEY_BUILT),
	NUMBER("auto_answer_delay", "0", 0, 60000, "ms", KEY_BUILT),
	LIST("auto_answer_from", "", value_address, KEY_BUILT),
	WORD("answer_with", "microphone",
		"microphone|echo|tone|music|conference", KEY_BUILT),
	WORD("ring_with", "ring-1", RING_WORDS, KEY_BUILT),
	TEXT("forward_always", "", value_short_text, KEY_BUILT),
	TEXT("forward_busy", "", value_short_text, KEY_BUILT),
	TEXT("forward_no_answer", "", value_short_text, KEY_BUILT),
	SWITCH("privacy", "no", KEY_BUILT),
	WORD("record", "default", "default|yes|no", KEY_BUILT),
	/* Where it is not set here, the top level's counts. */
	WORD("accept_from", "auto", "auto|registrar|any|list", KEY_BUILT),
	LIST("accept_list", "", value_network, KEY_BUILT),
};

static const struct config_key sip_keys[] = {
	LIST("listen", "", value_listen, KEY_BUILT),
	TEXT("user_agent", "offhook", value_token_text, KEY_BUILT),
	TEXT("resolv_conf", "", value_path, KEY_BUILT),
	NUMBER("t1x64", "32000", 100, 120000, "ms", KEY_BUILT),
	WORD("tls_verify", "full", "full|ca|off", KEY_BUILT),
	SWITCH("tls_wildcard", "no", KEY_BUILT),
	TEXT("tls_ca", "", value_path, KEY_BUILT),
	TEXT("tls_cert", "", value_path, KEY_BUILT),
	TEXT("tls_key", "", value_path, KEY_BUILT),
};

static const struct config_key media_keys[] = {
	TEXT("rtp_ports", "10000-10999", value_ports, KEY_BUILT),
	NUMBER("ptime", "20", 10, 60, "ms", KEY_BUILT),
	TEXT("latency", "default", value_latency, KEY_BUILT),
	NUMBER("rtp_timeout", "30", 0, 3600, "s", KEY_BUILT),
	WORD("bitrate", "sum+local", "per-call|sum|sum+local", KEY_BUILT),
	NUMBER("uplink_kbps", "0", 0, 10000000, "kbit/s", KEY_BUILT),
	NUMBER("dscp_sip", "24", 0, 63, "", KEY_BUILT),
	NUMBER("dscp_rtp", "46", 0, 63, "", KEY_BUILT),
	TEXT("hold_music", "", value_path, KEY_BUILT),
	TEXT("record_dir", "", value_folder, KEY_BUILT),
	TEXT("record_name", "{date}-{remote}-{session}", value_record_name,
		KEY_BUILT),
	WORD("record_format", "wav", "wav|flac", KEY_BUILT),
	SWITCH("record_auto", "no", KEY_BUILT),
	NUMBER("record_beep", "0", 0, 3600, "s", KEY_BUILT),
	NUMBER("opus_bitrate", "0", 0, 510, "kbit/s", KEY_BUILT),
	SWITCH("opus_cbr", "no", KEY_BUILT),
	NUMBER("opus_complexity", "5", 0, 10, "", KEY_BUILT),
	SWITCH("opus_fec", "yes", KEY_BUILT),
	SWITCH("silence_suppression", "no", KEY_BUILT),
	WORD("mix", "all", "all|manual|top-3", KEY_BUILT),
};

static const struct config_key audio_keys[] = {
	LIST("capture", "alsa:default", value_capture, KEY_BUILT),
	LIST("playback", "alsa:default", value_playback, KEY_BUILT),
	LIST("ring", "alsa:default", value_playback, KEY_BUILT),
	NUMBER("period", "10", 2, 100, "ms", KEY_BUILT),
	WORD("echo_cancel", "auto", "auto|on|off", KEY_BUILT),
	WORD("noise_suppression", "auto", "auto|on|off", KEY_BUILT),
	WORD("gain_control", "auto", "auto|on|off", KEY_BUILT),
};

static const struct config_key hooks_keys[] = {
	TEXT("incoming", "", value_text, KEY_BUILT),
	TEXT("event", "", value_text, KEY_BUILT),
	LIST("topics", "", value_topic, KEY_BUILT),
	NUMBER("timeout", "2000", 10, 60000, "ms", KEY_BUILT),
};

static const struct config_section sections[] = {
	{ "", top_keys, COUNT(top_keys) },
	{ "account", account_keys, COUNT(account_keys) },
	{ "sip", sip_keys, COUNT(sip_keys) },
	{ "media", media_keys, COUNT(media_keys) },
	{ "audio", audio_keys, COUNT(audio_keys) },
	{ "hooks", hooks_keys, COUNT(hooks_keys) },
};

const struct config_section *config_section_at(int i)
{
	return i < COUNT(sections) ? &sections[i] : NULL;
}

const struct config_section *config_section_find(const char *name)
{
	for (int i = 0; i < COUNT(sections); i++)
		if (!strcmp(sections[i].name, name))
			return &sections[i];
	return NULL;
}

const struct config_key *config_key_find(const struct config_section *s,
	const char *name)
{
	for (int i = 0; i < s->n; i++)
		if (!strcmp(s->keys[i].name, name))
			return &s->keys[i];
	return NULL;
}

int config_word_index(const char *words, const char *word)
{
	size_t n = strlen(word), length;

	for (int i = 0; ; i++, words += length + 1) {
		length = strcspn(words, "|");
		if (length == n && !memcmp(words, word, n))
			return i;
		if (!words[length])
			return -1;
	}
}

bool config_key_works(const struct config_key *key, const char *value)
{
	bool on = false, usual = false;

	if (key->standing == KEY_BUILT)
		return true;
	switch (key->kind) {
	case KEY_NUMBER:
		return atoi(value) == atoi(key->usual);
	case KEY_SWITCH:
		value_switch(value, &on);
		value_switch(key->usual, &usual);
		return on == usual;
	case KEY_WORD:
	case KEY_TEXT:
	case KEY_LIST:
		break;
	}
	return !strcmp(value, key->usual);
}
