/*
 * A program for tests that uses memory as its arguments say, prints lines about it, and then waits for so many seconds.
 * Lines are `NAME ADDRESS FRAME` for what it has mapped (FRAME of its first page, 0 without), then `ready PID`.
 *   private=MIB writes so much; zeros=MIB reads it and never writes; reserved=MIB maps it and touches nothing;
 *   shared=FILE writes all of a file through a shared mapping; fork=MIB a child writes so much of its own; seconds=N
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the kernel tells root of a page. */
static unsigned long long frame_of(volatile char *at) {
  unsigned long long entry = 0;
  int fd = open("/proc/self/pagemap", O_RDONLY);
  if (fd >= 0 && pread(fd, &entry, sizeof entry, (off_t)((size_t)at / 4096 * sizeof entry)) != sizeof entry) entry = 0;
  close(fd);
  return entry >> 63 == 0 ? 0 : entry & ((1ull << 55) - 1);
}

static void tell(const char *name, volatile char *at) {
  printf("%s %zx %llu\n", name, (size_t)at, frame_of(at));
}

static volatile char *map(size_t bytes, int flags, int fd) {
  void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, fd, 0);
  if (start == MAP_FAILED) _exit(9);
  return start;
}

static volatile char *touch(volatile char *at, size_t bytes, int write) {
  char sum = 0;
  for (size_t i = 0; i < bytes; i += 4096)
    if (write) at[i] = 1;
    else sum = (char)(sum + at[i]);
  return at;
}

static void share(const char *path) {
  struct stat status;
  int fd = open(path, O_RDWR);
  if (fd < 0 || fstat(fd, &status) != 0) _exit(9);
  tell("shared", touch(map((size_t)status.st_size, MAP_SHARED, fd), (size_t)status.st_size, 1));
}

int main(int count, char **arguments) {
  const int own = MAP_PRIVATE | MAP_ANONYMOUS;
  unsigned seconds = 0;
  pid_t child = 0;
  for (int i = 1; i < count; i++) {
    const char *value = strchr(arguments[i], '=') + 1;
    size_t bytes = strtoull(value, NULL, 10) << 20;
    switch (arguments[i][0]) {
      case 'p': tell("private", touch(map(bytes, own, -1), bytes, 1)); break;
      case 'z': tell("zeros", touch(map(bytes, own, -1), bytes, 0)); break;
      case 'r': tell("reserved", map(bytes, own | MAP_NORESERVE, -1)); break;
      case 'f':
        child = fork();
        if (child != 0) break;
        touch(map(bytes, own, -1), bytes, 1);
        pause();
        break;
      default:
        if (arguments[i][1] == 'h') share(value);
        else seconds = (unsigned)atoi(value);
    }
  }
  printf("ready %d\n", (int)getpid());
  fflush(stdout);
  sleep(seconds);
  if (child > 0) kill(child, 9);
  return 0;
}
