/*
 * `migrate`: moves pages that a single user has, and that lie on another node than his, to his node (paper, section VII;
 * move_pages(2) with MPOL_MF_MOVE). Pages with several users stay where they are, and so do pages of memory that is
 * bound to other nodes: move_pages would take no notice of the binding, and the layout has declared it. A huge page of
 * the host moves as a whole: it has a single user when all pages of it that are used have the same. What KSM has merged
 * is of several processes, and stays too.
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

struct wanted {
  void *address[NODE_BATCH];
  int node[NODE_BATCH];
  int status[NODE_BATCH];
  size_t count;
};

/* Bytes; `reason` is of the first page that could not be moved, 0 while there is none. */
struct outcome {
  uint64_t wanted, moved, bound, shared, failed;
  int reason;
};

struct migration {
  const struct guest_pages *guest;
  struct areas areas;
  struct wanted wanted;
  struct outcome outcome;
};

/* ---- moving ---- */

/* Keeps what the host has on another node than wanted. */
static void keep_remote(pid_t process, struct wanted *wanted) {
  size_t kept = 0;
  nodes_of_pages(process, wanted->count, wanted->address, wanted->status);
  for (size_t i = 0; i < wanted->count; i++) {
    int status = wanted->status[i];
    if ((status < 0 && status != NODE_HIDDEN) || status == wanted->node[i]) continue;
    wanted->address[kept] = wanted->address[i];
    wanted->node[kept++] = wanted->node[i];
  }
  wanted->count = kept;
}

static bool may_move(const struct areas *areas, uint64_t address, int node) {
  const struct area *area = area_at(areas, address);
  return area == NULL || !area->is_bound || numbers_has(&area->nodes, (unsigned)node);
}

static void keep_unbound(struct migration *migration) {
  struct wanted *wanted = &migration->wanted;
  size_t kept = 0;
  for (size_t i = 0; i < wanted->count; i++) {
    if (!may_move(&migration->areas, (uint64_t)(uintptr_t)wanted->address[i], wanted->node[i])) {
      migration->outcome.bound += migration->guest->page;
      continue;
    }
    wanted->address[kept] = wanted->address[i];
    wanted->node[kept++] = wanted->node[i];
  }
  wanted->count = kept;
}

/* Takes out what another process maps too, KSM's merged pages among it, which the kernel leaves without more rights. */
static uint64_t drop_shared(struct wanted *wanted) {
  size_t kept = 0, count = wanted->count;
  for (size_t i = 0; i < count; i++) {
    if (wanted->status[i] == -EACCES) continue;
    wanted->address[kept] = wanted->address[i];
    wanted->node[kept++] = wanted->node[i];
  }
  wanted->count = kept;
  return count - kept;
}

/* Older kernels leave the status of a page that they could not move as it was. */
static int first_reason(const struct wanted *wanted, long result, int problem) {
  if (result < 0) return problem;
  for (size_t i = 0; i < wanted->count; i++)
    if (wanted->status[i] < 0 && wanted->status[i] != NOT_MOVED && wanted->status[i] != -EACCES)
      return -wanted->status[i];
  return 0;
}

static void move_batch(struct migration *migration) {
  struct wanted *wanted = &migration->wanted;
  struct outcome *outcome = &migration->outcome;
  pid_t process = migration->guest->process;
  uint64_t page = migration->guest->page;
  int reason = 0;
  keep_remote(process, wanted);
  outcome->wanted += wanted->count * page;
  keep_unbound(migration);
  uint64_t before = wanted->count;
  for (int round = 0; round < ROUNDS && wanted->count > 0; round++) {
    for (size_t i = 0; i < wanted->count; i++) wanted->status[i] = NOT_MOVED;
    long result = syscall(SYS_move_pages, process, wanted->count, wanted->address, wanted->node, wanted->status, MOVE);
    reason = first_reason(wanted, result, errno);
    uint64_t shared = drop_shared(wanted);
    outcome->shared += shared * page;
    before -= shared;
    keep_remote(process, wanted);
  }
  outcome->moved += (before - wanted->count) * page;
  outcome->failed += wanted->count * page;
  if (wanted->count > 0 && outcome->reason == 0) outcome->reason = reason;
  wanted->count = 0;
}

/* ---- which pages ---- */

