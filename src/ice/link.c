#include "ice/link.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "ice/stun_name.h"

struct ice_link {
	char *folder;			/* owned */
	struct mailbox *orders, *news;	/* owned */
	pthread_t thread;
};

/* --- its thread ----------------------------------------------------------- */

/* Where it was built, beside a program that was not installed. */
static char *built_path(void)
{
	char program[PATH_MAX], *slash;
	ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);

	if (n < 0)
		return NULL;
	program[n] = '\0';
	slash = strrchr(program, '/');
	return slash ? mem_format("%.*s/.libs/" ICE_MODULE,
		(int)(slash - program), program) : NULL;
}

static void *open_module(const struct ice_link *l)
{
	char *built = built_path();
	char *path = built && !access(built, R_OK) ? mem_text(built) :
		mem_format("%s/" ICE_MODULE, l->folder);
	void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL);

	free(built);
	free(path);
	return module;
}

static ice_entry *find_entry(void *module)
{
	const int *abi = module ? dlsym(module, ICE_ENTRY "_abi") : NULL;

	return abi && *abi == ICE_ABI ?
		(ice_entry *)dlsym(module, ICE_ENTRY) : NULL;
}

static void tell(struct ice_link *l, enum ice_news_kind kind, const char *why)
{
	struct ice_news *n = mem_new_of(struct ice_news);

	n->kind = kind;
	snprintf(n->text, sizeof n->text, "%s", why);
	mailbox_put(l->news, &n->mail);
}

/* It stays open: libraries below it cannot be unloaded. */
static void *run(void *arg)
{
	struct ice_link *l = arg;
	void *module = open_module(l);
	ice_entry *entry = find_entry(module);
	const char *why = module ? "it is of another version" : dlerror();

	if (entry) {
		tell(l, ICE_READY, "");
		entry(l->orders, l->news);
	} else {
		tell(l, ICE_MISSING, why ? why : "it cannot be opened");
	}
	return NULL;
}

/* --- the engine's --------------------------------------------------------- */

static void free_boxes(struct ice_link *l)
{
	struct mail *mail;

	while (l->orders && (mail = mailbox_take(l->orders)))
		ice_order_free((struct ice_order *)mail);
	while (l->news && (mail = mailbox_take(l->news)))
		ice_news_free((struct ice_news *)mail);
	mailbox_free(l->orders);
	mailbox_free(l->news);
	free(l->folder);
	free(l);
}

/* Signals are the engine's. */
static int start(struct ice_link *l)
{
	sigset_t all, former;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &former);
	error = pthread_create(&l->thread, NULL, run, l);
	pthread_sigmask(SIG_SETMASK, &former, NULL);
	if (!error)
		pthread_setname_np(l->thread, "ice");
	return -error;
}

int ice_link_new(struct ice_link **out, const char *folder)
{
	struct ice_link *l = mem_new_of(struct ice_link);
	int error;

	stun_name();
	l->folder = mem_text(folder);
	l->orders = mailbox_new();
	l->news = mailbox_new();
	error = l->orders && l->news ? start(l) : -EMFILE;
	if (error)
		free_boxes(l);
	else
		*out = l;
	return error;
}

void ice_link_free(struct ice_link *l)
{
	if (!l)
		return;
	ice_link_give(l, ice_order_new(ICE_QUIT, 0));
	pthread_join(l->thread, NULL);
	free_boxes(l);
}

int ice_link_fd(const struct ice_link *l)
{
	return mailbox_fd(l->news);
}

struct ice_news *ice_link_take(struct ice_link *l)
{
	return (struct ice_news *)mailbox_take(l->news);
}

struct ice_order *ice_order_new(enum ice_order_kind kind, int leg)
{
	struct ice_order *o = mem_new_of(struct ice_order);

	o->kind = kind;
	o->leg = leg;
	return o;
}

void ice_link_give(struct ice_link *l, struct ice_order *o)
{
	mailbox_put(l->orders, &o->mail);
}
