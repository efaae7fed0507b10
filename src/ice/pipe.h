/* pipe.h - bytes of one component between the media thread and the network.
 * The module's thread.
 *
 *	media --AF_UNIX pair--> pipe --> agent: the pair that is selected
 *	media <----------------      <-- agent: from whom a check succeeded
 *
 * What has no way is lost, as on the network.
 */
#ifndef ICE_PIPE_H
#define ICE_PIPE_H

#include <nice/agent.h>

struct pipe;

/* fd: its end of the pair, which becomes its. */
struct pipe *pipe_new(NiceAgent *, guint stream, guint component, int fd);
void pipe_free(struct pipe *);		/* NULL may be given */

#endif
