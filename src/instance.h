/* instance.h - one engine a name: the lock, and the folder of the socket. */
#ifndef INSTANCE_H
#define INSTANCE_H

#include <stdbool.h>
#include <stddef.h>

enum instance {
	INSTANCE_OURS,		/* locked until the process ends */
	INSTANCE_RUNS,		/* another engine has it, and listens */
	INSTANCE_FAILED,	/* error says why */
};

/* Locks FOLDER/NAME.lock.  Where another engine has it, waits until that one
 * listens at the socket, or has stopped and this one may start. */
enum instance instance_lock(const char *folder, const char *name,
	const char *socket, char *error, size_t size);

/* Writes our pid and where we listen into the lock: for people, and for one
 * that was told of another socket. */
void instance_sign(const char *socket);

/* Makes the socket's folder and looks whether it may be trusted: usual, the one
 * that is ours alone; else one in which others cannot replace our socket. */
bool instance_folder(const char *socket, bool usual, char *error, size_t size);

#endif
