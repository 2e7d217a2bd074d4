/* Node of a page frame of the host: its zone in /proc/zoneinfo (proc(5)). Where zones of two nodes lie interleaved, the
 * kernel does not tell which of both has a frame. */
#include "pages.h"

#include <stdio.h>
#include <string.h>

struct zone {
  int node;
  uint64_t start;
  uint64_t frames;
};

static struct zone *zones;
static size_t zone_count;

static void add_zone(struct zone zone) {
  if (zone.frames == 0) return;
  zones = grow(zones, zone_count, sizeof zone);
  zones[zone_count++] = zone;
}

/* `Node N, zone NAME`, and among the lines behind it `spanned FRAMES` and, at last, `start_pfn: FRAME`. */
static void read_zones(void) {
  struct text file = {0};
  struct zone zone = {0};
  if (!read_file("/proc/zoneinfo", &file)) return;
  char *rest = file.data;
  for (char *line; (line = strtok_r(rest, "\n", &rest)) != NULL;) {
    unsigned long long number;
    if (sscanf(line, "Node %d, zone", &zone.node) == 1) zone.frames = 0;
    else if (sscanf(line, " spanned %llu", &number) == 1) zone.frames = number;
    else if (sscanf(line, " start_pfn: %llu", &number) == 1) {
      zone.start = number;
      add_zone(zone);
    }
  }
  text_free(&file);
}

int node_of_frame(uint64_t frame) {
  static bool is_read;
  int node = NODE_HIDDEN;
  if (!is_read) read_zones();
  is_read = true;
  for (size_t i = 0; i < zone_count; i++) {
    if (frame < zones[i].start || frame - zones[i].start >= zones[i].frames) continue;
    if (node != NODE_HIDDEN && node != zones[i].node) return NODE_HIDDEN;
    node = zones[i].node;
  }
  return node;
}
