/* One line to standard error, in one piece: many ranks write there. */
#include "library.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
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

_Noreturn void refuse(const char *format, ...) {
  va_list list;
  va_start(list, format);
  tell_list(format, list);
  va_end(list);
  _exit(1);
}
