/*
 * The queue for a name that is taken. Who waits binds the abstract socket NAME.TICKET, with a ticket above all there
 * are, so the order is that of arrival, holds for all users of the network namespace, and is left by ending. Nobody
 * looks again and again beside somebody else's measurement: who waits is connected to the one before it, and the
 * kernel ends the connection with the one before.
 */
#include "vmpart.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The ticket at the end of a line of /proc/net/unix; 0 when it is about another socket. */
static uint64_t ticket_of(const char *line, const char *name) {
  const char *at = strchr(line, '@');
  size_t size = strlen(name);
  uint64_t ticket;
  if (at == NULL || strncmp(at + 1, name, size) != 0 || at[1 + size] != '.') return 0;
  return parse_number(at + 1 + size + 1, &ticket) ? ticket : 0;
}

/* Highest ticket below LIMIT; 0 when there is none. */
static uint64_t last_ticket(const char *name, uint64_t limit) {
  struct text sockets = {0};
  uint64_t last = 0;
  if (!read_file("/proc/net/unix", &sockets)) system_error("hold: cannot read /proc/net/unix");
  text_add(&sockets, "", 0);
  for (char *line = sockets.data; line != NULL && *line != '\0';) {
    char *end = strchr(line, '\n');
    if (end != NULL) *end++ = '\0';
    uint64_t ticket = ticket_of(line, name);
    if (ticket < limit && ticket > last) last = ticket;
    line = end;
  }
  text_free(&sockets);
  return last;
}

static void name_of_ticket(struct text *out, const char *name, uint64_t ticket) {
  text_clear(out);
  text_addf(out, "%s.%llu", name, (unsigned long long)ticket);
}

/* The socket is closed on exec: who has its turn leaves the queue with the name already taken. */
static uint64_t take_ticket(const char *name) {
  struct text own = {0};
  for (;;) {
    uint64_t ticket = last_ticket(name, UINT64_MAX) + 1;
    name_of_ticket(&own, name, ticket);
    /* Somebody else may have come in between. */
    if (!listen_name(own.data, SOCK_CLOEXEC)) continue;
    text_free(&own);
    return ticket;
  }
}

/* Until whoever listens there has ended; nobody ever accepts, so the end is all that can come. */
static void wait_for_end(const char *name) {
  int fd = connect_name(name);
  struct pollfd end = {.fd = fd, .events = POLLIN};
  if (fd < 0) {
    /* Bound and not yet listening, or more wait here than the kernel remembers. */
    pause_seconds(0.1);
    return;
  }
  while (poll(&end, 1, -1) < 0 && errno == EINTR) {
  }
  close(fd);
}

bool queue_is_empty(const char *name) { return last_ticket(name, UINT64_MAX) == 0; }

void queue_take_name(const char *name) {
  struct text before = {0};
  uint64_t own = take_ticket(name);
  for (;;) {
    uint64_t ticket = last_ticket(name, own);
    name_of_ticket(&before, name, ticket);
    if (ticket > 0) wait_for_end(before.data);
    else if (listen_name(name, 0)) break;
    else wait_for_end(name);
  }
  text_free(&before);
}
