/* fuzz.c - runs a harness without libFuzzer: as a TAP program of three tests, or
 * over the files that are named; -w FOLDER writes the seeds and what was kept
 * there, -p FILE INPUT... keeps the inputs named.  The input that ended it stands
 * in fuzz-crash-PROGRAM afterwards.
 *
 * What is kept of libFuzzer's finds is tests/fuzz/corpus/NAME: inputs one behind
 * the other, each behind its length in two bytes. */
#include "fuzz.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static uint64_t state = 0x9e3779b97f4a7c15;
static const uint8_t *current;
static size_t current_n;
static char crash_file[256];

static uint32_t roll(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 32) % below;
}

static void on_crash(int number)
{
	int fd = open(crash_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd >= 0 && write(fd, current, current_n) == (ssize_t)current_n)
		close(fd);
	signal(number, SIG_DFL);
	raise(number);
}

static void watch_crashes(const char *program)
{
	const char *slash = strrchr(program, '/');

	snprintf(crash_file, sizeof crash_file, "fuzz-crash-%s",
		slash ? slash + 1 : program);
	signal(SIGABRT, on_crash);
	signal(SIGSEGV, on_crash);
	signal(SIGBUS, on_crash);
	signal(SIGFPE, on_crash);
}

/* In a block of just that size, so that a sanitizer sees one byte too far. */
static void run(const uint8_t *data, size_t n)
{
	uint8_t *exact = malloc(n ? n : 1);

	if (!exact)
		abort();
	memcpy(exact, data, n);
	current = exact;
	current_n = n;
	LLVMFuzzerTestOneInput(exact, n);
	current_n = 0;
	free(exact);
}

static size_t count(const char *const *list)
{
	size_t n = 0;

	while (list[n])
		n++;
	return n;
}

static size_t insert(uint8_t *data, size_t n, const void *piece, size_t length)
{
	size_t at = roll(n + 1);

	if (n + length > FUZZ_LENGTH_MAX)
		return n;
	memmove(data + at + length, data + at, n - at);
	memcpy(data + at, piece, length);
	return n + length;
}

static size_t cut(uint8_t *data, size_t n)
{
	size_t at = roll(n), length = 1 + roll(n - at < 64 ? n - at : 64);

	memmove(data + at, data + at + length, n - at - length);
	return n - length;
}

static size_t repeat(uint8_t *data, size_t n)
{
	size_t at = roll(n), length = 1 + roll(n - at < 128 ? n - at : 128);
	uint8_t piece[128];

	memcpy(piece, data + at, length);
	return insert(data, n, piece, length);
}

static size_t insert_word(uint8_t *data, size_t n)
{
	const char *word = fuzz_words[roll(count(fuzz_words))];

	return insert(data, n, word, strlen(word));
}

/* The front of one and the end of another. */
static size_t graft(uint8_t *data, size_t n)
{
	const char *other = fuzz_seeds[roll(count(fuzz_seeds))];
	size_t length = strlen(other), from = roll(length + 1);
	size_t at = roll(n + 1);

	length -= from;
	if (at + length > FUZZ_LENGTH_MAX)
		length = FUZZ_LENGTH_MAX - at;
	memcpy(data + at, other + from, length);
	return at + length;
}

static size_t mutate(uint8_t *data, size_t n)
{
	static const uint8_t bytes[] = { 0, 1, '\n', '\r', ' ', '0', '9', '-',
		'"', '\'', '\\', '{', '}', 0x1b, 0x7f, 0x80, 0xc3, 0xff };

	if (!n)
		return insert_word(data, n);
	switch (roll(8)) {
	case 0:
		data[roll(n)] ^= 1 << roll(8);
		return n;
	case 1:
		data[roll(n)] = bytes[roll(sizeof bytes)];
		return n;
	case 2:
		return insert(data, n, &bytes[roll(sizeof bytes)], 1);
	case 3:
		return cut(data, n);
	case 4:
		return repeat(data, n);
	case 5:
		return graft(data, n);
	default:
		return insert_word(data, n);
	}
}

static void run_mutation(void)
{
	static uint8_t data[FUZZ_LENGTH_MAX];
	const char *seed = fuzz_seeds[roll(count(fuzz_seeds))];
	size_t n = strlen(seed);

	memcpy(data, seed, n);
	for (uint32_t i = 1 + roll(6); i; i--)
		n = mutate(data, n);
	run(data, n);
}

