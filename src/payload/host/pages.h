/*
 * What the files about guest pages share: frames that ranks use (frames.c, framefile.c, newest.c), where guest RAM lies
 * in QEMU (guestmap.c), which of it the host has and on which node (mapped.c, nodes.c, zones.c), who uses it from where
 * (sightings.c, users.c), and what follows (kinds.c, pages.c, areas.c, migrate.c). docs/memory/pages.md has the definitions.
 *
 * A frame is a page of the guest, by its number in guest physical memory; a node is one of the host.
 */
#ifndef PAGES_H
#define PAGES_H

#include "vmpart.h"

/* ---- frames.c, in the guest: page tables of a rank ---- */

/* Reads the page tables of PROCESS and its descendants when it is time, into a file in the frames' folder of this
 * machine; nothing where there is none. SECONDS since the rank's start; `frames_time` is when the next reading is due. */
struct frames_reader {
  char folder[256];
  uint64_t rank;
  unsigned generation;
};
void frames_open(struct frames_reader *reader, uint64_t rank);
double frames_time(const struct frames_reader *reader);
void frames_read(struct frames_reader *reader, pid_t process, double seconds);

/* ---- framefile.c: what a reading says ---- */

/* A thread: the guest CPU on which it was seen, and those on which it may run. */
struct frames_thread {
  uint64_t seen;
  struct numbers allowed;
};
/* A process of a rank. `age` is seconds between its reading and the moment that the file was sent. */
struct frames_process {
  uint64_t rank;
  uint64_t page_bytes;
  double age;
  struct frames_thread *thread;
  size_t threads;
  struct text runs;
};
struct frames {
  struct frames_process *process;
  size_t processes;
  size_t ranks;
  double seconds;
  /* Empty, or why a rank could not be read. */
  struct text problem;
};
/* Appends the run of frames behind the last one, which ended before the frame *END. */
void runs_add(struct text *runs, uint64_t *end, uint64_t start, uint64_t count);
/* Walks the runs: start with *AT and *START 0 and *COUNT 0; false behind the last, and when they are damaged. */
bool runs_next(const struct text *runs, size_t *at, uint64_t *start, uint64_t *count);
/* False when the file is damaged or empty; ends the process when it cannot be read. */
bool frames_load(const char *path, struct frames *out);

/* ---- guestmap.c: where guest RAM lies in QEMU ---- */

struct guest_range {
  uint64_t guest;
  uint64_t bytes;
  uint64_t host;
};
struct guest_map {
  struct guest_range *range;
  size_t ranges;
};
/* Ranges in the order of guest addresses, cut to whole pages of the host. Ends the process when QEMU does not tell. */
void guest_map_read(const char *socket, struct guest_map *out);
/* Pages of PAGE bytes in all ranges. */
uint64_t guest_map_pages(const struct guest_map *map, uint64_t page);
/* Position of a guest address among these pages, UINT64_MAX when it is no RAM; *LEFT gets the pages of the range from
 * there on, where it is no RAM those before the next range. */
uint64_t guest_map_index(const struct guest_map *map, uint64_t page, uint64_t address, uint64_t *left);
/* Host address of the page at a position. */
uint64_t guest_map_host(const struct guest_map *map, uint64_t page, uint64_t index);

/* ---- mapped.c: which pages the host has ---- */

struct bits {
  uint64_t *word;
  uint64_t count;
};
void bits_make(struct bits *bits, uint64_t count);
bool bits_has(const struct bits *bits, uint64_t at);
void bits_set(struct bits *bits, uint64_t at);
/* One bit a page of the map: the host has a page of its own for it (not the page of zeros). */
void mapped_read(pid_t process, const struct guest_map *map, uint64_t page, struct bits *out);
/* As written by the verb `mapped`, for the pages of a map that may be another by now. False when the file is not whole. */
bool mapped_load(const char *path, const struct guest_map *map, uint64_t page, struct bits *out);

/* ---- nodes.c: nodes of pages and PUs ---- */

