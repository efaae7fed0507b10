/* config_support.h - a configuration file of its own for each test. */
#ifndef CONFIG_SUPPORT_H
#define CONFIG_SUPPORT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/config.h"

struct place {
	char folder[64], file[96];
	char error[CONFIG_ERROR];
};

static inline int place_make(void **state)
{
	struct place *p = mem_new_of(struct place);

	strcpy(p->folder, "/tmp/offhook-config-XXXXXX");
	if (!mkdtemp(p->folder))
		return -1;
	snprintf(p->file, sizeof p->file, "%s/offhook.conf", p->folder);
	*state = p;
	return 0;
}

static inline int place_remove(void **state)
{
	struct place *p = *state;

	unlink(p->file);
	rmdir(p->folder);
	free(p);
	return 0;
}

static inline void place_write(struct place *p, const char *text, mode_t mode)
{
	FILE *file = fopen(p->file, "w");

	if (!file || fputs(text, file) < 0 || fclose(file) ||
	    chmod(p->file, mode))
		abort();
}

/* The text read as a file of ours alone; NULL: p->error says why. */
static inline struct config *place_read(struct place *p, const char *text)
{
	place_write(p, text, 0600);
	return config_read(p->file, true, "default", p->error);
}

#endif
