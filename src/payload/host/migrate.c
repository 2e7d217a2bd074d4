/*
 * `migrate`: moves pages that a single user has, and that lie on another node than his, to his node (paper, section VII;
 * move_pages(2) with MPOL_MF_MOVE). Pages with several users stay where they are, and so do pages of memory that is
 * bound to other nodes: move_pages would take no notice of the binding, and the layout has declared it.
 *
 * Prints `complete|partial WANTED MOVED BOUND FAILED WHY`, bytes, and WHY to the end of the line. Complete: every wanted
 * page that the host still has is on its node. What was swapped out meanwhile has gone, and is not missed.
 */
#include "pages.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* MPOL_MF_MOVE of <linux/mempolicy.h>. Pages on their way to a list of the kernel are busy for a moment. */
enum { MOVE = 1 << 1, ROUNDS = 3, NOT_MOVED = -1000 };

/* ---- bound memory ---- */

struct bound {
  uint64_t start;
  bool is_bound;
  struct numbers nodes;
};
struct bounds {
  struct bound *item;
  size_t count;
};

static bool holds_ram(const struct guest_map *map, uint64_t start, uint64_t end) {
  for (size_t i = 0; i < map->ranges; i++)
    if (map->range[i].host < end && start < map->range[i].host + map->range[i].bytes) return true;
  return false;
}

/* `bind:0-1`, `bind=static:0`, or with several words between, then a space. */
static void read_policy(char *policy, struct bound *out) {
  policy[strcspn(policy, " ")] = '\0';
  const char *colon = strrchr(policy, ':');
  out->is_bound = strncmp(policy, "bind", 4) == 0 && colon != NULL && numbers_parse(colon + 1, &out->nodes);
}

/* Mappings of QEMU in the order of addresses, by /proc/PID/numa_maps; empty where the kernel does not tell. */
static void read_bounds(const struct guest_pages *guest, struct bounds *out) {
  char path[64];
  struct text maps = {0};
  snprintf(path, sizeof path, "/proc/%d/numa_maps", (int)guest->process);
  *out = (struct bounds){0};
  if (!read_file(path, &maps)) return;
  char *rest = maps.data;
  for (char *line; (line = strtok_r(rest, "\n", &rest)) != NULL;) {
    char *words, *next = rest == NULL || *rest == '\0' ? NULL : rest;
    struct bound bound = {.start = strtoull(line, &words, 16)};
    uint64_t end = next == NULL ? UINT64_MAX : strtoull(next, NULL, 16);
    if (*words != ' ' || !holds_ram(&guest->map, bound.start, end)) continue;
    read_policy(words + 1, &bound);
    out->item = grow(out->item, out->count, sizeof bound);
    out->item[out->count++] = bound;
  }
  text_free(&maps);
}

static bool may_move(const struct bounds *bounds, uint64_t address, int node) {
  const struct bound *of = NULL;
  for (size_t i = 0; i < bounds->count && bounds->item[i].start <= address; i++) of = &bounds->item[i];
  return of == NULL || !of->is_bound || numbers_has(&of->nodes, (unsigned)node);
}

/* ---- moving ---- */

struct wanted {
  void *address[NODE_BATCH];
  int node[NODE_BATCH];
  int status[NODE_BATCH];
  size_t count;
};

struct outcome {
  uint64_t wanted, moved, bound, failed;
  /* Of the first page that could not be moved; 0 while there is none. */
  int reason;
};

/* Keeps what the host has on another node than wanted. */
static void keep_remote(pid_t process, struct wanted *wanted) {
  size_t kept = 0;
  nodes_of_pages(process, wanted->count, wanted->address, wanted->status);
  for (size_t i = 0; i < wanted->count; i++) {
    if (wanted->status[i] < 0 || wanted->status[i] == wanted->node[i]) continue;
    wanted->address[kept] = wanted->address[i];
    wanted->node[kept++] = wanted->node[i];
  }
  wanted->count = kept;
}

