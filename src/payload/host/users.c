/*
 * Who uses which page of a guest, and from which node. A user is a process of a rank on a node: one whose threads run on
 * several nodes counts once for each.
 *
 * The node of a thread is that of the vCPU on which it runs, and the node of a vCPU that of the PUs to which its thread
 * is bound. Where these are on several nodes it floats, and is on the node of the PU where it was seen at the time of the
 * reading (sightings.c). A thread that may run on vCPUs of several nodes is where it was seen itself.
 */
#include "pages.h"

#include <stdlib.h>

enum { FLOATING = -1, NOWHERE = -2 };

uint16_t use_join(uint16_t use, int node) {
  if (use == 0) return (uint16_t)(node + 1);
  bool same = (use & USE_MIXED) == 0 && (use & USE_NODE) == node + 1;
  return (uint16_t)(same ? use | USE_SEVERAL : USE_SEVERAL | USE_MIXED);
}

/* ---- nodes of threads ---- */

static int node_of_bound(const struct numbers *pus) {
  int node = NOWHERE;
  for (unsigned pu = 0; pu < MAX_NUMBER; pu++) {
    if (!numbers_has(pus, pu)) continue;
    int found = node_of_pu(pu);
    if (node != NOWHERE && found != node) return FLOATING;
    node = found;
  }
  return node;
}

/* Node of each vCPU; FLOATING where its thread may run on several. */
static int *homes_of(const struct vcpus *vcpus) {
  int *home = calloc(vcpus->count + 1, sizeof *home);
  if (home == NULL) system_error("pages");
  for (size_t i = 0; i < vcpus->count; i++) {
    struct numbers pus;
    if (!affinity_get(vcpus->item[i].thread, &pus)) system_error("cannot read the affinity of a vCPU");
    home[i] = node_of_bound(&pus);
  }
  return home;
}

static size_t position_of(const struct vcpus *vcpus, uint64_t index) {
  size_t at = 0;
  while (at < vcpus->count && vcpus->item[at].index != index) at++;
  return at;
}

/* What nobody has watched is where it is now. */
static int node_of_floating(const struct guest_vcpus *where, size_t at, double time) {
  uint64_t pu;
  if (!sightings_at(where->log, where->vcpus->item[at].index, time, &pu) &&
      !pu_of_thread(where->vcpus->item[at].thread, &pu))
    return NOWHERE;
  return node_of_pu(pu);
}

/* The common home of the vCPUs on which it may run, FLOATING when there is none. */
static int node_allowed(const struct guest_vcpus *where, const int *home, const struct numbers *allowed) {
  int node = NOWHERE;
  for (size_t i = 0; i < where->vcpus->count; i++) {
    if (!numbers_has(allowed, (unsigned)where->vcpus->item[i].index)) continue;
    if (node != NOWHERE && home[i] != node) return FLOATING;
    node = home[i];
  }
  return node;
}

static int node_of_thread(const struct frames_thread *thread, const struct guest_vcpus *where, const int *home, double time) {
  int node = node_allowed(where, home, &thread->allowed);
  if (node >= 0) return node;
  size_t seen = position_of(where->vcpus, thread->seen);
  if (seen == where->vcpus->count) return NOWHERE;
  return home[seen] >= 0 ? home[seen] : node_of_floating(where, seen, time);
}

static void nodes_of_process(const struct frames_process *process, const struct guest_vcpus *where, const int *home,
                             struct numbers *out) {
  *out = (struct numbers){0};
  for (size_t i = 0; i < process->threads; i++) {
    int node = node_of_thread(&process->thread[i], where, home, where->sent - process->age);
    if (node >= 0) numbers_set(out, (unsigned)node);
  }
}

/* ---- pages ---- */

static void use_pages(uint16_t *use, uint64_t count, const struct numbers *nodes) {
  for (unsigned node = 0; node < MAX_NODES; node++) {
    if (!numbers_has(nodes, node)) continue;
    for (uint64_t i = 0; i < count; i++) use[i] = use_join(use[i], (int)node);
  }
}

/* PAGES pages from a guest address; what is no RAM of the guest belongs to a device. */
static void use_addresses(uint16_t *use, const struct guest_map *map, uint64_t page, uint64_t address, uint64_t pages,
                          const struct numbers *nodes) {
  while (pages > 0) {
    uint64_t left, index = guest_map_index(map, page, address, &left);
    uint64_t count = left < pages ? left : pages;
    if (index != UINT64_MAX) use_pages(use + index, count, nodes);
    address += count * page;
    pages -= count;
  }
}

/* A page of the guest may be larger or smaller than one of the host: what lies on the same page of the host is counted
 * as used by all who use a part of it. */
static void use_process(uint16_t *use, const struct guest_map *map, uint64_t page, const struct frames_process *process,
                        const struct numbers *nodes) {
  uint64_t start = 0, count = 0, done = 0;
  for (size_t at = 0; runs_next(&process->runs, &at, &start, &count);) {
    uint64_t first = start * process->page_bytes / page;
    uint64_t behind = ((start + count) * process->page_bytes + page - 1) / page;
    if (first < done) first = done;
    if (behind > first) use_addresses(use, map, page, first * page, behind - first, nodes);
    done = behind;
  }
}

uint16_t *users_of_pages(const struct frames *frames, const struct guest_vcpus *where, const struct guest_map *map,
                         uint64_t page) {
  uint16_t *use = calloc(guest_map_pages(map, page) + 1, sizeof *use);
  int *home = homes_of(where->vcpus);
  if (use == NULL) system_error("pages");
  for (size_t i = 0; i < frames->processes; i++) {
    struct numbers nodes;
    nodes_of_process(&frames->process[i], where, home, &nodes);
    use_process(use, map, page, &frames->process[i], &nodes);
  }
  free(home);
  return use;
}
