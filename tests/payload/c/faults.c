/*
 * A program for tests whose threads fault at addresses that are known: `guest RAM` at 64 GiB and 64 GiB + 2 MiB, and what
 * is no RAM between and behind. Prints `threads A B C`; each letter on stdin has its thread fault, then `done` comes:
 *   A  writes 300 pages of RAM, reads 20 others and writes those, writes 7 pages that are no RAM
 *   B  writes 11 pages of RAM, and runs one of a file there
 *   C  writes 50 pages of RAM
 * A letter given again faults in the same way again.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PAGE = 4096 };
static char *const ram0 = (char *)0x1000000000, *const ram1 = (char *)0x1000200000;
static const size_t all = 0x800000;
static int code;

struct worker {
  pthread_t thread;
  sem_t go, done;
  long id;
  void (*work)(void);
};

static void write_pages(char *from, int pages) {
  for (int i = 0; i < pages; i++) ((volatile char *)from)[i * PAGE] = 1;
}

static void first(void) {
  volatile char sum = 0;
  write_pages(ram0, 200);
  write_pages(ram1, 100);
  for (int i = 100; i < 120; i++) sum = (char)(sum + ram1[i * PAGE]);
  write_pages(ram1 + 100 * PAGE, 20);
  write_pages(ram0 + 0x100000, 3);
  write_pages(ram1 + 0x200000, 4);
}

static void second(void) {
  write_pages(ram1 + 200 * PAGE, 11);
  char *page = mmap(ram1 + 300 * PAGE, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED, code, 0);
  if (page == MAP_FAILED) _exit(9);
  ((void (*)(void))page)();
}

static void third(void) {
  write_pages(ram1 + 400 * PAGE, 50);
}

/* What was there before goes, so that every page faults. */
static void work_anew(const struct worker *worker) {
  char *at = mmap(ram0, all, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  if (at == MAP_FAILED || madvise(at, all, MADV_NOHUGEPAGE) != 0) _exit(9);
  worker->work();
}

static void *run(void *argument) {
  struct worker *worker = argument;
  worker->id = syscall(SYS_gettid);
  /* Once, so that its stack is there. */
  work_anew(worker);
  for (;;) {
    sem_post(&worker->done);
    sem_wait(&worker->go);
    work_anew(worker);
  }
  return NULL;
}

static void begin(struct worker *worker, void (*work)(void)) {
  worker->work = work;
  sem_init(&worker->go, 0, 0);
  sem_init(&worker->done, 0, 0);
  if (pthread_create(&worker->thread, NULL, run, worker) != 0) _exit(9);
  sem_wait(&worker->done);
}

int main(void) {
  static struct worker worker[3];
  static void (*const works[3])(void) = {first, second, third};
  char page[PAGE] = {(char)0xc3}; /* ret */
  code = memfd_create("code", 0);
  if (code < 0 || write(code, page, sizeof page) != (ssize_t)sizeof page) return 9;
  for (int i = 0; i < 3; i++) begin(&worker[i], works[i]);
  printf("threads %ld %ld %ld\n", worker[0].id, worker[1].id, worker[2].id);
  fflush(stdout);
  for (int letter; (letter = getchar()) != EOF;) {
    if (letter < 'A' || letter > 'C') continue;
    sem_post(&worker[letter - 'A'].go);
    sem_wait(&worker[letter - 'A'].done);
    printf("done\n");
    fflush(stdout);
  }
  return 0;
}
