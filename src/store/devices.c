#include "store/devices.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "store/small_file.h"

#define FILE_NAME "devices"
#define LINE_LENGTH 1024
#define LINES_MAX 16

typedef void device_fn(void *, const char *, const char *);

static bool read_line(char *line, device_fn *fn, void *arg)
{
	char *name = line, *end;

	line[strcspn(line, "\n")] = '\0';
	end = strsep(&name, "\t");
	if (!name || !*name)
		return false;
	fn(arg, end, name);
	return true;
}

void devices_read(const char *folder, device_fn *fn, void *arg)
{
	char *file = mem_format("%s/" FILE_NAME, folder), line[LINE_LENGTH];
	FILE *f = fopen(file, "re");

	if (!f && errno != ENOENT)
		log_warn("audio", "%s: %s", file, strerror(errno));
	for (int n = 1; f && n <= LINES_MAX && fgets(line, sizeof line, f); n++)
		if (!read_line(line, fn, arg))
			log_warn("audio", "%s:%d: expected capture, playback "
				"or ring, a tab and a device", file, n);
	if (f)
		fclose(f);
	free(file);
}

void devices_write(struct history *h, const char *folder, const char *lines)
{
	struct small_file f = { folder, FILE_NAME, *lines ? lines : NULL,
		"the devices" };

	small_file_write(h, &f);
}
