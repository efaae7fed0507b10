#include "ice/pipe.h"

#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

#define DATAGRAM_MAX 2048	/* media sends and takes less */
#define AT_ONCE 32		/* then others have their turn */

struct pipe {
	NiceAgent *agent;		/* of the leg */
	guint stream, component;
	int fd;				/* owned */
	GSource *source;		/* owned; NULL: media is gone */
};

static void on_received(NiceAgent *agent, guint stream, guint component,
	guint n, gchar *bytes, gpointer arg)
{
	struct pipe *p = arg;

	(void)agent, (void)stream, (void)component;
	if (n && n <= DATAGRAM_MAX)
		send(p->fd, bytes, n, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static gboolean on_media(gint fd, GIOCondition condition, gpointer arg)
{
	struct pipe *p = arg;
	char bytes[DATAGRAM_MAX];
	ssize_t n = 0;

	for (int i = 0; i < AT_ONCE; i++) {
		n = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
		if (n <= 0)
			break;
		nice_agent_send(p->agent, p->stream, p->component, (guint)n,
			bytes);
	}
	if (n > 0 || !(condition & (G_IO_HUP | G_IO_ERR)))
		return G_SOURCE_CONTINUE;
	g_source_unref(p->source);
	p->source = NULL;
	return G_SOURCE_REMOVE;
}

struct pipe *pipe_new(NiceAgent *agent, guint stream, guint component, int fd)
{
	struct pipe *p = g_new0(struct pipe, 1);
	GMainContext *context = g_main_context_get_thread_default();

	p->agent = agent;
	p->stream = stream;
	p->component = component;
	p->fd = fd;
	p->source = g_unix_fd_source_new(fd, G_IO_IN | G_IO_HUP | G_IO_ERR);
	g_source_set_callback(p->source, G_SOURCE_FUNC(on_media), p, NULL);
	g_source_attach(p->source, context);
	nice_agent_attach_recv(agent, stream, component, context, on_received,
		p);
	return p;
}

void pipe_free(struct pipe *p)
{
	if (!p)
		return;
	if (p->source) {
		g_source_destroy(p->source);
		g_source_unref(p->source);
	}
	nice_agent_attach_recv(p->agent, p->stream, p->component, NULL, NULL,
		NULL);
	close(p->fd);
	g_free(p);
}
