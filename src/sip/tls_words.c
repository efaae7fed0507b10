#include "sip/tls_words.h"

#include <string.h>

#include <openssl/err.h>

#include "base/text.h"

static void say(char why[TLS_WHY], const char *text)
{
	text_format(why, TLS_WHY, "%s", text);
}

/* NULL: as OpenSSL calls it. */
static const char *alert_words(int description, bool shown)
{
	switch (description) {
	case SSL_AD_PROTOCOL_VERSION:
		return "it speaks no version of TLS from 1.2 on";
	case SSL_AD_HANDSHAKE_FAILURE:
		return shown ? "it found nothing that both can, or refuses our "
			"certificate (handshake failure)" :
			"it found nothing that both can, or wants a certificate "
			"of ours, which tls_cert names (handshake failure)";
	case SSL_AD_CERTIFICATE_REQUIRED:
		return "it wants a certificate of ours: tls_cert and tls_key "
			"name one";
	case SSL_AD_UNKNOWN_CA:
		return "it does not know the issuer of our certificate "
			"(tls_cert)";
	case SSL_AD_CERTIFICATE_EXPIRED:
		return "our certificate has expired, it says (tls_cert)";
	case SSL_AD_CERTIFICATE_REVOKED:
		return "our certificate is revoked, it says (tls_cert)";
	case SSL_AD_BAD_CERTIFICATE:
	case SSL_AD_UNSUPPORTED_CERTIFICATE:
	case SSL_AD_CERTIFICATE_UNKNOWN:
		return shown ? "it refuses our certificate (tls_cert)" :
			"it wants a certificate of ours: tls_cert and tls_key "
			"name one";
	case SSL_AD_UNRECOGNIZED_NAME:
		return "it is not known there by the name that was asked for";
	default:
		return NULL;
	}
}

void tls_words_alert(char why[TLS_WHY], int description, bool shown)
{
	const char *words = alert_words(description, shown);

	if (words)
		say(why, words);
	else
		text_format(why, TLS_WHY, "it refused: %s",
			SSL_alert_desc_string_long(description));
}

static const char *reason_words(int reason)
{
	switch (reason) {
	case SSL_R_UNSUPPORTED_PROTOCOL:
	case SSL_R_VERSION_TOO_LOW:
		return "it speaks no version of TLS from 1.2 on";
	case SSL_R_WRONG_VERSION_NUMBER:
	case SSL_R_HTTP_REQUEST:
	case SSL_R_RECORD_TOO_SMALL:
	case SSL_R_PACKET_LENGTH_TOO_LONG:
	case SSL_R_BAD_RECORD_TYPE:
	case SSL_R_UNEXPECTED_MESSAGE:
		return "what answers there does not speak TLS";
	case SSL_R_NO_SHARED_CIPHER:
		return "nothing that both can";
	case SSL_R_DH_KEY_TOO_SMALL:
		return "the key that it agrees with is too short";
	default:
		return NULL;
	}
}

void tls_words_failed(char why[TLS_WHY], bool shown)
{
	unsigned long e = ERR_peek_last_error();
	int reason = ERR_GET_REASON(e);
	const char *words;

	if (ERR_SYSTEM_ERROR(e)) {
		say(why, strerror(reason));
		return;
	}
	if (ERR_GET_LIB(e) == ERR_LIB_SSL && reason >= SSL_AD_REASON_OFFSET &&
	    reason < SSL_AD_REASON_OFFSET + 256) {
		tls_words_alert(why, reason - SSL_AD_REASON_OFFSET, shown);
		return;
	}
	words = ERR_GET_LIB(e) == ERR_LIB_SSL ? reason_words(reason) : NULL;
	words = words ? words : ERR_reason_error_string(e);
	say(why, words ? words : "the handshake failed");
}
