/* One line to standard error, in one piece: many ranks write there. */
#include "library.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void tell_list(const char *format, va_list list) {
  char line[1200] = "vmpart-shared: ";
  size_t used = strlen(line);
  int size = vsnprintf(line + used, sizeof line - used - 1, format, list);
  if (size < 0) return;
  used = used + (size_t)size < sizeof line - 1 ? used + (size_t)size : sizeof line - 2;
  line[used++] = '\n';
  if (syscall(SYS_write, STDERR_FILENO, line, used) < 0) return;
}

void tell(const char *format, ...) {
  va_list list;
  va_start(list, format);
  tell_list(format, list);
  va_end(list);
}

/*
 * MPICH's launcher takes a rank that ends before MPI_Init for one that needed no MPI, and the others wait for it. On the
 * descriptor that it gave the rank it understands this word (PMI 1, wire protocol).
 */
static void end_others(void) {
  static const char word[] = "cmd=abort exitcode=1\n";
  const char *descriptor = getenv("PMI_FD");
  if (descriptor != NULL && syscall(SYS_write, atoi(descriptor), word, sizeof word - 1) < 0) return;
}

_Noreturn void give_up(void) {
  /* Launchers end the others at once, and drop what they have not read by then. */
  const struct timespec wait = {0, 200000000};
  nanosleep(&wait, NULL);
  end_others();
  _exit(1);
}

_Noreturn void refuse(const char *format, ...) {
  va_list list;
  va_start(list, format);
  tell_list(format, list);
  va_end(list);
  give_up();
}
