/*
 * `qemu-system-x86_64`: guest memory of the declared size of which a few pages exist, a thread for each vCPU that only
 * sleeps, the machine protocol as far as vmpart-host speaks it. The guest starts with the first `cont`.
 */
#include "standIn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MAX_VCPUS = 64, MAX_CONNECTIONS = 16, LINE_BYTES = 4096, PAGE = 4096, TOUCHED_PAGES = 16 };

struct connection {
  int fd;
  size_t size;
  char line[LINE_BYTES];
};

static struct vm vm = {.vcpus = 1, .console = -1};
static pid_t threads[MAX_VCPUS];
static pid_t guest;
static bool runs;
static struct connection connections[MAX_CONNECTIONS];

/* ---- the command line ---- */

/* The value of KEY in `a=1,key=value,b=2`, of memory that is never given back; NULL when it is not there. */
static char *option(const char *text, const char *key) {
  char *copy = strdup(text), *rest = copy;
  size_t size = strlen(key);
  for (char *part; (part = strsep(&rest, ",")) != NULL;)
    if (strncmp(part, key, size) == 0 && part[size] == '=') return part + size + 1;
  free(copy);
  return NULL;
}

/*
 * A mapping of exactly this size, with a page on either side that nobody can use: the kernel would join it with a
 * neighbour, and whoever looks for it looks for its size.
 */
static void map_memory(size_t bytes) {
  char *all = mmap(NULL, bytes + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (all == MAP_FAILED || mprotect(all + PAGE, bytes, PROT_READ | PROT_WRITE) != 0) fail("no memory of %zu bytes", bytes);
  madvise(all + PAGE, bytes, MADV_NOHUGEPAGE);
  for (size_t page = 0; page < TOUCHED_PAGES && page * PAGE < bytes; page++) all[PAGE + page * PAGE] = 1;
}

static void read_object(const char *value) {
  char *size = option(value, "size");
  if (strncmp(value, "memory-backend-", 15) == 0 && size != NULL) map_memory(strtoull(size, NULL, 10));
}

static void read_append(const char *value) {
  static const char key[] = "vmpart.name=";
  const char *found = strstr(value, key);
  if (found != NULL) vm.name = strndup(found + sizeof key - 1, strcspn(found + sizeof key - 1, " "));
}

/* For the words that the guest's process shows instead of QEMU's. */
static void note_title(int count, char **arguments) {
  vm.title = arguments[0];
  vm.title_bytes = (size_t)(arguments[count - 1] + strlen(arguments[count - 1]) - arguments[0]);
}

static void read_option(const char *name, const char *value) {
  if (strcmp(name, "-smp") == 0) vm.vcpus = (unsigned)strtoul(value, NULL, 10);
  else if (strcmp(name, "-object") == 0) read_object(value);
  else if (strcmp(name, "-append") == 0) read_append(value);
  else if (strcmp(name, "-chardev") == 0 && strncmp(value, "file,id=console,", 16) == 0)
    vm.console_path = option(value, "path");
  else if (strcmp(name, "-qmp") == 0 && strncmp(value, "unix:", 5) == 0)
    vm.qmp_path = strndup(value + 5, strcspn(value + 5, ","));
}

/* Everything else that a real QEMU is told is passed over. */
static void read_arguments(int count, char **arguments) {
  for (int i = 1; i + 1 < count; i++)
    if (arguments[i][0] == '-') read_option(arguments[i], arguments[i + 1]);
  if (vm.name == NULL || vm.qmp_path == NULL || vm.console_path == NULL || vm.vcpus < 1 || vm.vcpus > MAX_VCPUS) {
    errno = EINVAL;
    fail("no command line of an attempt: vmpart.name, a file as console, -qmp unix: and 1 to %d vCPUs are wanted", MAX_VCPUS);
  }
}

/* ---- vCPUs ---- */

static void *vcpu(void *argument) {
  size_t index = (size_t)argument;
  char name[16];
  snprintf(name, sizeof name, "CPU %zu/TCG", index);
  prctl(PR_SET_NAME, name);
  __atomic_store_n(&threads[index], (pid_t)syscall(SYS_gettid), __ATOMIC_SEQ_CST);
  for (;;) pause();
  return NULL;
}

static void start_vcpus(void) {
  for (size_t index = 0; index < vm.vcpus; index++) {
    pthread_t thread;
    if ((errno = pthread_create(&thread, NULL, vcpu, (void *)index)) != 0) fail("vCPU %zu cannot be started", index);
  }
  for (size_t index = 0; index < vm.vcpus; index++)
    while (__atomic_load_n(&threads[index], __ATOMIC_SEQ_CST) == 0) usleep(100);
}

/* ---- the machine protocol ---- */

static void answer(int fd, const char *text) {
  send(fd, text, strlen(text), MSG_NOSIGNAL);
  send(fd, "\r\n", 2, MSG_NOSIGNAL);
}

static void answer_vcpus(int fd) {
  char text[LINE_BYTES * 2] = "{\"return\": [";
  size_t size = strlen(text);
  for (unsigned index = 0; index < vm.vcpus; index++)
    size += (size_t)snprintf(text + size, sizeof text - size, "%s{\"cpu-index\": %u, \"thread-id\": %d, \"target\": \"x86_64\"}",
                             index == 0 ? "" : ", ", index, (int)threads[index]);
  snprintf(text + size, sizeof text - size, "]}");
  answer(fd, text);
}

static void answer_status(int fd) {
  char text[128];
  const char *status = runs ? "running" : guest == 0 ? "prelaunch" : "paused";
  snprintf(text, sizeof text, "{\"return\": {\"status\": \"%s\", \"running\": %s}}", status, runs ? "true" : "false");
  answer(fd, text);
}

static void go_on(int fd) {
  if (guest == 0) guest = guest_start(&vm);
  runs = true;
  answer(fd, "{\"return\": {}}");
}

static void execute(int fd, const char *line) {
  static const char key[] = "\"execute\"";
  const char *found = strstr(line, key);
  char command[64] = "";
  if (found != NULL) sscanf(found + sizeof key - 1, " : \"%63[a-z_-]\"", command);
  if (strcmp(command, "qmp_capabilities") == 0) answer(fd, "{\"return\": {}}");
  else if (strcmp(command, "query-cpus-fast") == 0) answer_vcpus(fd);
  else if (strcmp(command, "query-status") == 0) answer_status(fd);
  else if (strcmp(command, "cont") == 0) go_on(fd);
  else if (strcmp(command, "stop") == 0) runs = false, answer(fd, "{\"return\": {}}");
  else if (strcmp(command, "quit") == 0) answer(fd, "{\"return\": {}}"), exit(0);
  else answer(fd, "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"The stand-in does not know this command\"}}");
}

/* ---- connections ---- */

static int listen_qmp(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(vm.qmp_path) >= sizeof address.sun_path) fail("the path %s is too long for a socket", vm.qmp_path);
  strcpy(address.sun_path, vm.qmp_path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  unlink(vm.qmp_path);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 8) != 0)
    fail("cannot listen on %s", vm.qmp_path);
  return fd;
}

