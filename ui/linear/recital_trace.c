/* The SIP messages of a call. */
#include <stdio.h>
#include <stdlib.h>

#include "linear/recital.h"
#include "request.h"
#include "times.h"
#include "trace.h"
#include "tracing.h"

/* The last request, of the one linear mode in a process. */
static struct asked {
	struct teller *teller;
	int message;			/* 1 the oldest; 0: all, a line each */
} asked;

static void tell_line(struct teller *t, const struct trace *trace, int i)
{
	const struct trace_message *m = &trace->messages[i];
	char second[TIMES_TEXT];

	times_second(m->time, second);
	teller_say(t, "%d %s.%03d %s %s: %s%s", i + 1, second,
		(int)(m->time % 1000), m->sent ? "sent to" : "received from",
		trace->parties[m->party], m->label, m->again ? ", again" : "");
}

static void tell_whole(struct teller *t, const struct trace *trace, int i)
{
	const struct trace_message *m = &trace->messages[i];

	for (int k = 0; k < m->n_lines; k++)
		teller_say(t, "%s", m->lines[k]);
}

static void tell(const struct asked *a, const struct trace *trace)
{
	if (trace->dropped)
		teller_say(a->teller, "%d older messages are gone",
			trace->dropped);
	if (a->message > trace->n)
		teller_say(a->teller, "there are %d messages", trace->n);
	else if (a->message)
		tell_whole(a->teller, trace, a->message - 1);
	for (int i = 0; !a->message && i < trace->n; i++)
		tell_line(a->teller, trace, i);
}

static void on_trace(void *arg, int session, const json_t *result,
	const char *error)
{
	const struct asked *a = arg;
	struct trace trace = { 0 };

	(void)session;
	if (error) {
		teller_say(a->teller, "trace: %s", error);
		return;
	}
	trace_load(&trace, result);
	tell(a, &trace);
	trace_clear(&trace);
}

/* The selected call, else the last one. */
bool recital_trace(struct ui *ui, struct teller *t, const char *argument)
{
	struct link_reply reply = { on_trace, &asked, tracing_session(ui) };

	if (!reply.subject) {
		teller_say(t, "trace: there was no call yet");
		return false;
	}
	asked = (struct asked){ t, atoi(argument) };
	request_trace(ui->link, &reply);
	return true;
}
