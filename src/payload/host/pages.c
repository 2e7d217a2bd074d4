/*
 * `pages`: guest pages that ranks use, by kind and by the node of the host on which they lie. Joins what guests tell of
 * their ranks (frames.c) with where QEMU's pages are now; prints the members of a `pages` event, separated by tabs.
 */
#include "pages.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

_Noreturn void not_given(const char *remedy, const char *format, ...) {
  va_list list;
  va_start(list, format);
  vprintf(format, list);
  va_end(list);
  printf("\t%s\n", remedy);
  exit(fflush(stdout) == 0 ? EXIT_NO : EXIT_SYSTEM);
}

/* When a file was written, by `monotonic`. */
static double written(const char *path) {
  struct stat status;
  if (stat(path, &status) != 0) system_error("cannot read %s", path);
  double age = clock_seconds(CLOCK_REALTIME) - (double)status.st_mtim.tv_sec - 1e-9 * (double)status.st_mtim.tv_nsec;
  return monotonic() - age;
}

static void load(const char *path, struct frames *out) {
  if (!frames_load(path, out)) fatal(EXIT_SYSTEM, "what the guest told of its ranks in %s is damaged", path);
  if (out->problem.size > 0)
    not_given("Use a guest kernel with CONFIG_PROC_PAGE_MONITOR, and root as the user in the guest.",
              "the guest does not tell which memory its ranks use: %s", out->problem.data);
}

void guest_pages_read(char *pid, char *socket, char *frames, char *seen, struct guest_pages *out) {
  struct vcpus vcpus;
  struct sightings_log log;
  *out = (struct guest_pages){.process = parse_process(pid), .page = host_page_bytes()};
  load(frames, &out->frames);
  qmp_vcpus(socket, &vcpus);
  check_threads(&vcpus, out->process, socket);
  sightings_load(seen, &log);
  guest_map_read(socket, &out->map);
  struct guest_vcpus where = {&vcpus, &log, written(frames)};
  out->use = users_of_pages(&out->frames, &where, &out->map, out->page);
  free(log.item);
  free(vcpus.item);
}

/* ---- counting ---- */

struct batch {
  void *address[NODE_BATCH];
  uint64_t index[NODE_BATCH];
  int status[NODE_BATCH];
  size_t count;
};

static void count_batch(const struct guest_pages *guest, const struct bits *before, struct batch *batch, struct kinds *out) {
  nodes_of_pages(guest->process, batch->count, batch->address, batch->status);
  for (size_t i = 0; i < batch->count; i++) {
    uint64_t index = batch->index[i];
    kinds_add(out, guest->use[index], batch->status[i], bits_has(before, index), guest->page);
  }
  batch->count = 0;
}

static void count_kinds(const struct guest_pages *guest, const struct bits *before, struct kinds *out) {
  static struct batch batch;
  uint64_t index = 0;
  for (size_t i = 0; i < guest->map.ranges; i++) {
    const struct guest_range *range = &guest->map.range[i];
    for (uint64_t at = 0; at < range->bytes; at += guest->page, index++) {
      if (guest->use[index] == 0) continue;
      batch.address[batch.count] = (void *)(uintptr_t)(range->host + at);
      batch.index[batch.count++] = index;
      if (batch.count == NODE_BATCH) count_batch(guest, before, &batch, out);
    }
  }
  count_batch(guest, before, &batch, out);
}

static void print_nodes(const char *name, const uint64_t *bytes) {
  const char *comma = "";
  printf("\t%s:={", name);
  for (size_t node = 0; node < MAX_NODES; node++) {
    if (bytes[node] == 0) continue;
    printf("%s\"%zu\":%llu", comma, node, (unsigned long long)bytes[node]);
    comma = ",";
  }
  printf("}");
}

static void print_kinds(const struct frames *frames, const struct kinds *kinds) {
  printf("ranks:=%zu\tseconds:=%.3f", frames->ranks, frames->seconds);
  print_nodes("local", kinds->local);
  print_nodes("remoteSingle", kinds->single);
  print_nodes("remoteMultiple", kinds->multiple);
  printf("\tunmappedBytes:=%llu\tinheritedBytes:=%llu\tinheritedWrongBytes:=%llu", (unsigned long long)kinds->unmapped,
         (unsigned long long)kinds->inherited, (unsigned long long)kinds->inherited_wrong);
  if (kinds->hidden > 0) printf("\thiddenBytes:=%llu", (unsigned long long)kinds->hidden);
  printf("\n");
}

int verb_pages(int count, char **arguments) {
  if (count != 5) fatal(EXIT_USAGE, "usage: vmpart-host pages PID SOCKET BEFORE-FILE FRAMES-FILE SEEN-FILE");
  struct guest_pages guest;
  static struct kinds kinds;
  struct bits before;
  guest_pages_read(arguments[0], arguments[1], arguments[3], arguments[4], &guest);
  if (!mapped_load(arguments[2], &guest.map, guest.page, &before))
    fatal(EXIT_SYSTEM, "%s does not tell what the host had of this guest", arguments[2]);
  count_kinds(&guest, &before, &kinds);
  print_kinds(&guest.frames, &kinds);
  return EXIT_FINE;
}
