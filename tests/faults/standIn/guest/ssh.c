/*
 * `ssh` as run.sh calls it: `ssh -F CONFIG VM COMMAND` and `ssh -F CONFIG -O exit VM`, CONFIG being the attempt's own.
 * Every other call is one of the real ssh.
 */
#include "standIn.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char real_ssh[] = "/usr/bin/ssh";

static bool is_of_attempt(int count, char **arguments) {
  char config[256];
  if (count < 4 || run_folder() == NULL || strcmp(arguments[1], "-F") != 0) return false;
  snprintf(config, sizeof config, "%s/config", run_folder());
  return strcmp(arguments[2], config) == 0;
}

/* As the real one says it: run.sh shows these words to users. */
static _Noreturn void lost(const char *name, const char *what) {
  fprintf(stderr, "stand-in ssh: connection to %s %s: %s\r\n", name, what, strerror(errno));
  exit(SSH_FAILED);
}

static int reach(const char *name) {
  struct sockaddr_un address = guest_address(name);
  int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) lost(name, "failed");
  return fd;
}

static void put(int fd, const char *data, size_t size) {
  while (size > 0) {
    ssize_t done = write(fd, data, size);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) exit(SSH_FAILED);
    data += done;
    size -= (size_t)done;
  }
}

/* Passes on what comes until the command has ended; that the guest goes away is the end of the connection. */
static int follow(int fd, const char *name) {
  static char packet[PACKET_BYTES + 1];
  for (;;) {
    ssize_t size = recv(fd, packet, sizeof packet, 0);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) lost(name, "was closed");
    if (packet[0] == PACKET_STATUS) return (unsigned char)packet[1];
    put(packet[0] == PACKET_STDERR ? STDERR_FILENO : STDOUT_FILENO, packet + 1, (size_t)size - 1);
  }
}

/* The words behind the name, with spaces between them as ssh sends them. */
static size_t command_line(char **words, int count, char *packet) {
  size_t size = 0;
  packet[size++] = PACKET_COMMAND;
  for (int i = 0; i < count; i++) {
    int added = snprintf(packet + size, PACKET_BYTES - size, i == 0 ? "%s" : " %s", words[i]);
    if (added < 0 || (size += (size_t)added) >= PACKET_BYTES) fail("the command line is too long");
  }
  return size;
}

int ssh_main(int count, char **arguments) {
  static char packet[PACKET_BYTES];
  if (!is_of_attempt(count, arguments)) {
    execv(real_ssh, arguments);
    fail("cannot run %s", real_ssh);
  }
  bool ends_all = count == 6 && strcmp(arguments[3], "-O") == 0 && strcmp(arguments[4], "exit") == 0;
  if (!ends_all && (count < 5 || arguments[3][0] == '-')) fail("this call of ssh is not stood in for");
  const char *name = ends_all ? arguments[5] : arguments[3];
  size_t size = ends_all ? 1 : command_line(arguments + 4, count - 4, packet);
  if (ends_all) packet[0] = PACKET_EXIT;
  int fd = reach(name);
  if (send(fd, packet, size, MSG_NOSIGNAL) < 0) lost(name, "failed");
  return ends_all ? 0 : follow(fd, name);
}
