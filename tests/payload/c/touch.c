/*
 * A program for tests that uses memory as its arguments say, prints `ready`, and then waits for so many seconds:
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

static volatile char *map(size_t bytes, int flags, int fd) {
  void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, fd, 0);
  if (start == MAP_FAILED) _exit(9);
  return start;
}

static void touch(volatile char *at, size_t bytes, int write) {
  char sum = 0;
  for (size_t i = 0; i < bytes; i += 4096)
    if (write) at[i] = 1;
    else sum = (char)(sum + at[i]);
}

static void share(const char *path) {
  struct stat status;
  int fd = open(path, O_RDWR);
  if (fd < 0 || fstat(fd, &status) != 0) _exit(9);
  touch(map((size_t)status.st_size, MAP_SHARED, fd), (size_t)status.st_size, 1);
}

int main(int count, char **arguments) {
  const int own = MAP_PRIVATE | MAP_ANONYMOUS;
  unsigned seconds = 0;
  pid_t child = 0;
  for (int i = 1; i < count; i++) {
    const char *value = strchr(arguments[i], '=') + 1;
    size_t bytes = strtoull(value, NULL, 10) << 20;
    switch (arguments[i][0]) {
      case 'p': touch(map(bytes, own, -1), bytes, 1); break;
      case 'z': touch(map(bytes, own, -1), bytes, 0); break;
      case 'r': map(bytes, own | MAP_NORESERVE, -1); break;
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
