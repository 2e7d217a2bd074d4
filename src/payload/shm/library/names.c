/*
 * Which files become objects: those through which the transports of a job talk. What the ranks of one VM share among
 * themselves (Open MPI makes such files for the ranks of one daemon, programs for those of one host name) stays in the
 * VM's own /dev/shm: in the region, VMs would find each other's files under the same name.
 */
#include "library.h"

#include <string.h>

static const char folder[] = "/dev/shm/";
/* UCX's segments; MPICH's, which it makes where it takes all ranks for those of one machine. */
static const char *const prefixes[] = {"ucx_shm_posix_", "mpich_shar_tmp"};

const char *object_name(const char *path) {
  if (path == NULL || strncmp(path, folder, sizeof folder - 1) != 0) return NULL;
  const char *name = path + sizeof folder - 1;
  while (*name == '/') name++;
  if (strchr(name, '/') != NULL) return NULL;
  for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
    if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0) return name;
  return NULL;
}

bool is_boot_id(const char *path) {
  return path != NULL && strcmp(path, "/proc/sys/kernel/random/boot_id") == 0;
}
