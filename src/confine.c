#include "confine.h"

#include <errno.h>
#include <linux/sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <seccomp.h>

/* Names that this machine does not have are passed over. */
static const char *const allowed[] = {
	/* files */
	"access", "chdir", "chmod", "chown", "close", "close_range",
	"copy_file_range", "creat", "dup", "dup2", "dup3", "faccessat",
	"faccessat2", "fadvise64", "fallocate", "fchdir", "fchmod", "fchmodat",
	"fchmodat2", "fchown", "fchownat", "fcntl", "fdatasync", "fgetxattr",
	"flistxattr", "flock", "fremovexattr", "fsetxattr", "fstat", "fstatfs",
	"fsync", "ftruncate", "futimesat", "getcwd", "getdents", "getdents64",
	"getxattr", "inotify_add_watch", "inotify_init", "inotify_init1",
	"inotify_rm_watch", "lchown", "lgetxattr", "link", "linkat",
	"listxattr", "llistxattr", "lseek", "lstat", "mkdir", "mkdirat",
	"newfstatat", "open", "openat", "openat2", "pread64", "preadv",
	"preadv2", "pwrite64", "pwritev", "pwritev2", "read", "readahead",
	"readlink", "readlinkat", "readv", "removexattr", "rename", "renameat",
	"renameat2", "rmdir", "sendfile", "setxattr", "splice", "stat",
	"statfs", "statx", "symlink", "symlinkat", "sync", "sync_file_range",
	"syncfs", "tee", "truncate", "umask", "unlink", "unlinkat", "utime",
	"utimensat", "utimes", "vmsplice", "write", "writev",
	/* memory; those of System V are ALSA's, to share a card */
	"brk", "madvise", "membarrier", "memfd_create", "mincore", "mlock",
	"mlock2", "mlockall", "mmap", "mprotect", "mremap", "msync", "munlock",
	"munlockall", "munmap", "pkey_alloc", "pkey_free", "pkey_mprotect",
	"semctl", "semget", "semop", "semtimedop", "shmat", "shmctl", "shmdt",
	"shmget",
	/* processes and threads */
	"arch_prctl", "capget", "capset", "execve", "execveat", "exit",
	"exit_group", "fork", "get_robust_list", "getcpu", "getegid", "geteuid",
	"getgid", "getgroups", "getpgid", "getpgrp", "getpid", "getppid",
	"getpriority", "getresgid", "getresuid", "getrlimit", "getrusage",
	"getsid", "gettid", "getuid", "ioprio_get", "ioprio_set", "kill",
	"landlock_add_rule", "landlock_create_ruleset",
	"landlock_restrict_self", "pidfd_open",
	"pidfd_send_signal", "prctl", "prlimit64", "rseq",
	"sched_get_priority_max", "sched_get_priority_min",
	"sched_getaffinity", "sched_getattr", "sched_getparam",
	"sched_getscheduler", "sched_rr_get_interval", "sched_setaffinity",
	"sched_setattr", "sched_setparam", "sched_setscheduler", "sched_yield",
	"seccomp", "set_robust_list", "set_tid_address", "setfsgid", "setfsuid",
	"setgid", "setgroups", "setpgid", "setpriority", "setregid",
	"setresgid", "setresuid", "setreuid", "setrlimit", "setsid", "setuid",
	"sysinfo", "tgkill", "times", "tkill", "uname", "vfork", "wait4",
	"waitid",
	/* signals and time */
	"alarm", "clock_getres", "clock_gettime", "clock_nanosleep",
	"getitimer", "gettimeofday", "nanosleep", "pause", "restart_syscall",
	"rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigqueueinfo",
	"rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait",
	"rt_tgsigqueueinfo", "setitimer", "sigaltstack", "signalfd",
	"signalfd4", "sigreturn", "time", "timer_create", "timer_delete",
	"timer_getoverrun", "timer_gettime", "timer_settime", "timerfd_create",
	"timerfd_gettime", "timerfd_settime",
	/* waiting for one another */
	"epoll_create", "epoll_create1", "epoll_ctl", "epoll_pwait",
	"epoll_pwait2", "epoll_wait", "eventfd", "eventfd2", "futex",
	"futex_waitv", "pipe", "pipe2", "poll", "ppoll", "pselect6", "select",
	/* networks; socket itself is below */
	"accept", "accept4", "bind", "connect", "getpeername", "getsockname",
	"getsockopt", "listen", "recvfrom", "recvmmsg", "recvmsg", "sendmmsg",
	"sendmsg", "sendto", "setsockopt", "shutdown", "socketpair",
	/* chance */
	"getrandom",
};

static const int families[] = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK };

#define NAMESPACES ((unsigned long)(CLONE_NEWCGROUP | CLONE_NEWIPC | \
	CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUSER | \
	CLONE_NEWUTS))

#define COUNT(array) (sizeof array / sizeof *array)

static int add_names(scmp_filter_ctx filter)
{
	int error = 0;

	for (size_t i = 0; i < COUNT(allowed) && !error; i++) {
		int number = seccomp_syscall_resolve_name(allowed[i]);

		if (number != __NR_SCMP_ERROR && number >= 0)
			error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, number,
				0);
	}
	return error;
}

/* Whose arguments count.  The flags of clone3 stand in memory, where no filter
 * sees them: libc goes back to clone when there is none. */
static int add_judged(scmp_filter_ctx filter)
{
	int error = 0;

	for (size_t i = 0; i < COUNT(families) && !error; i++)
		error = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
			SCMP_SYS(socket), 1,
			SCMP_A0_32(SCMP_CMP_EQ, families[i]));
	if (!error)
		error = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
			SCMP_SYS(clone), 1,
			SCMP_A0(SCMP_CMP_MASKED_EQ, NAMESPACES, 0));
	if (!error)
		error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS),
			SCMP_SYS(clone3), 0);
	if (!error)		/* typing into the terminal of others */
		error = seccomp_rule_add(filter, SCMP_ACT_ALLOW,
			SCMP_SYS(ioctl), 1, SCMP_A1_32(SCMP_CMP_NE, TIOCSTI));
	return error;
}

bool confine_calls(char *error, size_t size)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int result = filter ? add_names(filter) : -ENOMEM;

	if (!result)
		result = add_judged(filter);
	if (!result)
		result = seccomp_load(filter);
	seccomp_release(filter);
	if (result)
		snprintf(error, size, "seccomp = yes, but the filter of system "
			"calls cannot be set: %s", strerror(-result));
	return !result;
}
