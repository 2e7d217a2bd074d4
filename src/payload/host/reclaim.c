/*
 * `reclaim`: the host is to take the memory of a guest back (process_madvise(2), madvise(2): MADV_PAGEOUT; Linux 5.10).
 * The kernel wants CAP_SYS_NICE and the right to read the process. It takes what it can: pages that are busy or shared
 * stay, and without swap everything that is in no file.
 */
#include "vmpart.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_process_madvise
#define SYS_process_madvise 440
#endif
#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

/* One call takes less than 2 GiB. */
static const uint64_t step_bytes = 256 << 20;

static void page_out(int process, struct span span) {
  while (span.bytes > 0) {
    uint64_t size = span.bytes < step_bytes ? span.bytes : step_bytes;
    struct iovec piece = {(void *)(uintptr_t)span.start, size};
    long done = syscall(SYS_process_madvise, process, &piece, 1, MADV_PAGEOUT, 0);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) system_error("reclaim: the kernel does not take memory of the process back");
    /* A kernel that stops within a piece has said why nowhere: the rest of it is left. */
    span.start += size;
    span.bytes -= size;
  }
}

int verb_reclaim(int count, char **arguments) {
  if (count != 2) fatal(EXIT_USAGE, "usage: vmpart-host reclaim PID PLACE-FILE");
  pid_t process = parse_process(arguments[0]);
  struct place place;
  struct span *span;
  place_read(arguments[1], &place);
  size_t spans = guest_memory(process, &place, &span);
  if (spans == 0) fatal(EXIT_SYSTEM, "reclaim: process %d has no guest memory as declared", (int)process);
  int handle = (int)syscall(SYS_pidfd_open, process, 0);
  if (handle < 0) system_error("reclaim: cannot open process %d", (int)process);
  for (size_t i = 0; i < spans; i++) page_out(handle, span[i]);
  close(handle);
  free(span);
  return EXIT_FINE;
}
