/* The whole front end but its loop: keys of any kind, pastes, sizes, an engine
 * that says anything, names that are hostile.  Whatever comes, the terminal is
 * told nothing but what we mean to tell it.
 *
 *	input = steps; a step is a letter, a count, and so many bytes
 */
#include "fuzz.h"

#include <fcntl.h>
#include <jansson.h>
#include <locale.h>
#include <poll.h>
#include <pty.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "feed.h"
#include "input.h"
#include "keymap.h"
#include "keys.h"
#include "keys_load.h"
#include "mouse.h"
#include "outward.h"
#include "rote_engine.h"
#include "screen.h"
#include "themes.h"
#include "views/view.h"

const char *const fuzz_seeds[] = {
	"e\x08" "Bob Tesrse\x05" "Carolk\x04" "dbo\rr\x01 k\x02?qk\x03gtz",
	"e\x28" "Eve\033]52;c;x\007\xc2\x9b" "31m\xe2\x80\xae\xf0\x9f\x91\xa9"
		"\xe2\x80\x8d\xf0\x9f\x91\xa7xxxxxxk\x01:k\x06" "bindr\x01\x08",
	"k\x05\033[A\033[k\x03" "B\033Ow\x02xxk\x06\033[200~k\x04" "abbbk\x06"
		"\033[201~r\x02\x01\x01k\x02\t\tr\x02\x50\x18",
	"k\x09\033[?2026;2$yk\x04\033[0nl\x20{\"jsonrpc\":\"2.0\",\"method\":1}xx"
		"h\x01xk\x03gl\x10t\x02xxk\x02gs",
	"e\x04" "Dave" "e\x04" "Erin" "e\x04" "Noah" "k\x02zzk\x04jj \rx\x01x"
		"k\x05tbo\rxk\x02gqk\x02gck\x02\033t\x01xk\x0e:set theme monok\x01\r",
	"k\x0f:set glyphs asc" "k\x03ii\rk\x0c:set mouse on" "k\x01\rk\x0b\033[<0;10;5Mk"
		"\x0b\033[<0;10;5Mk\x0c\033[<64;70;15Mk\x03" "9##",
	NULL };
const char *const fuzz_words[] = { "k\x01\033", "k\x03\033[A", "k\x01\r",
	"k\x01\t", "k\x02gt", "k\x02gl", "k\x02gh", "k\x02gq", "k\x02gs", "k\x02gc",
	"k\x02ge", "k\x01?", "k\x01:", "k\x01z", "k\x01p", "k\x01" "b", "k\x01" "a",
	"k\x01h", "k\x01\x0c", "k\x01q", "e\x03\xf0\x9f\x91", "e\x04\033[2J",
	"r\x02\x01\x01", "r\x02\x14\x03", "r\x02\x28\x08", "r\x02\x50\x18",
	"r\x02\x8c\x2d", "r\x02\xff\x40", "t\x01x", "x\x01x", "h\x01x", "P\x01x",
	"\xe2\x80\xae", "\xcc\x81\xcc\x81\xcc\x81", "\xc2\x9b", "\033]", "\007",
	NULL };

static const char status[] = "{\"seq\":1,\"engine\":{\"version\":\"0.1.0\","
	"\"instance\":\"default\",\"dnd\":false,\"max_calls\":8},\"accounts\":"
	"[{\"id\":1,\"name\":\"work\",\"aor\":\"sip:a@b\",\"registration\":{"
	"\"state\":\"registered\"}}],\"sessions\":[],\"audio\":{},\"agent\":null}";

static struct fuzzed {
	int master;
	struct terminal *terminal;
	char home[64];

	struct ui ui;			/* of one input, as all below */
	struct feed *feed;
	struct keys *keys;
	struct rote_engine *engine;
	struct way way;
	struct app_options options;
	int seq, session;
	char out[1 << 18];		/* what the terminal was told */
} f;

/* --- what the terminal is told --------------------------------------------*/

/* Behind one sequence of ours, or NULL: it is none. */
static const char *behind_sequence(const char *s)
{
	static const char *const exact[] = { "\033(B", "\033(0", "\033)0",
		"\033=", "\033>", "\0337", "\0338", "\033M", NULL };
	size_t n;

	for (int i = 0; exact[i]; i++)
		if (!strncmp(s, exact[i], strlen(exact[i])))
			return s + strlen(exact[i]);
	if (!strncmp(s, "\033]2;", 4) || !strncmp(s, "\033]52;c;", 7) ||
			!strncmp(s, "\033]9;", 4)) {
		s += 4;
		s += strcspn(s, "\007\033");
		return *s == '\007' ? s + 1 : NULL;
	}
	if (s[1] != '[')
		return NULL;
	n = 2 + strspn(s + 2, "?0123456789;$");
	return s[n] && strchr("@ABCDEFGHIJKLMPSTXZbdfhlmnprt", s[n]) ? s + n + 1 :
		NULL;
}

