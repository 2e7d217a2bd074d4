/* On which PU a thread was seen: field 39 of /proc/PID/stat (proc(5)), and the log that `watch` keeps of floating vCPUs. */
#include "pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Words behind the name, which may hold anything: the state is the first of them and field 3. */
enum { FIRST_FIELD = 3, PROCESSOR = 39 };

bool pu_of_thread(pid_t thread, uint64_t *pu) {
  char path[64];
  struct text stat = {0};
  snprintf(path, sizeof path, "/proc/%d/stat", (int)thread);
  char *rest = read_file(path, &stat) ? strrchr(stat.data, ')') : NULL, *word = NULL;
  rest = rest == NULL ? NULL : rest + 1;
  for (int field = FIRST_FIELD; rest != NULL && field <= PROCESSOR; field++)
    if ((word = strtok_r(rest, " \n", &rest)) == NULL) break;
  bool found = word != NULL && parse_number(word, pu);
  text_free(&stat);
  return found;
}

static bool parse_line(char *line, struct sighting *out) {
  char *rest = line, *end, *time = strtok_r(rest, " ", &rest);
  char *vcpu = strtok_r(rest, " ", &rest), *pu = strtok_r(rest, " ", &rest);
  if (time == NULL || vcpu == NULL || pu == NULL) return false;
  out->time = strtod(time, &end);
  return *end == '\0' && parse_number(vcpu, &out->vcpu) && parse_number(pu, &out->pu);
}

void sightings_load(const char *path, struct sightings_log *out) {
  struct text file = {0};
  *out = (struct sightings_log){0};
  if (!read_file(path, &file)) return;
  char *rest = file.data;
  for (char *line; (line = strtok_r(rest, "\n", &rest)) != NULL;) {
    struct sighting sighting;
    if (!parse_line(line, &sighting)) continue;
    out->item = grow(out->item, out->count, sizeof sighting);
    out->item[out->count++] = sighting;
  }
  text_free(&file);
}

bool sightings_at(const struct sightings_log *log, uint64_t vcpu, double time, uint64_t *pu) {
  bool found = false;
  for (size_t i = 0; i < log->count; i++) {
    if (log->item[i].vcpu != vcpu) continue;
    if (found && log->item[i].time > time) break;
    *pu = log->item[i].pu;
    found = true;
  }
  return found;
}
