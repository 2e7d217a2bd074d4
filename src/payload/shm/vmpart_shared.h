/*
 * Memory that programs in several VMs of a host share: for programs of your own. They are linked with
 * libvmpart-shared.so, or find it loaded when VM Partition Lab starts them with `"transport": "shared"`.
 *
 *   if (vmpart_attach(NULL, NULL) != 0) { fprintf(stderr, "%s\n", vmpart_problem()); return 1; }
 *   double *grid = vmpart_map("grid", bytes, NULL);
 *   vmpart_barrier("start", ranks);
 *
 * Functions that return int return 0 when all is well, else a number below 0 or what is said at the function; those that
 * return a pointer return NULL. vmpart_problem() then says what is wrong and what to do. Names have 1 to 100 bytes;
 * objects, locks and barriers of one name are different things. Everything belongs to a job: processes of other jobs do
 * not see it, and the host frees it when the job has ended. All functions may be called from any thread.
 *
 * Whoever maps a region can write all of it: this is no boundary between programs that do not trust each other.
 */
#ifndef VMPART_SHARED_H
#define VMPART_SHARED_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Attaches this process to a region for a job; NULL stands for VMPART_REGION and VMPART_JOB of the environment. A process
 * has one region and one job: later calls do nothing. */
int vmpart_attach(const char *region, const char *job);

/* Maps the object NAME, which the first process that asks for it makes, with BYTES zeros. MADE, unless NULL, becomes 1
 * there and 0 elsewhere. An object that is smaller than BYTES grows; what is mapped of it already stays where it is. The
 * memory has an address of its own in each process. */
void *vmpart_map(const char *name, size_t bytes, int *made);
/* Gives back what vmpart_map returned. The object stays until its name is removed and nobody maps it. */
int vmpart_unmap(void *memory, size_t bytes);
int vmpart_remove(const char *name);

/* Takes the lock NAME, which is made when it is first taken. 1: taken, but its last owner died with it, so that what it
 * guards may be half changed. */
int vmpart_lock(const char *name);
int vmpart_unlock(const char *name);

/* Waits until PARTIES processes of the job have called this with NAME; all give the same number. Below 0 when one of the
 * job's processes has died. */
int vmpart_barrier(const char *name, unsigned parties);

/* Adds to what is counted as sent by this process: BYTES that it wrote for others. */
void vmpart_sent(uint64_t bytes);

/* The guest of this process as the host numbers it, from 1 on; 0 when the process is not attached. */
unsigned vmpart_guest(void);
/* Bytes that nobody has. */
uint64_t vmpart_free_bytes(void);

/* What was wrong with this thread's last call that failed. */
const char *vmpart_problem(void);

#ifdef __cplusplus
}
#endif

#endif