static int run_file(const char *name)
{
	static uint8_t data[1 << 20];
	FILE *file = fopen(name, "rb");

	if (!file) {
		perror(name);
		return 1;
	}
	run(data, fread(data, 1, sizeof data, file));
	fclose(file);
	return 0;
}

/* --- what is kept ------------------------------------------------------------*/

#define KEPT_MAX 65536		/* bytes of all */
#define KEPT_ONE 1024		/* of one */

typedef void with_input(void *arg, const uint8_t *data, size_t n);

static void each_kept(const char *program, with_input *f, void *arg)
{
	static uint8_t all[KEPT_MAX];
	const char *slash = strrchr(program, '_');
	const char *source = getenv("OFFHOOK_SOURCE");
	char path[512];
	FILE *file;
	size_t n, at = 0;

	snprintf(path, sizeof path, "%s/tests/fuzz/corpus/%s",
		source ? source : "..", slash ? slash + 1 : program);
	file = fopen(path, "rb");
	if (!file)
		return;
	n = fread(all, 1, sizeof all, file);
	fclose(file);
	while (at + 2 <= n) {
		size_t length = (size_t)all[at] << 8 | all[at + 1];

		at += 2;
		if (length > n - at)
			break;
		f(arg, all + at, length);
		at += length;
	}
}

static void run_kept(void *arg, const uint8_t *data, size_t n)
{
	(void)arg;
	run(data, n);
}

/* Those that are short, until there is no more room. */
static int keep(const char *path, char **inputs, int n)
{
	FILE *to = fopen(path, "wb");
	size_t all = 0;

	for (int i = 0; to && i < n; i++) {
		uint8_t data[KEPT_ONE + 1];
		FILE *from = fopen(inputs[i], "rb");
		size_t length = from ? fread(data, 1, sizeof data, from) : 0;

		if (from)
			fclose(from);
		if (!length || length > KEPT_ONE ||
				all + length + 2 > KEPT_MAX)
			continue;
		fputc((int)(length >> 8), to);
		fputc((int)(length & 0xff), to);
		fwrite(data, 1, length, to);
		all += length + 2;
	}
	if (to && !fclose(to))
		return 0;
	perror(path);
	return 1;
}

struct folder {
	const char *name;
	int count;
};

static void write_kept(void *arg, const uint8_t *data, size_t n)
{
	struct folder *folder = arg;
	char name[512];
	FILE *file;

	snprintf(name, sizeof name, "%s/kept-%d", folder->name,
		folder->count++);
	file = fopen(name, "wb");
	if (!file || fwrite(data, 1, n, file) != n)
		perror(name);
	if (file)
		fclose(file);
}

/* For libFuzzer, which begins with what stands in a folder. */
static int write_inputs(const char *folder, const char *kind,
	const char *const *inputs)
{
	char name[512];

	for (int i = 0; inputs[i]; i++) {
		FILE *file;

		snprintf(name, sizeof name, "%s/%s-%d", folder, kind, i);
		file = fopen(name, "wb");
		if (!file || fputs(inputs[i], file) < 0 || fclose(file)) {
			perror(name);
			return 1;
		}
	}
	return 0;
}

static int write_all(const char *program, const char *name)
{
	struct folder folder = { name, 0 };

	each_kept(program, write_kept, &folder);
	return write_inputs(name, "seed", fuzz_seeds) ||
		write_inputs(name, "word", fuzz_words);
}

int main(int argc, char **argv)
{
	int failed = 0;

	if (argc == 3 && !strcmp(argv[1], "-w"))
		return write_all(argv[0], argv[2]);
	if (argc > 2 && !strcmp(argv[1], "-p"))
		return keep(argv[2], argv + 3, argc - 3);
	watch_crashes(argv[0]);
	for (int i = 1; i < argc; i++)
		failed |= run_file(argv[i]);
	if (argc > 1)
		return failed;
	printf("1..3\n");
	for (int i = 0; fuzz_seeds[i]; i++)
		run((const uint8_t *)fuzz_seeds[i], strlen(fuzz_seeds[i]));
	printf("ok 1 - seeds do what must hold\n");
	fflush(stdout);
	each_kept(argv[0], run_kept, NULL);
	printf("ok 2 - what was found to reach far does too\n");
	fflush(stdout);
	for (int i = 0; i < FUZZ_MUTATIONS; i++)
		run_mutation();
	printf("ok 3 - %d mutations of them do too\n", FUZZ_MUTATIONS);
	return 0;
}
