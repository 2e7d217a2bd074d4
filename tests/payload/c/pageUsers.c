/*
 * The joins behind page kinds on a machine that there is not: PU P is on node P / 2, and vCPU I's thread may run on the
 * PUs that the input says. Reads lines:
 *   vcpu INDEX PULIST          the thread of vCPU INDEX
 *   range GUEST BYTES          RAM of the guest
 *   page INDEX STATUS BEFORE   what the host says of a page that may be in use
 * and prints `use INDEX VALUE` for pages in use, then the sums of the kinds of the pages. FRAMES-FILE SEEN-FILE SENT.
 */
#include "pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct numbers affinity[64];

bool __wrap_affinity_get(pid_t thread, struct numbers *out) {
  *out = affinity[thread];
  return true;
}

int node_of_pu(uint64_t pu) {
  return (int)(pu / 2);
}

uint64_t host_page_bytes(void) {
  return 4096;
}

void nodes_of_pages(pid_t process, size_t count, void **address, int *status) {
  (void)process, (void)count, (void)address, (void)status;
  abort();
}

struct answer {
  uint64_t index;
  int status;
  bool before;
};

static struct vcpus vcpus;
static struct guest_map map;
static struct answer answers[4096];
static size_t answered;

static void take_line(const char *line) {
  char list[128];
  unsigned long long first, second;
  int status, before;
  if (sscanf(line, "vcpu %llu %127s", &first, list) == 2) {
    if (!numbers_parse(list, &affinity[first])) abort();
    vcpus.item = grow(vcpus.item, vcpus.count, sizeof *vcpus.item);
    vcpus.item[vcpus.count++] = (struct vcpu){first, (pid_t)first};
  } else if (sscanf(line, "range %llu %llu", &first, &second) == 2) {
    map.range = grow(map.range, map.ranges, sizeof *map.range);
    map.range[map.ranges++] = (struct guest_range){first, second, 0x10000000 + first};
  } else if (sscanf(line, "page %llu %d %d", &first, &status, &before) == 3) {
    answers[answered++] = (struct answer){first, status, before != 0};
  } else abort();
}

static void print_nodes(const char *name, const uint64_t *bytes) {
  for (int node = 0; node < 4; node++) printf("%s %d %llu\n", name, node, (unsigned long long)bytes[node]);
}

int main(int count, char **arguments) {
  char line[256];
  static struct kinds kinds;
  struct frames frames;
  struct sightings_log log;
  if (count != 4 || !frames_load(arguments[1], &frames)) return 2;
  sightings_load(arguments[2], &log);
  while (fgets(line, sizeof line, stdin) != NULL) take_line(line);
  struct guest_vcpus where = {&vcpus, &log, strtod(arguments[3], NULL)};
  uint16_t *use = users_of_pages(&frames, &where, &map, 4096);
  for (uint64_t i = 0; i < guest_map_pages(&map, 4096); i++)
    if (use[i] != 0) printf("use %llu %u\n", (unsigned long long)i, (unsigned)use[i]);
  for (size_t i = 0; i < answered; i++)
    kinds_add(&kinds, use[answers[i].index], answers[i].status, answers[i].before, 4096);
  print_nodes("local", kinds.local);
  print_nodes("single", kinds.single);
  print_nodes("multiple", kinds.multiple);
  printf("unmapped 0 %llu\nhidden 0 %llu\ninherited 0 %llu\nwrong 0 %llu\n", (unsigned long long)kinds.unmapped,
         (unsigned long long)kinds.hidden, (unsigned long long)kinds.inherited, (unsigned long long)kinds.inherited_wrong);
  return 0;
}
