#include "asked.h"

#include <stdlib.h>

#include "base/mem.h"

#define ASKED_MAX 256

const char asked_no_method[] = "the engine is too old for this: restart it "
	"(offhook stop)";

struct request {
	long long id;			/* 0: free */
	int64_t deadline;
	struct link_reply reply;
};

struct asked {
	void (*on_answered)(void *arg);
	void *arg;
	long long last_id;
	struct request requests[ASKED_MAX];
};

struct asked *asked_new(void (*on_answered)(void *arg), void *arg)
{
	struct asked *a = mem_new_of(struct asked);

	a->on_answered = on_answered;
	a->arg = arg;
	return a;
}

void asked_free(struct asked *a)
{
	free(a);
}

static void tell(struct asked *a, struct link_reply reply, const json_t *result,
	const char *error)
{
	if (!reply.done)
		return;
	reply.done(reply.arg, reply.subject, result, error);
	a->on_answered(a->arg);
}

/* Free before it is told: the reply may ask again. */
static void answer(struct asked *a, struct request *r, const json_t *result,
	const char *error)
{
	r->id = 0;
	tell(a, r->reply, result, error);
}

long long asked_add(struct asked *a, const struct link_reply *reply,
	int64_t deadline)
{
	for (int i = 0; i < ASKED_MAX; i++)
		if (!a->requests[i].id) {
			a->requests[i] = (struct request){
				++a->last_id, deadline, *reply };
			return a->last_id;
		}
	return 0;
}

void asked_answer(struct asked *a, long long id, const json_t *result,
	const char *error)
{
	for (int i = 0; id > 0 && i < ASKED_MAX; i++)
		if (a->requests[i].id == id) {
			answer(a, &a->requests[i], result, error);
			return;
		}
}

void asked_refuse(struct asked *a, const struct link_reply *reply,
	const char *error)
{
	tell(a, *reply, NULL, error);
}

void asked_refuse_all(struct asked *a, const char *error)
{
	for (int i = 0; i < ASKED_MAX; i++)
		if (a->requests[i].id)
			answer(a, &a->requests[i], NULL, error);
}

int asked_count(const struct asked *a)
{
	int n = 0;

	for (int i = 0; i < ASKED_MAX; i++)
		n += a->requests[i].id != 0;
	return n;
}

int64_t asked_deadline(const struct asked *a)
{
	int64_t deadline = -1;

	for (int i = 0; i < ASKED_MAX; i++)
		if (a->requests[i].id && (deadline < 0 ||
				a->requests[i].deadline < deadline))
			deadline = a->requests[i].deadline;
	return deadline;
}

void asked_tick(struct asked *a, int64_t now, const char *error)
{
	for (int i = 0; i < ASKED_MAX; i++)
		if (a->requests[i].id && now >= a->requests[i].deadline)
			answer(a, &a->requests[i], NULL, error);
}
