/*
 * Where guest RAM lies in QEMU: guest physical addresses to addresses of the process. QEMU's monitor tells which ranges
 * of the memory that CPUs see are RAM (`info mtree -f`), and the host address of a guest address (`gpa2hva`). A range
 * that is not linear in the host, by its two ends, is halved until its parts are. Shared regions, whose objects are
 * called region0 and so on, are RAM to QEMU and devices to the guest: they are passed over.
 */
#include "pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char remedy[] = "Use a QEMU whose monitor has `info mtree -f` and `gpa2hva`.";

/* ---- QEMU's answers ---- */

static uint64_t host_address(struct qmp *qmp, uint64_t guest) {
  struct text answer = {0};
  char command[64];
  unsigned long long host;
  snprintf(command, sizeof command, "gpa2hva 0x%llx", (unsigned long long)guest);
  qmp_monitor(qmp, command, &answer);
  const char *found = strstr(answer.data, " is 0x");
  if (found == NULL || sscanf(found, " is %llx", &host) != 1) {
    answer.data[strcspn(answer.data, "\r\n")] = '\0';
    not_given(remedy, "QEMU does not tell where guest memory at 0x%llx lies: %s", (unsigned long long)guest, answer.data);
  }
  text_free(&answer);
  return host;
}

static void add_range(struct guest_map *map, struct guest_range range) {
  map->range = grow(map->range, map->ranges, sizeof range);
  map->range[map->ranges++] = range;
}

static void add_linear(struct qmp *qmp, uint64_t guest, uint64_t bytes, uint64_t page, struct guest_map *out) {
  uint64_t host = host_address(qmp, guest);
  if (bytes == page || host_address(qmp, guest + bytes - page) == host + bytes - page) {
    add_range(out, (struct guest_range){guest, bytes, host});
    return;
  }
  uint64_t half = bytes / page / 2 * page;
  add_linear(qmp, guest, half, page, out);
  add_linear(qmp, guest + half, bytes - half, page, out);
}

/* A line `START-END (prio N, ram): NAME` of a flat view; END is the last byte. */
static bool parse_range(const char *line, uint64_t page, uint64_t *guest, uint64_t *bytes) {
  unsigned long long first, last;
  char kind[16];
  if (sscanf(line, " %llx-%llx (prio %*d, %15[^)])", &first, &last, kind) != 3 || strcmp(kind, "ram") != 0) return false;
  if (strstr(line, "): region") != NULL) return false;
  *guest = (first + page - 1) / page * page;
  uint64_t end = (last + 1) / page * page;
  *bytes = end > *guest ? end - *guest : 0;
  return *bytes > 0;
}

/* The flat view of the address space `memory` alone: lines of other views, and its I/O, are passed over. */
static void add_ranges(struct qmp *qmp, char *views, uint64_t page, struct guest_map *out) {
  bool wanted = false;
  char *rest = views;
  for (char *line; (line = strtok_r(rest, "\r\n", &rest)) != NULL;) {
    uint64_t guest, bytes;
    if (strncmp(line, "FlatView ", 9) == 0) wanted = false;
    else if (strstr(line, "AS \"memory\",") != NULL) wanted = true;
    else if (wanted && parse_range(line, page, &guest, &bytes)) add_linear(qmp, guest, bytes, page, out);
  }
}

static int by_guest(const void *a, const void *b) {
  const struct guest_range *left = a, *right = b;
  return left->guest < right->guest ? -1 : left->guest > right->guest;
}

void guest_map_read(const char *socket, struct guest_map *out) {
  struct qmp *qmp = qmp_connect(socket);
  struct text views = {0};
  *out = (struct guest_map){0};
  qmp_monitor(qmp, "info mtree -f", &views);
  add_ranges(qmp, views.data, host_page_bytes(), out);
  qmp_close(qmp);
  if (out->ranges == 0) not_given(remedy, "QEMU at %s does not tell which guest memory is RAM", socket);
  qsort(out->range, out->ranges, sizeof *out->range, by_guest);
  text_free(&views);
}

/* ---- positions ---- */

uint64_t guest_map_pages(const struct guest_map *map, uint64_t page) {
  uint64_t pages = 0;
  for (size_t i = 0; i < map->ranges; i++) pages += map->range[i].bytes / page;
  return pages;
}

uint64_t guest_map_index(const struct guest_map *map, uint64_t page, uint64_t address, uint64_t *left) {
  uint64_t before = 0;
  for (size_t i = 0; i < map->ranges; i++) {
    const struct guest_range *range = &map->range[i];
    if (address < range->guest) {
      *left = (range->guest - address) / page;
      return UINT64_MAX;
    }
    uint64_t at = (address - range->guest) / page, pages = range->bytes / page;
    *left = pages - at;
    if (at < pages) return before + at;
    before += pages;
  }
  *left = UINT64_MAX;
  return UINT64_MAX;
}

uint64_t guest_map_host(const struct guest_map *map, uint64_t page, uint64_t index) {
  for (size_t i = 0; i < map->ranges; i++) {
    uint64_t pages = map->range[i].bytes / page;
    if (index < pages) return map->range[i].host + index * page;
    index -= pages;
  }
  fatal(EXIT_SYSTEM, "page %llu of a guest lies behind its memory", (unsigned long long)index);
}
