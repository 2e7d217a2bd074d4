/*
 * libvmpart-shared.so: puts the shared-memory files of MPI and OpenSHMEM runtimes over UCX into a region (../region.h),
 * so that stock programs in several VMs of a host talk through memory. It is loaded into ranks by LD_PRELOAD, and does
 * nothing in a process until that opens what it knows; without VMPART_REGION it never does anything.
 *
 * Calls that it answers itself are made by system calls where the C library's own function is not needed: it must not
 * call itself.
 */
#ifndef VMPART_LIBRARY_H
#define VMPART_LIBRARY_H

#include "../region.h"

#include <sys/stat.h>
#include <sys/types.h>

#ifndef __GLIBC__
#error "libvmpart-shared.so needs the GNU C library: hosts with musl are not supported."
#endif

#define EXPORT __attribute__((visibility("default")))

/* The function that would have been called without this library, looked up once. */
#define NEXT(name)                                                \
  __extension__({                                                 \
    static __typeof__(&name) next;                                \
    if (next == NULL) next = (__typeof__(&name))next_function(#name); \
    next;                                                         \
  })

/* ---- messages.c ---- */

/* Prints `vmpart-shared: MESSAGE` on stderr, whole. */
void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Ends the process with exit code 1, when launchers have had time to read what it said: nothing is flushed, no handler
 * runs, they end the job. `refuse` says why before. */
_Noreturn void give_up(void);
_Noreturn void refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* ---- symbols.c ---- */

void *next_function(const char *name);
/* A function of a library that is loaded by now, whoever loaded it; NULL when there is none. PREFIX is the beginning of
 * its file's name. */
void *function_of(const char *prefix, const char *name);
/* Whether an address lies in a loaded library of this name. */
bool lies_in(const char *prefix, const void *address);

/* ---- session.c ---- */

/* The region of this process, attached when it is first asked for; NULL where none is wanted, and in children. */
struct region *session(void);
/* The same without attaching. */
struct region *session_if_open(void);
/* Attaches to a region for a job, unless the process already is; false with a message of what is wrong. */
bool session_begin(const char *name, const char *job, char *problem, size_t room);
const char *session_region_name(void);
/* The id that UCX compares to find out whether a peer shares memory with this process, as a boot id's text. */
void session_identity(char *out, size_t room);
/* The region cannot give BYTES for what NAME is: says so and ends the job. */
_Noreturn void session_full(enum region_result result, const char *name, uint64_t bytes);
/* Ends this process when another of the job has ended it. */
void session_heed(void);

/* ---- table.c: what this process has open and mapped ---- */

/* Opens an object as a file; a descriptor, or -1 with errno set. */
int table_open(const char *name, int flags);
struct region_object *table_object(int descriptor);
/* False when the descriptor is none of an object; else it is closed. */
bool table_close(int descriptor);
/* Where the next read or write begins. */
uint64_t *table_offset(int descriptor);
/* Remembers, and forgets, what is mapped: objects that are in use keep their memory. */
bool table_map(struct region_object *object, void *memory, uint64_t bytes);
void table_unmap(void *memory, uint64_t bytes);

/* ---- memory.c ---- */

/* Maps a part of an object; MAP_FAILED with errno set. */
void *map_object(struct region_object *object, void *address, size_t bytes, int protection, int flags, uint64_t offset);
/* Copies from or to an object; bytes done. */
ssize_t copy_object(struct region_object *object, void *data, size_t bytes, uint64_t offset, bool into);

/* ---- names.c ---- */

/* Name of the object that a path stands for; NULL when the path stays what it is. */
const char *object_name(const char *path);
bool is_boot_id(const char *path);

/* ---- files.c ---- */

void fill_status(const struct region_object *object, struct stat *out);

/* ---- runtime.c ---- */

/* UCX has opened a transport over the region; COUNTED tells whether its traffic is counted. Told once a job. */
void runtime_opened(unsigned major, unsigned minor, unsigned release, bool counted);

#endif
