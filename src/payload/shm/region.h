/*
 * A region: memory of a host that its VMs share, as its bytes lie. The host makes it (`vmpart-host region make`) before
 * any VM starts; programs in guests attach and keep named objects in it, each job in an arena of its own.
 *
 * The file of a region has REGION_DEVICE_BYTES for the device that guests see; then the header, its tables, and memory
 * in granules. All places are counted from the header, all numbers have the byte order of the machine, all tables have
 * one writer at a time: whoever has the lock of the header.
 *
 * A process may be killed between any two stores, so each change becomes true by one store of eight bytes: an object is
 * there when its state says so, memory belongs to an object when an extent of it says so. Nothing is stored twice: free
 * memory is what no object has, use is the sum of what they have. The one change that needs several stores, adding the
 * counts of a process that has gone to its guest, writes down the sums first (`region_pending`); the next owner of the
 * lock finishes it.
 */
#ifndef VMPART_REGION_H
#define VMPART_REGION_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The device's own bytes, at the beginning of the file. */
#define REGION_DEVICE_BYTES ((uint64_t)2 << 20)
#define REGION_MAGIC "vmpshare"

enum {
  REGION_VERSION = 1,
  REGION_GRANULE = 4096,
  /* Guest 0 is the host. */
  REGION_GUESTS = 256,
  REGION_PROCESSES = 1024,
  REGION_JOBS = 64,
  /* At most: small regions have fewer. */
  REGION_OBJECTS = 8192,
  REGION_EXTENTS = 14,
  REGION_NAME = 16,
  REGION_JOB_NAME = 64,
  REGION_OBJECT_NAME = 104,
  REGION_HOST = 0,
};

/* Who does something: guest in the highest 8 bits, process id in 24, the low 32 bits of when the process started, in
 * ticks of its kernel. 0 is nobody; REGION_DEAD stands for an owner that died with a lock of a program. */
typedef uint64_t region_owner;
#define REGION_DEAD ((region_owner)1)

/* Sums that are about to be stored; `active` is the last to be set and to be cleared. */
struct region_pending {
  uint64_t active;
  uint64_t process;
  uint64_t bytes;
  uint64_t messages;
  uint64_t ranks;
};

struct region_header {
  /* Stored last by the maker: a region that is only half made is none. */
  char magic[8];
  uint32_t version;
  /* Unit of memory in bytes, a power of two; no smaller than what the guests' devices can map. */
  uint32_t granule;
  /* From the header to the end. */
  uint64_t bytes;
  /* Where the granules begin. */
  uint64_t data;
  uint8_t uuid[16];
  /* Ended by a NUL. */
  char name[REGION_NAME];
  /* Entries of the tables, and where they begin. */
  uint32_t guests, processes, jobs, objects;
  uint64_t guests_at, processes_at, jobs_at, objects_at;

  /* On a line of its own: whoever waits reads it again and again. */
  _Alignas(64) region_owner lock;

  /* Granules from here on have never been used: they are zero. */
  _Alignas(64) uint64_t fresh;
  /* Most bytes in use since the last purge. */
  uint64_t peak;
  /* No entry of the tables from here on has ever been used. */
  uint64_t processes_high, objects_high;
  /* Number of the next object. */
  uint64_t serial;
  struct region_pending pending;
};

enum region_guest_state { GUEST_UNKNOWN = 0, GUEST_ADMITTED = 1, GUEST_EVICTED = 2 };

/* A VM, by the number that the host gave it. */
struct region_guest {
  uint64_t state;
  char name[32];
  /* Of the first program that came: another boot, or another pid namespace, cannot tell which processes live. */
  uint8_t boot[16];
  uint64_t pids;
  /* When a program of the guest last had the lock, in seconds since the guest started. Told, never decided by. */
  uint64_t heartbeat;
  /* Counts of its processes that have gone. */
  uint64_t bytes, messages, ranks;
  uint64_t spare[2];
};

/* A process of a guest. */
struct region_process {
  /* Stored last. */
  region_owner owner;
  uint32_t job;
  uint32_t spare;
  /* Sent through the region; stored by the process alone. */
  _Alignas(64) uint64_t bytes;
  uint64_t messages;
};

