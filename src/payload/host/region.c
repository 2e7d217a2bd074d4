/* `region`: what the host and guests do with shared regions (shm/region.h). Picks the verb. */
#include "region_file.h"

#include <string.h>

static const struct {
  const char *name;
  int (*run)(int count, char **arguments);
} verbs[] = {
    {"make", region_verb_make}, {"admit", region_verb_admit}, {"evict", region_verb_evict}, {"sweep", region_verb_sweep},
    {"stat", region_verb_stat}, {"nodes", region_verb_nodes}, {"purge", region_verb_purge},
    {"device", region_verb_device}, {"find", region_verb_find},
};

int verb_region(int count, char **arguments) {
  for (size_t i = 0; count > 0 && i < sizeof verbs / sizeof *verbs; i++)
    if (strcmp(arguments[0], verbs[i].name) == 0) return verbs[i].run(count - 1, arguments + 1);
  struct text line = {0};
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
    text_addf(&line, "%s%s", i == 0 ? "" : " | ", verbs[i].name);
  fatal(EXIT_USAGE, "usage: vmpart-host region %s", line.data);
}
