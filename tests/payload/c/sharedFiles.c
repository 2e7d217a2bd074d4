/*
 * Does with files what runtimes do: sharedFiles STEP... of which each prints a line or ends the program. `segment` makes,
 * writes, maps, unlinks and unmaps a segment of UCX; `copy` looks at what a copied descriptor can do; `temporary` makes one
 * as MPICH does; `own` a file that is nobody's business; `boot` prints the boot's id; `fill=MIB` makes segments of 1 MiB
 * until there are so many; `child` starts a shell.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MUST(condition)                                                        \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "line %d: %s: %s\n", __LINE__, #condition, strerror(errno)); \
      exit(1);                                                                 \
    }                                                                          \
  } while (0)

enum { CHUNK = 4096, SIZE = 200000 };

static void segment(void) {
  static char zeros[CHUNK], read_back[8];
  struct stat status;
  int fd = shm_open("/ucx_shm_posix_1", O_CREAT | O_EXCL | O_RDWR, 0600);
  MUST(fd >= 0 && shm_open("/ucx_shm_posix_1", O_CREAT | O_EXCL | O_RDWR, 0600) == -1 && errno == EEXIST);
  /* UCX tries all of the memory first. */
  for (int at = 0; at < SIZE; at += CHUNK) MUST(write(fd, zeros, SIZE - at < CHUNK ? SIZE - at : CHUNK) > 0);
  MUST(fstat(fd, &status) == 0 && status.st_size == SIZE && S_ISREG(status.st_mode));
  MUST(lseek(fd, 0, SEEK_END) == SIZE && lseek(fd, -10, SEEK_CUR) == SIZE - 10);
  char *memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  MUST(memory != MAP_FAILED);
  strcpy(memory + 5000, "hello");
  MUST(pread(fd, read_back, 6, 5000) == 6 && strcmp(read_back, "hello") == 0);
  MUST(pwrite(fd, "jelly", 6, 5000) == 6 && strcmp(memory + 5000, "jelly") == 0);
  MUST(close(fd) == 0 && access("/dev/shm/ucx_shm_posix_1", F_OK) == 0);
  int again = open("/dev/shm/ucx_shm_posix_1", O_RDWR);
  char *other = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, again, 0);
  MUST(other != MAP_FAILED && other != memory && strcmp(other + 5000, "jelly") == 0);
  MUST(close(again) == 0 && shm_unlink("/ucx_shm_posix_1") == 0 && open("/dev/shm/ucx_shm_posix_1", O_RDWR) == -1 && errno == ENOENT);
  MUST(munmap(other, SIZE) == 0 && munmap(memory, CHUNK) == 0 && munmap(memory + CHUNK, SIZE - CHUNK) == 0);
  puts("segment");
}

/* What nobody answers must not reach the region by its back door. */
static void copy(void) {
  struct stat status;
  int fd = shm_open("/ucx_shm_posix_2", O_CREAT | O_EXCL | O_RDWR, 0600), other = dup(fd);
  MUST(fd >= 0 && other >= 0 && ftruncate(fd, SIZE) == 0);
  MUST(mmap(NULL, CHUNK, PROT_READ | PROT_WRITE, MAP_SHARED, other, 0) == MAP_FAILED && close(other) == 0);
  MUST(fchmod(fd, 0644) == 0 && fstat(fd, &status) == 0 && status.st_size == SIZE);
  MUST(shm_unlink("/ucx_shm_posix_2") == 0 && close(fd) == 0);
  puts("copy");
}

static void temporary(void) {
  char path[] = "/dev/shm/mpich_shar_tmpXXXXXX";
  struct stat status;
  int fd = mkstemp(path);
  MUST(fd >= 0 && strchr(path, 'X') != path + 23);
  MUST(lseek(fd, 99999, SEEK_SET) == 99999 && write(fd, "", 1) == 1);
  MUST(stat(path, &status) == 0 && status.st_size == 100000);
  MUST(ftruncate(fd, 10) == 0 && ftruncate(fd, 100000) == 0 && posix_fallocate(fd, 0, 150000) == 0);
  MUST(fstat(fd, &status) == 0 && status.st_size == 150000);
  MUST(unlink(path) == 0 && unlink(path) == -1 && errno == ENOENT && close(fd) == 0);
  puts("temporary");
}

static void own(void) {
  char path[] = "/dev/shm/vmpart-own-XXXXXX", text[4] = "";
  struct stat status;
  int fd = mkstemp(path);
  MUST(fd >= 0 && write(fd, "abc", 3) == 3 && stat(path, &status) == 0 && status.st_size == 3);
  MUST(pread(fd, text, 3, 0) == 3 && strcmp(text, "abc") == 0 && unlink(path) == 0 && close(fd) == 0);
  puts("own");
}

static void boot(void) {
  char text[64] = "";
  int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY);
  MUST(fd >= 0 && read(fd, text, sizeof text - 1) > 30);
  printf("boot %s", text);
}

static void fill(long mebibytes) {
  char name[64];
  for (long i = 0; i < mebibytes; i++) {
    snprintf(name, sizeof name, "/ucx_shm_posix_f%ld", i);
    int fd = shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600);
    MUST(fd >= 0 && ftruncate(fd, 1 << 20) == 0 && close(fd) == 0);
  }
  puts("filled");
}

/* What is inherited is left alone: the parent still has all of it. */
static void child(void) {
  int status, fd = shm_open("/ucx_shm_posix_c", O_CREAT | O_RDWR, 0600);
  MUST(fd >= 0 && ftruncate(fd, CHUNK) == 0);
  char *memory = mmap(NULL, CHUNK, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  fflush(stdout);
  pid_t process = fork();
  if (process == 0) {
    strcpy(memory, "child");
    close(fd);
    munmap(memory, CHUNK);
    exit(system("head -c 36 /proc/sys/kernel/random/boot_id >/dev/null"));
  }
  MUST(waitpid(process, &status, 0) == process && status == 0);
  MUST(strcmp(memory, "child") == 0 && shm_unlink("/ucx_shm_posix_c") == 0);
  MUST(strcmp(memory, "child") == 0 && munmap(memory, CHUNK) == 0 && close(fd) == 0);
  puts("child");
}

int main(int count, char **arguments) {
  for (int i = 1; i < count; i++) {
    if (strcmp(arguments[i], "segment") == 0) segment();
    else if (strcmp(arguments[i], "temporary") == 0) temporary();
    else if (strcmp(arguments[i], "copy") == 0) copy();
    else if (strcmp(arguments[i], "own") == 0) own();
    else if (strcmp(arguments[i], "boot") == 0) boot();
    else if (strcmp(arguments[i], "child") == 0) child();
    else if (strncmp(arguments[i], "fill=", 5) == 0) fill(atol(arguments[i] + 5));
    else return 2;
  }
  return 0;
}