/* Text, four control characters, and sequences of ours. */
static void is_ours(const char *s)
{
	int n;

	while (*s) {
		if (*s == '\033') {
			const char *next = behind_sequence(s);

			if (!next)
				fprintf(stderr, "not ours: ESC%.20s\n", s + 1);
			FUZZ_HOLDS(next);
			s = next;
			continue;
		}
		int32_t c = text_next(s, s + strlen(s), &n);

		FUZZ_HOLDS(c >= 0x20 || (c > 0 && strchr("\r\n\b\t\007", c)));
		FUZZ_HOLDS(c < 0x7f || c >= 0xa0);
		FUZZ_HOLDS(!(c >= 0x202a && c <= 0x202e));
		FUZZ_HOLDS(!(c >= 0x2066 && c <= 0x2069));
		s += n;
	}
}

static void read_terminal(void)
{
	size_t n = 0;
	ssize_t got;

	do {
		FUZZ_HOLDS(terminal_flush(f.terminal));
		while (n < sizeof f.out - 1 && (got = read(f.master, f.out + n,
				sizeof f.out - 1 - n)) > 0)
			n += got;
	} while (terminal_waits(f.terminal));
	f.out[n] = '\0';
	is_ours(f.out);
}

/* --- the front end, as app.c has it ---------------------------------------*/

static void on_news(void *arg, enum feed_news news, const struct change *change,
	bool rings)
{
	(void)arg;
	(void)news;
	if (rings)
		ui_announce(&f.ui, change->session);
}

static void on_key(void *arg, struct key key)
{
	(void)arg;
	input_key(&f.ui, key);
}

static void on_paste(void *arg, const char *text)
{
	(void)arg;
	input_paste(&f.ui, text);
}

static void on_report(void *arg, const struct report *r)
{
	(void)arg;
	if (r->kind < REPORT_READY)
		mouse_report(&f.ui, r, clock_ms());
}

static void draw(void)
{
	struct cursor cursor;

	if (f.ui.redraw)
		screen_redraw();
	f.ui.redraw = f.ui.suspend = f.ui.quit = false;
	outward_send(&f.ui);
	screen_follow(&f.ui.settings);
	screen_begin();
	cursor = frame_draw(&f.ui);
	screen_commit(cursor.row, cursor.column);
	read_terminal();
}

/* Requests and answers, until neither has anything to say. */
static void turn(void)
{
	struct link *link = f.ui.link;
	struct pollfd p = { link_fd(link), link_events(link), 0 };

	for (int i = 0; i < 20 && p.fd >= 0 && poll(&p, 1, 0) > 0; i++) {
		link_ready(link, p.revents);
		rote_engine_turn(f.engine);
		p = (struct pollfd){ link_fd(link), link_events(link), 0 };
	}
	link_tick(link);
	keys_tick(f.keys, clock_ms());
	input_tick(&f.ui);
	notice_tick(f.ui.notices);
	model_expire(f.ui.model);
	ui_settle(&f.ui);
}

static void resize(int columns, int rows)
{
	screen_resize(rows, columns);
	ui_layout(&f.ui, rows, columns);
	ui_settle(&f.ui);
}

static void on_mistake(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

static void remove_home(void)
{
	char *command = mem_format("rm -rf %s", f.home);

	FUZZ_HOLDS(system(command) == 0);
	free(command);
}

static void start_terminal(void)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	char why[160];
	int slave;

	strcpy(f.home, "/tmp/offhook-fuzz-XXXXXX");
	FUZZ_HOLDS(mkdtemp(f.home));
	atexit(remove_home);
	setenv("HOME", f.home, 1);
	setenv("XDG_CONFIG_HOME", f.home, 1);
	setenv("TERM", "xterm-256color", 1);
	unsetenv("TMUX");
	setlocale(LC_ALL, "C.UTF-8");
	FUZZ_HOLDS(openpty(&f.master, &slave, NULL, NULL, &size) == 0);
	fcntl(f.master, F_SETFL, O_NONBLOCK);
	dup2(slave, STDIN_FILENO);
	close(slave);
	FUZZ_HOLDS(terminal_open(&f.terminal) == 0);
	terminal_raw(f.terminal);
	ui_init(&f.ui);
	themes_read(on_mistake, NULL);
	FUZZ_HOLDS(screen_start(f.terminal, &f.ui.settings, why, sizeof why));
	outward_start(NULL);
	ui_free(&f.ui);
}

