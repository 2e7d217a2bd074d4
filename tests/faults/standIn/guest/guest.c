/*
 * The inside of a stand-in guest: process 1 of namespaces of its own, in which the attempt's folder is /vmpart and
 * everything that a guest writes is in memory. It runs the commands that come through `ssh`, on the PUs that a guest
 * with as many vCPUs would call its own.
 */
#include "standIn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_CLIENTS = 64, LOOK_MILLISECONDS = 50, SSH_PATIENCE_SECONDS = 300 };

/* A call of `ssh`. `pending` is a packet that the client has not had room for. */
struct client {
  int fd;
  char *command;
  pid_t child;
  bool ended;
  int status;
  int pipes[2];
  size_t pending_size;
  char pending[PACKET_BYTES + 1];
};

static struct client clients[MAX_CLIENTS];
static const struct vm *vm;
/* /proc/PID/stat of the QEMU that this is the guest of. */
static int qemu_state;
static int listener;
static bool frozen;
static time_t frozen_since;

/* ---- boot ---- */

static void attach(const char *source, const char *target, const char *type, unsigned long flags) {
  if (mount(source, target, type, flags, NULL) != 0) fail("guest %s: cannot mount %s", vm->name, target);
}

static int listen_for_ssh(void) {
  struct sockaddr_un address = guest_address(vm->name);
  int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  unlink(address.sun_path);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, MAX_CLIENTS) != 0)
    fail("guest %s: cannot listen on %s", vm->name, address.sun_path);
  return fd;
}