static bool has_one_user(uint16_t use) {
  return use != 0 && (use & (USE_SEVERAL | USE_MIXED)) == 0;
}

static void want(struct migration *migration, uint64_t address, int node) {
  struct wanted *wanted = &migration->wanted;
  wanted->address[wanted->count] = (void *)(uintptr_t)address;
  wanted->node[wanted->count++] = node;
  if (wanted->count == NODE_BATCH) move_batch(migration);
}

/* The one user of all used pages of a unit, 0 when there are several or none. */
static uint16_t user_of_unit(const uint16_t *use, uint64_t pages) {
  uint16_t user = 0;
  for (uint64_t i = 0; i < pages; i++) {
    if (use[i] == 0) continue;
    if (!has_one_user(use[i]) || (user != 0 && use[i] != user)) return 0;
    user = use[i];
  }
  return user;
}

/* PAGES pages from a host address, which move together. */
static void take_unit(struct migration *migration, const uint16_t *use, uint64_t pages, uint64_t host) {
  uint64_t page = migration->guest->page;
  uint16_t user = user_of_unit(use, pages);
  for (uint64_t i = 0; i < pages; i++) {
    if (!has_one_user(use[i])) continue;
    if (user != 0) want(migration, host + i * page, (user & USE_NODE) - 1);
    else migration->outcome.shared += page;
  }
}

static uint64_t unit_at(const struct areas *areas, uint64_t address, uint64_t page) {
  const struct area *area = area_at(areas, address);
  return area == NULL ? page : area->unit;
}

static void take_range(struct migration *migration, const struct guest_range *range, const uint16_t *use) {
  uint64_t page = migration->guest->page, end = range->host + range->bytes;
  for (uint64_t at = range->host; at < end;) {
    uint64_t unit = unit_at(&migration->areas, at, page);
    uint64_t next = (at / unit + 1) * unit;
    if (next > end) next = end;
    take_unit(migration, use + (at - range->host) / page, (next - at) / page, at);
    at = next;
  }
}

static void move_all(struct migration *migration) {
  const struct guest_map *map = &migration->guest->map;
  const uint16_t *use = migration->guest->use;
  for (size_t i = 0; i < map->ranges; i++) {
    take_range(migration, &map->range[i], use);
    use += map->range[i].bytes / migration->guest->page;
  }
  move_batch(migration);
}

/* ---- what came of it ---- */

static const char *reason_of(const struct outcome *outcome) {
  switch (outcome->reason) {
    case 0:
      return "the kernel gives no reason (the node may be full)";
    case ENOENT:
      return "automatic NUMA balancing has marked them, and this kernel then leaves them (set host.numaBalancing to 0)";
    default:
      return strerror(outcome->reason);
  }
}

static void add_why(struct text *why, uint64_t bytes, const char *what, const char *reason) {
  if (bytes == 0) return;
  text_addf(why, "%s%llu bytes %s%s", why->size == 0 ? "" : "; ", (unsigned long long)bytes, what, reason);
}

static void print_outcome(const struct outcome *outcome) {
  struct text why = {0};
  text_add(&why, "", 0);
  add_why(&why, outcome->failed, "could not be moved: ", reason_of(outcome));
  add_why(&why, outcome->bound, "are in memory that the layout binds to other nodes", "");
  bool complete = why.size == 0;
  add_why(&why, outcome->shared, "stay: other processes have them too, or they are in huge pages of the host that several ranks use", "");
  printf("%s %llu %llu %llu %llu %s\n", complete ? "complete" : "partial", (unsigned long long)outcome->wanted,
         (unsigned long long)outcome->moved, (unsigned long long)outcome->bound, (unsigned long long)outcome->failed,
         why.data);
}

int verb_migrate(int count, char **arguments) {
  if (count != 4) fatal(EXIT_USAGE, "usage: vmpart-host migrate PID SOCKET FRAMES-FILE SEEN-FILE");
  struct guest_pages guest;
  static struct migration migration;
  guest_pages_read(arguments[0], arguments[1], arguments[2], arguments[3], &guest);
  migration.guest = &guest;
  areas_read(guest.process, &guest.map, guest.page, &migration.areas);
  move_all(&migration);
  print_outcome(&migration.outcome);
  return EXIT_FINE;
}
