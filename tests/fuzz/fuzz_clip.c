/* fuzz_clip.c - sound files that are broken in any way, as a clip.
 *
 *	kind change*		a whole file of that kind, changed
 *	x byte*			these very bytes
 *
 *	w WAV   g WAV, float   i WAV, ADPCM   F FLAC   a AIFF   u AU   o Ogg
 *
 * A change is three bytes: where (a third of the changes in the first 256
 * bytes, where the header is), and what stands there; or, with a third of the
 * places, where the file ends.
 */
#include "fuzz.h"

#include <math.h>
#include <sndfile.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "store/clip_file.h"

/* LeakSanitizer asks for it.  libsndfile forgets a vorbis_info, 6 KiB, for each
 * Ogg file that breaks off within its headers. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libvorbis\n";
}

#define FRAMES 600
#define ROOM 16384		/* bytes of a file */

const char *const fuzz_seeds[] = {
	"w", "g", "i", "F", "a", "u", "o", "w\x01\x16\x02", "F\x01\x2a\xff",
	"xRIFF\xff\xff\xff\xffWAVEfmt \x10", "xfLaC", "xOggS", "x", NULL
};

const char *const fuzz_words[] = {
	"RIFF", "RF64", "WAVE", "fmt ", "data", "LIST", "FORM", "AIFF", "COMM",
	"SSND", ".snd", "fLaC", "OggS", "vorbis", "caff", "\x01\x01\xff",
	"\x01\x16\xff", "\x01\x18\xff", "\x01\x19\x7f", "\x01\x28\xff",
	"\x02\x40\x01", "\x02\xff\xff", "\xff\xff\xff\xff", NULL
};

static const struct {
	char letter;
	int format;
} kinds[] = {
	{ 'w', SF_FORMAT_WAV | SF_FORMAT_PCM_16 },
	{ 'g', SF_FORMAT_WAV | SF_FORMAT_FLOAT },
	{ 'i', SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM },
	{ 'F', SF_FORMAT_FLAC | SF_FORMAT_PCM_16 },
	{ 'a', SF_FORMAT_AIFF | SF_FORMAT_PCM_24 },
	{ 'u', SF_FORMAT_AU | SF_FORMAT_ULAW },
	{ 'o', SF_FORMAT_OGG | SF_FORMAT_VORBIS },
};

#define KINDS (sizeof kinds / sizeof *kinds)

struct file {
	uint8_t bytes[ROOM];
	size_t n;
};

static void make(struct file *to, int format)
{
	SF_INFO info = { .samplerate = 22050, .channels = 2, .format = format };
	int fd = memfd_create("sound", MFD_CLOEXEC);
	SNDFILE *file = sf_open_fd(fd, SFM_WRITE, &info, SF_FALSE);
	float frames[FRAMES * 2];
	ssize_t n;

	FUZZ_HOLDS(file);
	for (int i = 0; i < FRAMES * 2; i++)
		frames[i] = 0.5f * sinf((float)i / 9);
	sf_writef_float(file, frames, FRAMES);
	sf_close(file);
	n = pread(fd, to->bytes, ROOM, 0);
	FUZZ_HOLDS(n > 0);
	to->n = (size_t)n;
	close(fd);
}

static const struct file *whole(char letter)
{
	static struct file files[KINDS];

	for (size_t i = 0; i < KINDS; i++) {
		if (letter != kinds[i].letter)
			continue;
		if (!files[i].n)
			make(&files[i], kinds[i].format);
		return &files[i];
	}
	return NULL;
}

static void change(struct file *f, const uint8_t c[3])
{
	size_t place = (size_t)(c[0] << 8 | c[1]);

	if (!f->n)
		return;
	switch (c[0] % 3) {
	case 0:
		f->bytes[place % f->n] = c[2];
		break;
	case 1:
		f->bytes[c[1] % f->n] = c[2];
		break;
	default:
		if (c[2] < 16)		/* else there would be little left */
			f->n = place % (f->n + 1);
	}
}

static void check(struct clip *c, const char *why)
{
	if (!c) {
		FUZZ_HOLDS(*why && strnlen(why, CLIP_FILE_WHY) < CLIP_FILE_WHY);
		return;
	}
	FUZZ_HOLDS(c->n[0] > 0 && c->n[1] == 2 * c->n[0] &&
		c->n[2] == 6 * c->n[0]);
	FUZZ_HOLDS((c->n[0] + c->n[1] + c->n[2]) * 2 <= CLIP_FILE_BYTES);
}

static void read_it(const struct file *f)
{
	char path[64], why[CLIP_FILE_WHY] = "";
	int fd = memfd_create("sound", MFD_CLOEXEC);
	struct clip *clip;
	bool cut;

	FUZZ_HOLDS(fd >= 0 && write(fd, f->bytes, f->n) == (ssize_t)f->n);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	clip = clip_file_read(path, &cut, why);
	check(clip, why);
	clip_release(clip);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct file f;
	const struct file *kind = n ? whole((char)data[0]) : NULL;

	if (kind) {
		f = *kind;
		for (size_t i = 1; i + 3 <= n; i += 3)
			change(&f, data + i);
	} else {
		f.n = n > ROOM ? ROOM : n;
		memcpy(f.bytes, data + (n > 0), f.n - (n > 0));
		f.n -= n > 0;
	}
	read_it(&f);
	return 0;
}