/* NODE_HIDDEN: there is a page, but the kernel does not tell where. */
enum { MAX_NODES = 1024, NODE_BATCH = 16384, NODE_HIDDEN = -4096 };
/* move_pages(2) without a target, of NODE_BATCH pages at most: STATUS gets a node, NODE_HIDDEN, or an error below 0
 * (-ENOENT and -EFAULT: no page of its own). */
void nodes_of_pages(pid_t process, size_t count, void **address, int *status);
/* Node of a PU of this machine; 0 where the kernel tells none. */
int node_of_pu(uint64_t pu);
uint64_t host_page_bytes(void);
/* zones.c: node of a page frame of the host, or NODE_HIDDEN. */
int node_of_frame(uint64_t frame);

/* ---- areas.c: mappings of QEMU that hold guest RAM ---- */

/* Pages of an area move in units of so many bytes. With `is_bound` its policy is `bind`, to these nodes. */
struct area {
  uint64_t start;
  uint64_t end;
  uint64_t unit;
  bool is_bound;
  struct numbers nodes;
};
struct areas {
  struct area *item;
  size_t count;
};
/* Areas in the order of addresses. Ends the process when the kernel does not tell. */
void areas_read(pid_t process, const struct guest_map *map, uint64_t page, struct areas *out);
/* NULL where no area is. */
const struct area *area_at(const struct areas *areas, uint64_t address);

/* ---- sightings.c: where floating vCPUs were seen ---- */

/* PU on which a thread runs, or ran last; false when there is no such thread. */
bool pu_of_thread(pid_t thread, uint64_t *pu);
struct sighting {
  double time;
  uint64_t vcpu;
  uint64_t pu;
};
struct sightings_log {
  struct sighting *item;
  size_t count;
};
/* Lines `TIME VCPU PU`, TIME as from `monotonic`. A file that is not there has none. */
void sightings_load(const char *path, struct sightings_log *out);
/* Where the vCPU was last seen up to TIME, else where it was seen first; false when it never was. */
bool sightings_at(const struct sightings_log *log, uint64_t vcpu, double time, uint64_t *pu);

/* ---- users.c: who uses which page from which node ---- */

/*
 * What is known of the users of one page: 0 nobody, else node + 1 of its one user; with USE_SEVERAL set, it has several,
 * which all run on this node, or on different ones with USE_MIXED.
 */
enum { USE_NODE = 0x3fff, USE_MIXED = 0x4000, USE_SEVERAL = 0x8000 };
uint16_t use_join(uint16_t use, int node);
/* For each page of the map who uses it. `sent` is when the frames arrived, by `monotonic`. */
struct guest_vcpus {
  const struct vcpus *vcpus;
  const struct sightings_log *log;
  double sent;
};
uint16_t *users_of_pages(const struct frames *frames, const struct guest_vcpus *where, const struct guest_map *map,
                         uint64_t page);

/* ---- kinds.c ---- */

struct kinds {
  uint64_t local[MAX_NODES];
  uint64_t single[MAX_NODES];
  uint64_t multiple[MAX_NODES];
  uint64_t unmapped;
  uint64_t hidden;
  uint64_t inherited;
  uint64_t inherited_wrong;
};
/* Counts a page in use: STATUS as from nodes_of_pages, BEFORE whether the host had it before the run. */
void kinds_add(struct kinds *kinds, uint16_t use, int status, bool before, uint64_t bytes);

/* ---- pages.c ---- */

/* A guest after a run: QEMU's process, its RAM, and who uses which page of PAGE bytes of it. */
struct guest_pages {
  pid_t process;
  uint64_t page;
  struct guest_map map;
  struct frames frames;
  uint16_t *use;
};
/* PID SOCKET FRAMES-FILE SEEN-FILE. Ends the process when something is missing: exit code 1, WHAT and REMEDY on stdout. */
void guest_pages_read(char *pid, char *socket, char *frames, char *seen, struct guest_pages *out);
/* Exit code 1 with a line `WHAT<TAB>REMEDY` on stdout: this host or guest does not give it. */
_Noreturn void not_given(const char *remedy, const char *format, ...) PRINTF(2, 3);

int verb_frames(int count, char **arguments);
int verb_mapped(int count, char **arguments);
int verb_pages(int count, char **arguments);
int verb_migrate(int count, char **arguments);

#endif
