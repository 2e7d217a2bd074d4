/*
 * A stand-in for a guest: one program that is `qemu-system-x86_64` and `ssh` by the name it is called by. It starts
 * commands where a guest would and answers as QEMU would, so that faults can strike an attempt without a guest being
 * booted. Nothing that it does measures anything.
 */
#ifndef STAND_IN_H
#define STAND_IN_H

#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

/* Between `ssh` and the guest, by packets: the first byte says what the rest is. */
enum packet {
  PACKET_COMMAND = 'c', /* to the guest: a command line */
  PACKET_EXIT = 'x',    /* to the guest: end everybody's connections, as `ssh -O exit` does */
  PACKET_STDOUT = 'o',
  PACKET_STDERR = 'e',
  PACKET_STATUS = 's', /* one byte: how the command ended */
};

enum { PACKET_BYTES = 16 * 1024, SSH_FAILED = 255 };

/* What a command line of QEMU says about its VM. */
struct vm {
  const char *name;
  unsigned vcpus;
  const char *qmp_path;
  const char *console_path;
  int console;
  /* Where the words of the command line lie, which `ps` shows. */
  char *title;
  size_t title_bytes;
};

/* Ends with a message and exit code 1. */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The attempt's folder for sockets and keys; NULL outside an attempt. */
const char *run_folder(void);

/* The socket on which the guest of this name takes commands. */
struct sockaddr_un guest_address(const char *name);

/* Starts the guest in namespaces of its own. It ends with the calling process. */
pid_t guest_start(const struct vm *vm);

int qemu_main(int count, char **arguments);
int ssh_main(int count, char **arguments);

#endif