static void begin(void)
{
	struct feed_handlers feed = { on_news, NULL };
	struct keys_handlers keys = { on_key, on_paste, on_report, NULL };

	memset(&f.ui, 0, sizeof f.ui);
	f.seq = f.session = 1;
	f.engine = rote_engine_new(status);
	f.way = rote_engine_way(f.engine);
	f.options = (struct app_options){ .way = &f.way };
	f.ui.notices = notices_new();
	ui_init(&f.ui);
	f.ui.model = model_new();
	keys_load(&f.ui, false);
	f.feed = feed_new(&f.ui, &f.options, &feed);
	f.keys = keys_new(&keys, true);
	resize(80, 24);
	link_connect(f.ui.link);
	for (int i = 0; i < 4; i++) {
		turn();
		rote_engine_turn(f.engine);
	}
}

static void end(void)
{
	ui_free(&f.ui);
	feed_free(f.feed);
	keys_free(f.keys);
	keymap_free(f.ui.keymap);
	notices_free(f.ui.notices);
	model_free(f.ui.model);
	rote_engine_free(f.engine);
}

/* --- steps ----------------------------------------------------------------*/

/* Bad bytes are none of JSON's: the engine has cleaned them. */
static json_t *name_of(const char *bytes, size_t n)
{
	char *text = mem_text_n(bytes, n);
	json_t *name;

	if (!text_is_utf8(text, strlen(text)))
		text_clean_line(text);
	name = json_string(text);
	free(text);
	return name;
}

static void say(json_t *event)
{
	char *line = json_dumps(event, 0);

	rote_engine_say(f.engine, line, strlen(line));
	rote_engine_say(f.engine, "\n", 1);
	free(line);
	json_decref(event);
	turn();
}

static json_t *event_of(const char *topic, json_t *session)
{
	return json_pack("{s:s,s:s,s:{s:s,s:i,s:s,s:o}}", "jsonrpc", "2.0",
		"method", "event", "params", "topic", topic, "seq", ++f.seq,
		"time", "2026-11-19T14:32:05.000Z", "session", session);
}

/* Calls in all states, one after the other, named by the bytes. */
static void tell_session(const char *bytes, size_t n)
{
	static const char *const states[] = { "establishing", "established",
		"establishing", "established", "terminated" };
	int i = f.session++, kind = i % 5;
	json_t *s = json_pack("{s:i,s:i,s:s,s:s,s:s,s:s,s:{s:s,s:o},s:o}",
		"id", i % 9 + 1, "number", i % 9 + 1,
		"direction", kind % 2 ? "outgoing" : "incoming",
		"state", states[kind],
		"progress", kind ? "calling" : "incoming",
		"created", "2026-11-19T14:30:05.000Z",
		"remote", "uri", "sip:eve@example.org",
		"display_name", name_of(bytes, n),
		"focused", json_boolean(kind == 1));

	say(event_of(i < 9 ? "session.created" : "session.changed", s));
}

static void paste(void)
{
	static const char piece[] = "bq\rh\033[A+49 \xc3\xa9";

	keys_put(f.keys, "\033[200~", 6, clock_ms());
	for (int i = 0; i < 65536; i += sizeof piece - 1)
		keys_put(f.keys, piece, sizeof piece - 1, clock_ms());
	keys_put(f.keys, "\033[201~", 6, clock_ms());
}

static void step(char what, const char *bytes, size_t n)
{
	switch (what) {
	case 'e':
		tell_session(bytes, n);
		break;
	case 'l':
		rote_engine_say(f.engine, bytes, n);
		rote_engine_say(f.engine, "\n", 1);
		break;
	case 'h':
		rote_engine_hang_up(f.engine);
		break;
	case 'r':
		if (n >= 2)
			resize((unsigned char)bytes[0],
				(unsigned char)bytes[1] % 100);
		break;
	case 't':
		clock_advance_ms(n * 400);
		break;
	case 'x':
		draw();
		break;
	case 'P':
		paste();
		break;
	default:
		keys_put(f.keys, bytes, n, clock_ms());
	}
	turn();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *at = (const char *)data;

	if (!f.terminal)
		start_terminal();
	begin();
	draw();
	while (n > 2) {
		size_t length = (unsigned char)at[1] % 64;

		length = length > n - 2 ? n - 2 : length;
		step(*at, at + 2, length);
		at += length + 2;
		n -= length + 2;
	}
	draw();
	end();
	return 0;
}
