#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ice/ice.h"

static void close_all(const int fds[ICE_COMPONENTS])
{
	for (int i = 0; i < ICE_COMPONENTS; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

void ice_order_free(struct ice_order *o)
{
	if (o->kind == ICE_OPEN)
		close_all(o->open.pipes);
	explicit_bzero(o, sizeof *o);
	free(o);
}

void ice_news_free(struct ice_news *n)
{
	if (n->kind == ICE_GATHERED)
		close_all(n->gathered.sockets);
	free(n);
}
