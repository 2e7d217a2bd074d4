/*
 * What UCX asks to find out whether a peer shares memory with it, and whether it lives. VMs are several machines to it:
 * other boots, other namespaces, other processes. Which peers are reached through memory is decided by the id alone
 * (`session_identity`), which UCX reads as the boot's.
 */
#include "library.h"

unsigned long ucs_sys_get_proc_create_time(pid_t process);
unsigned long ucs_sys_get_ns(int space);
int ucs_sys_ns_is_default(int space);

/* A peer's process in another VM has no start that could be read here; its launcher sees when it dies. */
EXPORT unsigned long ucs_sys_get_proc_create_time(pid_t process) {
  if (session() != NULL) return 1;
  __typeof__(&ucs_sys_get_proc_create_time) real = function_of("libucs.so", __func__);
  return real == NULL ? 0 : real(process);
}

EXPORT unsigned long ucs_sys_get_ns(int space) {
  if (session() != NULL) return 1;
  __typeof__(&ucs_sys_get_ns) real = function_of("libucs.so", __func__);
  return real == NULL ? 0 : real(space);
}

EXPORT int ucs_sys_ns_is_default(int space) {
  if (session() != NULL) return 1;
  __typeof__(&ucs_sys_ns_is_default) real = function_of("libucs.so", __func__);
  return real == NULL ? 1 : real(space);
}

/* ---- addresses ---- */

/* The beginning of ucp_worker_attr_t, the same in all 1.x. */
struct worker_attributes {
  uint64_t fields;
  int thread_mode;
  uint32_t address_flags;
};

enum { FIELD_ADDRESS_FLAGS = 1 << 2, NETWORK_ONLY = 1 << 0 };

int ucp_worker_query(void *worker, struct worker_attributes *attributes);

/* Open MPI publishes addresses without shared memory for ranks of other daemons, which are those of other VMs. */
EXPORT int ucp_worker_query(void *worker, struct worker_attributes *attributes) {
  __typeof__(&ucp_worker_query) real = function_of("libucp.so", __func__);
  if (real == NULL) refuse("UCX has no ucp_worker_query: it is older than 1.5, which is not known to work");
  if ((attributes->fields & FIELD_ADDRESS_FLAGS) != 0 && session() != NULL) attributes->address_flags &= ~(uint32_t)NETWORK_ONLY;
  return real(worker, attributes);
}
