#include "store/history_call.h"

#include <stdlib.h>

#include "base/mem.h"

void history_call_copy(struct history_call *to, const struct history_call *from)
{
	*to = *from;
	to->account = mem_text(from->account);
	to->remote_uri = mem_text(from->remote_uri);
	to->remote_name = mem_text(from->remote_name);
	to->local_uri = mem_text(from->local_uri);
	to->call_id = mem_text(from->call_id);
	to->ended_by = mem_text(from->ended_by);
	to->reason = mem_text(from->reason);
	to->data = mem_text(from->data);
	to->recordings = mem_text(from->recordings);
	to->quality = mem_text(from->quality);
}

void history_call_clear(struct history_call *call)
{
	free(call->account);
	free(call->remote_uri);
	free(call->remote_name);
	free(call->local_uri);
	free(call->call_id);
	free(call->ended_by);
	free(call->reason);
	free(call->data);
	free(call->recordings);
	free(call->quality);
}

void history_page_clear(struct history_page *page)
{
	for (int i = 0; i < page->n; i++)
		history_call_clear(&page->calls[i]);
	free(page->calls);
	free(page->error);
	*page = (struct history_page){ 0 };
}