static void keep_unbound(struct wanted *wanted, const struct bounds *bounds, struct outcome *outcome, uint64_t page) {
  size_t kept = 0;
  for (size_t i = 0; i < wanted->count; i++) {
    if (!may_move(bounds, (uint64_t)(uintptr_t)wanted->address[i], wanted->node[i])) {
      outcome->bound += page;
      continue;
    }
    wanted->address[kept] = wanted->address[i];
    wanted->node[kept++] = wanted->node[i];
  }
  wanted->count = kept;
}

/* Older kernels leave the status of a page that they could not move as it was. */
static int first_reason(const struct wanted *wanted, long result, int problem) {
  if (result < 0) return problem;
  for (size_t i = 0; i < wanted->count; i++)
    if (wanted->status[i] < 0 && wanted->status[i] != NOT_MOVED && wanted->status[i] != -ENOENT) return -wanted->status[i];
  return 0;
}

static void move_batch(const struct guest_pages *guest, const struct bounds *bounds, struct wanted *wanted,
                       struct outcome *outcome) {
  keep_remote(guest->process, wanted);
  outcome->wanted += wanted->count * guest->page;
  keep_unbound(wanted, bounds, outcome, guest->page);
  uint64_t before = wanted->count;
  int reason = 0;
  for (int round = 0; round < ROUNDS && wanted->count > 0; round++) {
    for (size_t i = 0; i < wanted->count; i++) wanted->status[i] = NOT_MOVED;
    long result = syscall(SYS_move_pages, guest->process, wanted->count, wanted->address, wanted->node, wanted->status, MOVE);
    reason = first_reason(wanted, result, errno);
    keep_remote(guest->process, wanted);
  }
  outcome->moved += (before - wanted->count) * guest->page;
  outcome->failed += wanted->count * guest->page;
  if (wanted->count > 0 && outcome->reason == 0) outcome->reason = reason;
  wanted->count = 0;
}

static void move_all(const struct guest_pages *guest, const struct bounds *bounds, struct outcome *outcome) {
  static struct wanted wanted;
  uint64_t index = 0;
  for (size_t i = 0; i < guest->map.ranges; i++) {
    const struct guest_range *range = &guest->map.range[i];
    for (uint64_t at = 0; at < range->bytes; at += guest->page, index++) {
      uint16_t use = guest->use[index];
      if (use == 0 || (use & (USE_SEVERAL | USE_MIXED)) != 0) continue;
      wanted.address[wanted.count] = (void *)(uintptr_t)(range->host + at);
      wanted.node[wanted.count++] = (use & USE_NODE) - 1;
      if (wanted.count == NODE_BATCH) move_batch(guest, bounds, &wanted, outcome);
    }
  }
  move_batch(guest, bounds, &wanted, outcome);
}

static void print_outcome(const struct outcome *outcome) {
  struct text why = {0};
  text_add(&why, "", 0);
  if (outcome->failed > 0)
    text_addf(&why, "%llu bytes could not be moved: %s", (unsigned long long)outcome->failed,
              outcome->reason == 0 ? "the kernel gives no reason (the node may be full)" : strerror(outcome->reason));
  if (outcome->bound > 0)
    text_addf(&why, "%s%llu bytes are in memory that the layout binds to other nodes", why.size == 0 ? "" : "; ",
              (unsigned long long)outcome->bound);
  printf("%s %llu %llu %llu %llu %s\n", why.size == 0 ? "complete" : "partial", (unsigned long long)outcome->wanted,
         (unsigned long long)outcome->moved, (unsigned long long)outcome->bound, (unsigned long long)outcome->failed,
         why.data);
}

int verb_migrate(int count, char **arguments) {
  if (count != 4) fatal(EXIT_USAGE, "usage: vmpart-host migrate PID SOCKET FRAMES-FILE SEEN-FILE");
  struct guest_pages guest;
  struct bounds bounds;
  struct outcome outcome = {0};
  guest_pages_read(arguments[0], arguments[1], arguments[2], arguments[3], &guest);
  read_bounds(&guest, &bounds);
  move_all(&guest, &bounds, &outcome);
  print_outcome(&outcome);
  return EXIT_FINE;
}