static void greet(int listener) {
  int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  for (size_t i = 0; i < MAX_CONNECTIONS && fd >= 0; i++) {
    if (connections[i].fd >= 0) continue;
    connections[i] = (struct connection){.fd = fd};
    answer(fd, "{\"QMP\": {\"version\": {\"qemu\": {\"major\": 0, \"minor\": 0, \"micro\": 0}, \"package\": \"stand-in\"}, "
               "\"capabilities\": []}}");
    return;
  }
  if (fd >= 0) close(fd);
}

static void take(struct connection *connection) {
  ssize_t got = read(connection->fd, connection->line + connection->size, LINE_BYTES - 1 - connection->size);
  if (got <= 0) {
    close(connection->fd);
    connection->fd = -1;
    return;
  }
  connection->size += (size_t)got;
  for (char *end; (end = memchr(connection->line, '\n', connection->size)) != NULL;) {
    *end = '\0';
    execute(connection->fd, connection->line);
    connection->size -= (size_t)(end + 1 - connection->line);
    memmove(connection->line, end + 1, connection->size);
  }
}

/* Until it is told to quit. A guest that ends takes QEMU with it, as -no-reboot has it. */
static _Noreturn void serve(int listener, int signals) {
  for (;;) {
    struct pollfd wait[MAX_CONNECTIONS + 2] = {{listener, POLLIN, 0}, {signals, POLLIN, 0}};
    for (size_t i = 0; i < MAX_CONNECTIONS; i++) wait[i + 2] = (struct pollfd){connections[i].fd, POLLIN, 0};
    if (poll(wait, MAX_CONNECTIONS + 2, -1) < 0) continue;
    if (wait[1].revents != 0) exit(0);
    if (wait[0].revents != 0) greet(listener);
    for (size_t i = 0; i < MAX_CONNECTIONS; i++)
      if (wait[i + 2].revents != 0 && connections[i].fd == wait[i + 2].fd) take(&connections[i]);
  }
}

int qemu_main(int count, char **arguments) {
  sigset_t ended;
  read_arguments(count, arguments);
  note_title(count, arguments);
  vm.console = open(vm.console_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (vm.console < 0) fail("cannot open %s", vm.console_path);
  for (size_t i = 0; i < MAX_CONNECTIONS; i++) connections[i].fd = -1;
  sigemptyset(&ended);
  sigaddset(&ended, SIGCHLD);
  sigprocmask(SIG_BLOCK, &ended, NULL);
  start_vcpus();
  serve(listen_qmp(), signalfd(-1, &ended, SFD_CLOEXEC));
}