/* What a guest has of its own, and the attempt's folder, which it can only read. */
static void make_root(void) {
  const char *attempt = getenv("ATTEMPT_DIR");
  if (attempt == NULL) fail("guest %s: ATTEMPT_DIR is not set", vm->name);
  attach(NULL, "/", NULL, MS_PRIVATE | MS_REC);
  attach(attempt, "/vmpart", NULL, MS_BIND | MS_REC);
  attach(NULL, "/vmpart", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY);
  attach("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC);
  attach("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV);
  attach("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV);
  attach("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV);
  if (sethostname(vm->name, strlen(vm->name)) != 0) fail("guest %s: cannot be called so", vm->name);
}

/* As guest/start.sh prepares them. */
static const char make_work[] = "umask 022; mkdir -p /run/vmpart/work; for program in /vmpart/programs/*/; do "
                                "program=${program%/}; sh /vmpart/guest/work.sh \"${program##*/}\" || exit 1; done";

/* Never returns. `null` and the outputs become the standard streams. */
static void run_shell(const char *command, int out, int err) {
  static char *const environment[] = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root",
                                      "USER=root", "SHELL=/bin/sh", NULL};
  char *const arguments[] = {"sh", "-c", (char *)command, NULL};
  sigset_t none;
  int null = open("/dev/null", O_RDONLY);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  setsid();
  dup2(null, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  close_range(3, ~0U, 0);
  if (chdir("/") == 0) execve("/bin/sh", arguments, environment);
  _exit(127);
}

static void prepare_work(void) {
  int status;
  pid_t child = fork();
  if (child == 0) run_shell(make_work, vm->console, vm->console);
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
    fail("guest %s: the working folders cannot be made", vm->name);
}

/* 0.1 to 0.3 s, by the name, so that guests do not come up at the same time. */
static void take_time_to_boot(void) {
  unsigned sum = 0;
  for (const char *letter = vm->name; *letter != '\0'; letter++) sum = 31 * sum + (unsigned char)*letter;
  usleep(100000 + sum % 200 * 1000);
}

static void use_vcpus(void) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (unsigned index = 0; index < vm->vcpus; index++) CPU_SET(index, &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0) fail("guest %s: this machine lacks PUs 0-%u", vm->name, vm->vcpus - 1);
}

/* ---- clients ---- */

static void forget(struct client *client) {
  close(client->fd);
  for (int i = 0; i < 2; i++)
    if (client->pipes[i] >= 0) close(client->pipes[i]);
  free(client->command);
  *client = (struct client){.fd = -1, .pipes = {-1, -1}};
}

static void forget_all(void) {
  for (size_t i = 0; i < MAX_CLIENTS; i++)
    if (clients[i].fd >= 0) forget(&clients[i]);
}

static void welcome(void) {
  int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  for (size_t i = 0; i < MAX_CLIENTS && fd >= 0; i++) {
    if (clients[i].fd >= 0) continue;
    clients[i] = (struct client){.fd = fd, .pipes = {-1, -1}};
    return;
  }
  if (fd >= 0) close(fd);
}

static void begin(struct client *client) {
  int out[2], err[2];
  if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) fail("guest %s: no pipe", vm->name);
  client->child = fork();
  if (client->child == 0) run_shell(client->command, out[1], err[1]);
  close(out[1]);
  close(err[1]);
  client->pipes[0] = out[0];
  client->pipes[1] = err[0];
}

/* A command, or the wish to end everybody's connection; or the client has gone, and its command runs on, as in sshd. */
static void hear(struct client *client) {
  static char packet[PACKET_BYTES + 1];
  ssize_t size = recv(client->fd, packet, sizeof packet - 1, 0);
  if (size > 0 && packet[0] == PACKET_COMMAND && client->command == NULL) {
    packet[size] = '\0';
    client->command = strdup(packet + 1);
  } else if (size > 0 && packet[0] == PACKET_EXIT) {
    forget_all();
  } else {
    forget(client);
  }
}

static void send_pending(struct client *client) {
  if (send(client->fd, client->pending, client->pending_size, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) client->pending_size = 0;
  else if (errno != EAGAIN) forget(client);
}

static void pass_on(struct client *client, int which) {
  ssize_t got = read(client->pipes[which], client->pending + 1, PACKET_BYTES);
  if (got <= 0) {
    close(client->pipes[which]);
    client->pipes[which] = -1;
    return;
  }
  client->pending[0] = which == 0 ? PACKET_STDOUT : PACKET_STDERR;
  client->pending_size = (size_t)got + 1;
  send_pending(client);
}

/* sshd tells of the end when nobody can print any more. */
static void tell_end(struct client *client) {
  char packet[2] = {PACKET_STATUS, (char)client->status};
  if (!client->ended || client->pending_size > 0 || client->pipes[0] >= 0 || client->pipes[1] >= 0) return;
  send(client->fd, packet, sizeof packet, MSG_NOSIGNAL);
  forget(client);
}

static void reap(void) {
  int status;
  for (pid_t child; (child = waitpid(-1, &status, WNOHANG)) > 0;)
    for (size_t i = 0; i < MAX_CLIENTS; i++) {
      if (clients[i].fd < 0 || clients[i].child != child) continue;
      clients[i].ended = true;
      clients[i].status = WIFEXITED(status) ? WEXITSTATUS(status) : SSH_FAILED;
    }
}

/* ---- together with QEMU ---- */

static bool qemu_stands_still(void) {
  char text[512];
  ssize_t size = pread(qemu_state, text, sizeof text - 1, 0);
  if (size <= 0) exit(0);
  text[size] = '\0';
  const char *state = strrchr(text, ')');
  return state != NULL && (state[2] == 'T' || state[2] == 't');
}

/* A guest stands still with its QEMU; after a while its clients' ssh takes it for dead. */
static void keep_pace(void) {
  bool now = qemu_stands_still();
  if (now != frozen) kill(-1, now ? SIGSTOP : SIGCONT);
  if (now && !frozen) frozen_since = time(NULL);
  frozen = now;
  if (frozen && time(NULL) - frozen_since > SSH_PATIENCE_SECONDS) forget_all();
}

/* What is waited for of a client. While the guest stands still, only its own words. */
static void expect(const struct client *client, struct pollfd *wait) {
  bool reads = !frozen && client->pending_size == 0;
  wait[0] = (struct pollfd){client->fd, (short)(POLLIN | (!frozen && client->pending_size > 0 ? POLLOUT : 0)), 0};
  for (int i = 0; i < 2; i++) wait[1 + i] = (struct pollfd){reads ? client->pipes[i] : -1, POLLIN, 0};
}

static void attend(struct client *client, const struct pollfd *wait) {
  if (client->fd >= 0 && (wait[0].revents & POLLOUT) != 0) send_pending(client);
  for (int i = 0; i < 2; i++)
    if (client->fd >= 0 && wait[1 + i].revents != 0 && client->pending_size == 0) pass_on(client, i);
  if (client->fd >= 0 && (wait[0].revents & ~POLLOUT) != 0) hear(client);
  if (client->fd >= 0 && !frozen && client->command != NULL && client->child == 0) begin(client);
  if (client->fd >= 0 && !frozen) tell_end(client);
}

static _Noreturn void serve(int signals) {
  static struct pollfd wait[2 + 3 * MAX_CLIENTS];
  for (;;) {
    wait[0] = (struct pollfd){listener, POLLIN, 0};
    wait[1] = (struct pollfd){signals, POLLIN, 0};
    for (size_t i = 0; i < MAX_CLIENTS; i++) expect(&clients[i], wait + 2 + 3 * i);
    if (poll(wait, 2 + 3 * MAX_CLIENTS, LOOK_MILLISECONDS) < 0) continue;
    keep_pace();
    struct signalfd_siginfo told;
    if (wait[1].revents != 0 && read(signals, &told, sizeof told) > 0) reap();
    for (size_t i = 0; i < MAX_CLIENTS; i++) attend(&clients[i], wait + 2 + 3 * i);
    if (wait[0].revents != 0) welcome();
  }
}

/* ---- start ---- */

/* On a real host there is one process of QEMU's a VM: whoever looks for it must not find this one too. */
static void change_title(void) {
  prctl(PR_SET_NAME, "stand-in guest");
  memset(vm->title, 0, vm->title_bytes);
  snprintf(vm->title, vm->title_bytes, "stand-in-guest %s", vm->name);
}

static _Noreturn void run(int state) {
  static const char ready[] = "vmpart: ready\n";
  sigset_t ended;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  change_title();
  qemu_state = state;
  for (size_t i = 0; i < MAX_CLIENTS; i++) clients[i] = (struct client){.fd = -1, .pipes = {-1, -1}};
  sigemptyset(&ended);
  sigaddset(&ended, SIGCHLD);
  sigprocmask(SIG_BLOCK, &ended, NULL);
  take_time_to_boot();
  listener = listen_for_ssh();
  make_root();
  use_vcpus();
  prepare_work();
  if (write(vm->console, ready, sizeof ready - 1) < 0) fail("guest %s: no console", vm->name);
  serve(signalfd(-1, &ended, SFD_CLOEXEC));
}

pid_t guest_start(const struct vm *of) {
  char path[64];
  vm = of;
  snprintf(path, sizeof path, "/proc/%d/stat", (int)getpid());
  int state = open(path, O_RDONLY | O_CLOEXEC);
  if (state < 0) fail("cannot open %s", path);
  long child = syscall(SYS_clone, CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | SIGCHLD, NULL, NULL, NULL, NULL);
  if (child < 0) fail("guest %s: no namespaces", of->name);
  if (child == 0) run(state);
  close(state);
  return (pid_t)child;
}
