/*
 * `hold` and `alive`: one attempt at a time on a host, and a lock that tells whether an attempt lives.
 *
 * The abstract socket's name is taken for all users of the network namespace and is free again when the last process
 * that inherited it has ended, whatever ended it; so is the flock. Nothing is left to be cleaned up.
 */
#include "vmpart.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char usage[] = "hold [--wait PARENT] NAME FILE -- COMMAND...";

static socklen_t abstract_address(const char *name, struct sockaddr_un *out) {
  size_t size = strlen(name);
  if (size == 0 || size >= sizeof out->sun_path)
    fatal(EXIT_USAGE, "hold: the name must have 1 to %zu bytes", sizeof out->sun_path - 1);
  memset(out, 0, sizeof *out);
  out->sun_family = AF_UNIX;
  memcpy(out->sun_path + 1, name, size);
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + size);
}

bool listen_name(const char *name, int flags) {
  struct sockaddr_un address;
  socklen_t size = abstract_address(name, &address);
  int fd = socket(AF_UNIX, SOCK_STREAM | flags, 0);
  if (fd < 0) system_error("hold: cannot make a socket");
  if (bind(fd, (struct sockaddr *)&address, size) != 0) {
    if (errno != EADDRINUSE) system_error("hold: cannot take the name %s", name);
    close(fd);
    return false;
  }
  if (listen(fd, 64) != 0) system_error("hold: cannot listen on %s", name);
  return true;
}

int connect_name(const char *name) {
  struct sockaddr_un address;
  socklen_t size = abstract_address(name, &address);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect(fd, (const struct sockaddr *)&address, size) == 0) return fd;
  close(fd);
  return -1;
}

/* Says who listens on the name: the kernel keeps the process and user that called listen. */
static _Noreturn void name_taken(const char *name) {
  struct ucred holder = {0};
  socklen_t length = sizeof holder;
  int fd = connect_name(name);
  bool known = fd >= 0 && getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &holder, &length) == 0;
  if (!known || holder.pid == 0) fatal(EXIT_NO, "another attempt is running on this host");
  fatal(EXIT_NO, "another attempt is running on this host (process %ld of user %ld)", (long)holder.pid,
        (long)holder.uid);
}

/* Who does not want to wait goes before nobody who does. */
static void take_name(const char *name) {
  if (!listen_name(name, 0)) name_taken(name);
  if (!queue_is_empty(name)) fatal(EXIT_NO, "another attempt waits for this host");
}

/* Tries for half a second: `alive` holds a shared lock for an instant. */
static void take_file(const char *path) {
  int fd = open(path, O_RDWR | O_CREAT, 0644);
  if (fd < 0) system_error("hold: cannot open %s", path);
  for (int attempt = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; attempt++) {
    if (errno != EWOULDBLOCK && errno != EINTR) system_error("hold: cannot lock %s", path);
    if (attempt == 10) fatal(EXIT_NO, "this attempt is running already: %s is locked", path);
    pause_seconds(0.05);
  }
}

/* `-` for a name or file that is not wanted. */
static bool wanted(const char *argument) { return strcmp(argument, "-") != 0; }

/* Nobody waits, or runs, for a caller that has gone; one that went before this was said is noticed too. */
static void end_with_parent(const char *parent) {
  uint64_t pid;
  if (!parse_number(parent, &pid)) fatal(EXIT_USAGE, "usage: vmpart-host %s", usage);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) system_error("hold: cannot end with its parent");
  if ((uint64_t)getppid() != pid) fatal(EXIT_NO, "hold: the process %s that wanted to wait has ended", parent);
}

int verb_hold(int count, char **arguments) {
  bool wait = count > 1 && strcmp(arguments[0], "--wait") == 0;
  if (wait) {
    end_with_parent(arguments[1]);
    arguments += 2;
  }
  if (command_index(arguments, usage) != 3) fatal(EXIT_USAGE, "usage: vmpart-host %s", usage);
  if (wanted(arguments[0]) && wait) queue_take_name(arguments[0]);
  else if (wanted(arguments[0])) take_name(arguments[0]);
  if (wanted(arguments[1])) take_file(arguments[1]);
  return run_command(arguments + 3);
}

bool lock_held(const char *path) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  bool held = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  close(fd);
  return held;
}

int verb_alive(int count, char **arguments) {
  if (count != 1) fatal(EXIT_USAGE, "usage: vmpart-host alive FILE");
  return lock_held(arguments[0]) ? EXIT_FINE : EXIT_NO;
}
