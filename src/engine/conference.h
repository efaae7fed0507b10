/* conference.h - sessions that hear each other, with the person or without him;
 * of this folder only.  Engine thread.
 *
 *	join 1 2 3	1 + 2 + 3 + person	one has the focus: he is with all
 *	leave		1 + 2 + 3		through us; focus brings him back
 *	split 3		1 + 2 + person, 3 on hold
 *	2 hangs up	1 + person		no conference any more
 *
 * Those that are answered into it (answer_with = conference) share one that is
 * open: it is there for who comes, with a single member too.
 */
#ifndef ENGINE_CONFERENCE_H
#define ENGINE_CONFERENCE_H

#include <stdbool.h>

#include "base/list.h"

struct engine;
struct session;

struct conference {
	struct list link;
	int id;
	int bus;			/* of the media thread, when alone */
	bool open;
	bool person_goes;		/* with the transfer under way; he comes
					 * back if it fails */
};

/* The one that the person is in; NULL none. */
struct conference *conference_of_person(const struct engine *);
/* Made when it is first needed. */
struct conference *conference_open(struct engine *);

/* Where its sound goes has changed for all; NULL may be given. */
void conference_apply(struct engine *, struct conference *);

/* Who can have the focus when s has it no more; NULL: nobody, or s is in no
 * conference. */
struct session *conference_heir(const struct session *s);

/* From now on s is one of them, as one who comes is heard there. */
void conference_enter(struct session *s, struct conference *);
/* The same in the place of another one, as loud as that one; which may be in
 * none. */
void conference_inherit(struct session *s, const struct session *from);
/* It is over for s: it ends, or goes elsewhere. */
void conference_left(struct session *);

/* A transfer of s has failed. */
void conference_take_back(struct session *s);

/* Whether he is heard there, after a change of mute or focus. */
void conference_mute_person(struct engine *);
/* Muted is who speaks, so for all of them. */
void conference_mute(struct session *, bool);

/* As the configuration says. */
void conferences_configure(struct engine *);

/* All are freed; no session is in one. */
void conferences_free(struct engine *);

#endif