/* A run: its objects are found by its processes alone. */
struct region_job {
  /* 1 when the entry is taken. */
  uint64_t state;
  /* Bytes that it may have at most; 0: all. */
  uint64_t quota;
  /* Set once: its processes end as soon as they see it; a process of it died. */
  uint64_t aborted, lost;
  /* Set by the process that tells what was found. */
  uint64_t told;
  uint64_t spare[3];
  char id[REGION_JOB_NAME];
};

enum region_object_state { OBJECT_FREE = 0, OBJECT_NAMED = 1, OBJECT_UNLINKED = 2 };
enum region_object_kind { OBJECT_FILE = 0, OBJECT_LOCK = 1, OBJECT_BARRIER = 2 };

/* A piece of memory with a name, or a lock or a barrier, which have none. */
struct region_object {
  uint64_t state;
  uint32_t kind;
  uint32_t job;
  /* Size as its users see it, at most that of its extents; what lies between it and `clean` is zero. */
  uint64_t bytes, clean;
  /* First granule in the high 32 bits, how many in the low; 0 ends them. */
  uint64_t extent[REGION_EXTENTS];
  /* Who changes the size of a file; the owner of a lock; the round of a barrier in the high 32 bits, how many are there in
   * the low. */
  uint64_t word;
  /* How many a barrier waits for. */
  uint64_t parties;
  uint64_t serial;
  char name[REGION_OBJECT_NAME];
  /* A bit for each process that has it open or mapped. */
  uint64_t users[REGION_PROCESSES / 64];
};

/* A region as a process has it. */
struct region {
  struct region_header *header;
  struct region_guest *guest;
  struct region_process *process;
  struct region_job *job;
  struct region_object *object;
  /* The file or device, where the header begins in it, and the alignment of its maps. */
  int fd;
  uint64_t offset;
  uint64_t align;
  /* Bytes mapped for header and tables. */
  uint64_t mapped;
  region_owner self;
  /* Own entry, -1 without one. */
  int slot;
  /* What the caller knows to be dead: a guest (0: none), all processes of a job (-1: none), all of all guests. */
  unsigned dead_guest;
  int dead_job;
  bool dead_all;
  /* Called once when the lock has been waited for so long that somebody should be told who has it; may be NULL. */
  void (*waiting)(const struct region *region, region_owner owner);
};

enum region_result {
  REGION_FINE = 0,
  REGION_NO_MAP,
  REGION_NOT_MADE,
  REGION_OTHER_VERSION,
  REGION_OTHER_NAME,
  REGION_DAMAGED,
  REGION_COARSE,
  REGION_NOT_ADMITTED,
  REGION_OTHER_BOOT,
  REGION_NO_ENTRY,
  REGION_FULL,
  REGION_OVER_QUOTA,
  REGION_FRAGMENTED,
  REGION_EVICTED,
  REGION_NOT_THERE,
  REGION_THERE,
  REGION_LONG_NAME,
  REGION_OWNER_DIED,
  REGION_PEER_DIED,
  REGION_ABORTED,
};
/* What is wrong and what to do, without the name of the region. */
const char *region_reason(enum region_result result);

/* ---- open.c ---- */

/* Bytes of header and tables of a region of BYTES from the header on; fills in the places. False when it is too small. */
bool region_shape(struct region_header *header, uint64_t bytes, uint32_t granule);
/* Maps header and tables of FD and looks whether they can be trusted; NAME may be NULL. BYTES is what the device has
 * from OFFSET on. */
enum region_result region_open(struct region *region, int fd, uint64_t offset, uint64_t bytes, uint64_t align,
                               const char *name);
void region_close(struct region *region);
/* Maps BYTES from AT on, counted from the header, and gives the place of the first; ADDRESS with MAP_FIXED among FLAGS.
 * NULL with errno set when it cannot. `region_unmap` takes back what came without an address. */
void *region_map(const struct region *region, void *address, uint64_t at, uint64_t bytes, int protection, int flags);
void region_unmap(const struct region *region, void *memory, uint64_t bytes);

/* ---- owner.c ---- */

