/*
 * Preloaded beside what is tested: ranks of runtimes that use UCX give their CPU away when nothing has come. They wait
 * by polling, and tests have more ranks than this machine has CPUs, so that without it one that waits keeps the one
 * that it waits for from running for whole time slices. In emulated guests, which have vCPUs for all of their ranks but
 * no CPUs for these, they sleep for VMPART_NAP microseconds instead.
 */
#include <dlfcn.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

enum { BEFORE_NAP = 20 };

static void give_away(void) {
  static int empty;
  const char *nap = getenv("VMPART_NAP");
  if (nap == NULL) sched_yield();
  else if (++empty % BEFORE_NAP == 0) usleep((useconds_t)atoi(nap));
}

unsigned ucp_worker_progress(void *worker) {
  static unsigned (*real)(void *);
  if (real == 0) real = (unsigned (*)(void *))dlsym(RTLD_NEXT, "ucp_worker_progress");
  unsigned done = real(worker);
  if (done == 0) give_away();
  return done;
}
