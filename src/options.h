/* options.h - the command line of offhookd. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

struct options {
	bool foreground;
	const char *name;	/* of the instance; NULL: the default one */
	char *config_file;	/* owned, absolute; NULL: the usual place */
	char *socket;		/* owned, absolute */
	bool dumpable;		/* no shield around our memory */
	bool own_folder;	/* the socket is in the usual place */
	int ready_fd;		/* -1: nobody waits there */
};

/* -1: go on.  Else an exit status: help was given, or usage was wrong. */
int options_read(struct options *, int argc, char **argv);

/* The name of the instance, whether it was given or not. */
const char *options_name(const struct options *);

#endif
