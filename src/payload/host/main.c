/* vmpart-host: picks the verb. The verbs are described in docs/bundle.md. */
#include "pages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct verb {
  const char *name;
  int (*run)(int count, char **arguments);
};

static const struct verb verbs[] = {
    {"event", verb_event},       {"events", verb_events},   {"ended", verb_ended},   {"failed", verb_failed},
    {"count", verb_count},
    {"hold", verb_hold},         {"alive", verb_alive},     {"qmp", verb_qmp},       {"place", verb_place},
    {"readback", verb_readback}, {"watch", verb_watch},     {"capture", verb_capture}, {"rank", verb_rank},
    {"cpio", verb_cpio},         {"init", verb_init},       {"follow", verb_follow}, {"hash", verb_hash},
    {"attempts", verb_attempts}, {"precise", verb_precise}, {"console", verb_console},
    {"counts", verb_counts},
    {"reclaim", verb_reclaim},
    {"sample", verb_sample},     {"region", verb_region},   {"kvmfaults", verb_kvmfaults},
    {"frames", verb_frames},     {"mapped", verb_mapped},   {"pages", verb_pages},   {"migrate", verb_migrate},
};

/* A file must never get the number of a standard stream that the caller closed. */
static void open_standard_streams(void) {
  int fd;
  do fd = open("/dev/null", O_RDWR);
  while (fd >= 0 && fd < 3);
  if (fd > 2) close(fd);
}

static int usage(void) {
  struct text line = {0};
  text_addf(&line, "usage: vmpart-host");
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
    text_addf(&line, "%s %s", i == 0 ? "" : " |", verbs[i].name);
  say("%s", line.data);
  return EXIT_USAGE;
}

int main(int count, char **arguments) {
  open_standard_streams();
  if (count > 0 && strcmp(arguments[0], "/init") == 0) return verb_init(0, arguments);
  if (count < 2) return usage();
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
    if (strcmp(arguments[1], verbs[i].name) != 0) continue;
    int code = verbs[i].run(count - 2, arguments + 2);
    /* A full disk or a reader that left must not look like an answer. */
    if (fflush(stdout) != 0 || ferror(stdout)) system_error("%s: cannot write its output", arguments[1]);
    return code;
  }
  return usage();
}
