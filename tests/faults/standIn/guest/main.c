/* Which of the two it stands in for. */
#include "standIn.h"

#include <errno.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void fail(const char *format, ...) {
  const char *reason = strerror(errno);
  va_list list;
  va_start(list, format);
  fputs("stand-in: ", stderr);
  vfprintf(stderr, format, list);
  fprintf(stderr, " (%s)\n", reason);
  va_end(list);
  exit(1);
}

const char *run_folder(void) { return getenv("RUN_DIR"); }

struct sockaddr_un guest_address(const char *name) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int size = snprintf(address.sun_path, sizeof address.sun_path, "%s/%s.guest", run_folder(), name);
  if (size < 0 || (size_t)size >= sizeof address.sun_path) fail("the path of the socket of %s is too long", name);
  return address;
}

int main(int count, char **arguments) {
  if (strcmp(basename(arguments[0]), "ssh") == 0) return ssh_main(count, arguments);
  return qemu_main(count, arguments);
}
