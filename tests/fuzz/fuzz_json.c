/* fuzz_json.c - any bytes, in pieces, as lines of the control protocol. */
#include "fuzz.h"

#include <stdbool.h>
#include <string.h>

#include "base/json.h"
#include "base/lines.h"
#include "base/text.h"

#define LINE_MAX_LENGTH 1024

const char *const fuzz_seeds[] = {
	"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"session.call\","
	"\"params\":{\"to\":\"alice\",\"headers\":[{\"name\":\"X\",\"value\":"
	"\"y\"}],\"offer\":true,\"x\":-1.5e3,\"n\":null}}\n",
	"{\"a\":\"\\u00e9\\ud83d\\ude00\\n\xc3\xa9\"}\n[]\n{}\n\n\"x\"\n",
	"{\"text\":\"\x1b[31mred\xe2\x80\xae \xcc\x81\xcc\x81\"}\r\n{\"cut\":",
	NULL
};

const char *const fuzz_words[] = {
	"\n", "{", "}", "[", "]", "\"", ":", ",", "\\u0000", "\\ud800", "\\",
	"1e999", "-0", "99999999999999999999", "null", "true",
	"{\"a\":1,\"a\":2}",
	"\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\x80", "\xe2\x80\xae",
	"\xcc\x81",
	"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", NULL
};

/* What was understood is printed as one line that is understood the same. */
static void check_print(const json_t *value)
{
	char error[JSON_ERROR_TEXT_LENGTH], *line;
	json_t *again;
	size_t n;

	line = json_line_print(value, &n);
	FUZZ_HOLDS(n >= 1 && strlen(line) == n && line[n - 1] == '\n');
	FUZZ_HOLDS(!memchr(line, '\n', n - 1));
	again = json_line_parse(line, n - 1, error);
	FUZZ_HOLDS(again);
	json_decref(again);
	free(line);
}

static void check_text(const char *line)
{
	char *clean = text_clean(line, TEXT_CHARACTERS), *twice;
	json_t *value = json_clean(line);

	FUZZ_HOLDS(strlen(clean) <= strlen(line));
	FUZZ_HOLDS(text_is_utf8(clean, strlen(clean)));
	twice = text_clean(clean, TEXT_CHARACTERS);
	FUZZ_HOLDS(!strcmp(clean, twice));
	FUZZ_HOLDS(json_is_string(value));
	json_decref(value);
	free(clean);
	free(twice);
}

static void on_line(void *arg, char *line, size_t n)
{
	char error[JSON_ERROR_TEXT_LENGTH] = "";
	json_t *value;

	(void)arg;
	FUZZ_HOLDS(n <= LINE_MAX_LENGTH && !line[n] && !memchr(line, '\n', n));
	value = json_line_parse(line, n, error);
	FUZZ_HOLDS(value || *error);
	if (value)
		check_print(value);
	check_text(line);
	json_decref(value);
}

static void on_too_long(void *arg)
{
	++*(int *)arg;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	int too_long = 0;
	struct lines_handlers h = { on_line, on_too_long, &too_long };
	struct lines *l = lines_new(LINE_MAX_LENGTH, &h);
	size_t piece = n ? 1 + data[n - 1] : 1;

	for (size_t at = 0; at < n; at += piece)
		lines_put(l, (const char *)data + at,
			n - at < piece ? n - at : piece);
	FUZZ_HOLDS(lines_waiting(l) <= LINE_MAX_LENGTH);
	lines_free(l);
	return 0;
}