/* This process as a process of GUEST; 0 when /proc does not tell. */
region_owner region_owner_self(unsigned guest);
unsigned region_owner_guest(region_owner owner);
unsigned region_owner_process(region_owner owner);
/* Whether the owner is known to be dead: a process of this guest by /proc, others as the caller of the region knows. */
bool region_owner_dead(const struct region *region, region_owner owner);
/* Reads a small file to a text ended by NUL; how many bytes, -1 when it cannot. By system calls alone. */
long region_read_file(const char *path, char *out, size_t room);

/* ---- lock.c ---- */

/* Waits for the lock of the header, finishes what its last owner has begun; false after about so many MILLISECONDS.
 * `region_unlock` is false when the lock was taken away: the host evicted this guest. */
bool region_lock_within(struct region *region, unsigned milliseconds);
/* The same without an end. */
void region_lock(struct region *region);
bool region_unlock(struct region *region);
/* One more round of waiting: first without giving up the PU, then up to a millisecond. */
void region_pause(unsigned round);

/* ---- space.c ---- */

/* Granules in use, by one job or by all (-1). */
uint64_t region_used(const struct region *region, int job);
/* Memory for BYTES, with STEPS as much again where there is room, for one that grows by small steps. What is new may
 * have been used before. The lock must be held. */
enum region_result region_reserve(struct region *region, struct region_object *object, uint64_t bytes, bool steps);
/* Fills with zeros what is not known to be zero from the object's size to BYTES; the lock need not be held. */
enum region_result region_blank(const struct region *region, const struct region_object *object, uint64_t bytes);
/* Gives back whole granules behind the object's size; the lock must be held. */
void region_trim(struct region *region, struct region_object *object);
void region_note_peak(struct region *region);
uint64_t region_capacity(const struct region *region, const struct region_object *object);

/* ---- process.c ---- */

/* Enters this process for a job, which is made when it is the first. */
enum region_result region_join(struct region *region, const char *job, uint64_t quota);
void region_leave(struct region *region);
/* Frees what processes that are known to be dead have had; the lock must be held. */
void region_sweep(struct region *region);
/* Index of a job, -1 when there is none. */
int region_find_job(const struct region *region, const char *id);
/* Finishes the change that the last owner of the lock has begun. */
void region_finish(struct region *region);
/* Frees the entry of a job that has neither processes nor objects. */
void region_free_job(struct region *region, uint32_t job);

/* ---- object.c: each takes the lock by itself ---- */

/* Opens the object of the own job, `*made` tells whether it was made; MAKE without it: REGION_NOT_THERE. EXCLUSIVE with
 * it there: REGION_THERE. This process is then one of its users. */
enum region_result region_object_open(struct region *region, const char *name, enum region_object_kind kind, bool make,
                                      bool exclusive, struct region_object **out, bool *made);
enum region_result region_object_resize(struct region *region, struct region_object *object, uint64_t bytes);
/* The same for one that grows by small steps; `region_object_trim` gives back what it then has too much. */
enum region_result region_object_grow(struct region *region, struct region_object *object, uint64_t bytes);
void region_object_trim(struct region *region, struct region_object *object);
/* The name goes at once, the memory with its last user. */
enum region_result region_object_unlink(struct region *region, const char *name);
/* This process uses the object no longer. */
void region_object_release(struct region *region, struct region_object *object);
/* Whether the job has an object of this name. */
struct region_object *region_object_find(struct region *region, const char *name);
/* Frees a nameless object that nobody uses; the lock must be held. */
void region_object_reap(struct region_object *object);

/* ---- together.c: locks and barriers of programs ---- */

/* REGION_OWNER_DIED: the lock is held, and what it guards may be half changed. */
enum region_result region_object_lock(struct region *region, struct region_object *object);
enum region_result region_object_unlock(struct region *region, struct region_object *object);
/* Waits until PARTIES processes are there. */
enum region_result region_object_barrier(struct region *region, struct region_object *object, uint32_t parties);

/* Stores that others see in this order; loads that see them. */
#define REGION_STORE(place, value) __atomic_store_n(&(place), (value), __ATOMIC_RELEASE)
#define REGION_LOAD(place) __atomic_load_n(&(place), __ATOMIC_ACQUIRE)

#endif
