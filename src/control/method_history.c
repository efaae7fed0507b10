/* history.* */
#include "base/json.h"
#include "control/ask.h"
#include "control/describe.h"
#include "control/method.h"

#define CALLS_USUAL 50
#define CALLS_MAX 500		/* so many fit in a line */

static void on_page(void *arg, const struct history_page *page)
{
	struct fault fault = { .code = ERROR_DEVICE };
	json_t *calls;

	if (page->error) {
		snprintf(fault.text, sizeof fault.text, "%s", page->error);
		ask_refuse(arg, &fault);
		return;
	}
	calls = json_array();
	for (int i = 0; i < page->n; i++)
		json_array_append_new(calls, describe_call(&page->calls[i],
			page->book));
	ask_answer(arg, json_pack("{s:o, s:I}", "calls", calls,
		"total", (json_int_t)page->total));
}

static bool list(struct request *r)
{
	struct ask *ask = ask_new(r->client, r->id, engine_history_forget);
	struct history_query query = {
		.limit = (int)json_number(r->params, "limit", CALLS_USUAL),
		.before = json_number(r->params, "before", 0),
		.offset = json_number(r->params, "offset", 0),
		.text = json_text(r->params, "text"),
	};

	r->later = true;
	engine_history(r->engine, &query, on_page, ask);
	return true;
}

const struct method history_methods[] = {
	LOOK("history.list", list,
		MAY(NUMBER, "limit", .min = 1, .max = CALLS_MAX),
		MAY(NUMBER, "before", .min = 1, .max = INT64_MAX),
		MAY(NUMBER, "offset", .min = 0, .max = INT64_MAX),
		MAY(TEXT, "text")),
	{ 0 }
};
