#include "base/pin.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static const char letters[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c | (c >= 'A' ? 0x20 : 0)) : NULL;

	return at ? (int)(at - digits) : -1;
}

static bool read_hex(const char *text, uint8_t pin[PIN_BYTES])
{
	int n = 0;

	for (; *text; text += 2) {
		text += n && *text == ':';
		if (n == PIN_BYTES || digit(text[0]) < 0 || digit(text[1]) < 0)
			return false;
		pin[n++] = digit(text[0]) << 4 | digit(text[1]);
	}
	return n == PIN_BYTES;
}

/* 32 bytes are 43 letters and one '=', the last letter with two bits unused. */
static bool read_base64(const char *text, uint8_t pin[PIN_BYTES])
{
	unsigned held = 0, bits = 0;
	int n = 0;

	if (strlen(text) != PIN_TEXT - 1 || text[PIN_TEXT - 2] != '=')
		return false;
	for (int i = 0; i < PIN_TEXT - 2; i++) {
		const char *at = strchr(letters, text[i]);

		if (!at)
			return false;
		held = held << 6 | (unsigned)(at - letters);
		bits += 6;
		if (bits < 8)
			continue;
		bits -= 8;
		pin[n++] = held >> bits & 0xff;
	}
	return !(held & 3);
}

bool pin_read(const char *text, uint8_t pin[PIN_BYTES])
{
	if (!strncasecmp(text, "sha256/", 7))
		text += 7 + (text[7] == '/');
	return read_base64(text, pin) || read_hex(text, pin);
}

void pin_text(const uint8_t pin[PIN_BYTES], char text[PIN_TEXT])
{
	unsigned held = 0, bits = 0;
	int n = 0;

	for (int i = 0; i < PIN_BYTES; i++) {
		held = held << 8 | pin[i];
		for (bits += 8; bits >= 6; bits -= 6)
			text[n++] = letters[held >> (bits - 6) & 63];
	}
	text[n++] = letters[held << (6 - bits) & 63];
	text[n++] = '=';
	text[n] = '\0';
}
