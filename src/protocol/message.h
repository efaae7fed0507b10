/* message.h - names and numbers of the socket protocol, offhook-control(7). */
#ifndef PROTOCOL_MESSAGE_H
#define PROTOCOL_MESSAGE_H

#define PROTOCOL_VERSION 1
#define PROTOCOL_LINE_MAX (1024 * 1024)		/* bytes, newline not counted */

/* JSON-RPC's own codes, then ours. */
enum protocol_error {
	ERROR_PARSE = -32700,
	ERROR_REQUEST = -32600,
	ERROR_METHOD = -32601,
	ERROR_PARAMS = -32602,
	ERROR_INTERNAL = -32603,
	ERROR_NO_OBJECT = 1,		/* no such session, account, device */
	ERROR_STATE = 2,		/* not in this state */
	ERROR_REFUSED = 3,		/* by the remote side: data {status, reason} */
	ERROR_LIMIT = 4,
	ERROR_DEVICE = 5,		/* device or file trouble */
	ERROR_PERMISSION = 6,
};

/* Exit statuses of the one-shot commands. */
enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2, EXIT_NO_ENGINE = 3 };

#endif
