/* fuzz_config.c - any bytes as offhook.conf, and as the body of an account. */
#include "fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/config.h"

const char *const fuzz_seeds[] = {
	"# a file\nmax_calls = 8\nlog_level = \"info,sip=debug\"\n"
	"accept_list = {\"192.0.2.0/24\", '::1'}\n"
	"account \"work\" {\n uri = \"sip:a@b\"\n password = 'x${HOME}'\n"
	" proxy = {\"sip:edge;lr\"} transport = tcp codecs = {PCMA}\n}\n"
	"sip { listen = {\"udp:0.0.0.0:5060\", \"tcp:[::1]:0\"} }\n",
	"media { rtp_ports = \"10000-10999\" ptime = 40 latency = smooth-300 } "
	"audio { capture = {\"tone:440\", \"pipe:x\"} ring = {} period = 20 }\n"
	"hooks { incoming = \"true\" } // end\n/* block\n */ services = no\n",
	"uri = \"sip:a@b\" registrar = none srtp = required ice = on\n"
	"auto_answer = list auto_answer_from = {\"sip:c@d\"}\n",
	"account a { uri = \"sip:a@b\" } account b { uri = \"sip:c@d\" }\n",
	NULL
};

const char *const fuzz_words[] = {
	"account \"x\" { uri = \"sip:a@b\" }\n", "sip {", "media {", "audio {",
	"}", "{", "= {", "\"", "'", "\\", "${X}", "${", "#", "//", "/*", "*/",
	"\n", "+=", "(", ",", "=", "uri", "password = ", "ha1 = ",
	"max_calls = ", "rtp_ports = ", "99999999999", "-1", "none", "tls",
	"listen = ",
	"udp:[::1]:1", "\\x41", "\\377", "\\\n", "include(\"x\")", NULL
};

static void check_error(const char *error)
{
	size_t n = strnlen(error, CONFIG_ERROR);

	FUZZ_HOLDS(n > 0 && n < CONFIG_ERROR && error[n - 1] == '\n');
	for (; *error; error++)
		FUZZ_HOLDS(*error == '\n' || ((unsigned char)*error >= ' ' &&
			*error != 0x7f));
}

static void check_account(const struct account_config *a)
{
	FUZZ_HOLDS(a->name && a->uri && a->file);
	FUZZ_HOLDS(a->expires > 0);
	FUZZ_HOLDS(a->register_retry <= a->register_retry_max);
	FUZZ_HOLDS(!!a->password + !!a->password_command + !!a->ha1 <= 1);
	FUZZ_HOLDS(a->transport <= TRANSPORT_TCP);
	FUZZ_HOLDS(a->accept_from <= ACCEPT_LIST);
	FUZZ_HOLDS(a->answer_with <= ANSWER_CONFERENCE);
}

static void check_config(const struct config *c)
{
	FUZZ_HOLDS(c->max_calls >= 1 && c->max_calls <= 10000);
	FUZZ_HOLDS(c->rtp_last - c->rtp_first >= 2 * c->max_calls - 1);
	FUZZ_HOLDS(c->instance_dir[0] == '/');
	FUZZ_HOLDS(c->ptime >= 10 && c->ptime <= 60);
	for (int i = 0; i < c->n_accounts; i++) {
		check_account(&c->accounts[i]);
		for (int j = 0; j < i; j++)
			FUZZ_HOLDS(strcmp(c->accounts[i].name,
				c->accounts[j].name));
	}
}

static void as_file(const uint8_t *data, size_t n)
{
	char file[64], error[CONFIG_ERROR] = "";
	int fd = memfd_create("offhook.conf", MFD_CLOEXEC);
	struct config *c;

	FUZZ_HOLDS(fd >= 0 && write(fd, data, n) == (ssize_t)n);
	fchmod(fd, 0600);
	snprintf(file, sizeof file, "/proc/self/fd/%d", fd);
	c = config_read(file, true, NULL, error);
	if (c)
		check_config(c);
	else
		check_error(error);
	config_free(c);
	close(fd);
}

static void as_account(const uint8_t *data, size_t n)
{
	char error[CONFIG_ERROR] = "", *text = strndup((const char *)data, n);
	struct account_config *a = config_read_account("one", text, "account",
		error);

	if (a)
		check_account(a);
	else
		check_error(error);
	account_config_free(a);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	setenv("HOME", "/home/someone", 1);
	as_file(data, n);
	as_account(data, n);
	return 0;
}
