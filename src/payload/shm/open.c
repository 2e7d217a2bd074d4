/* Where the parts of a region lie, and whether what lies there can be trusted. */
#include "region.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* An object for each 64 KiB: jobs have a few for each rank. */
enum { BYTES_PER_OBJECT = 64 << 10, FEWEST_OBJECTS = 256 };

static uint64_t rounded(uint64_t bytes, uint64_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

static uint32_t objects_for(uint64_t bytes) {
  uint64_t objects = bytes / BYTES_PER_OBJECT;
  if (objects < FEWEST_OBJECTS) return FEWEST_OBJECTS;
  return objects > REGION_OBJECTS ? REGION_OBJECTS : (uint32_t)objects;
}

bool region_shape(struct region_header *header, uint64_t bytes, uint32_t granule) {
  uint64_t at = rounded(sizeof *header, 64);
  header->granule = granule;
  header->guests = REGION_GUESTS;
  header->guests_at = at;
  at = rounded(at + REGION_GUESTS * sizeof(struct region_guest), 64);
  header->processes = REGION_PROCESSES;
  header->processes_at = at;
  at = rounded(at + REGION_PROCESSES * sizeof(struct region_process), 64);
  header->jobs = REGION_JOBS;
  header->jobs_at = at;
  at = rounded(at + REGION_JOBS * sizeof(struct region_job), 64);
  header->objects = objects_for(bytes);
  header->objects_at = at;
  header->data = rounded(at + header->objects * sizeof(struct region_object), granule);
  header->bytes = bytes / granule * granule;
  return header->data + granule <= header->bytes && (header->bytes - header->data) / granule <= UINT32_MAX;
}

/* ---- maps ---- */

static void *raw_map(void *address, uint64_t bytes, int protection, int flags, int fd, uint64_t offset) {
  long found = syscall(SYS_mmap, address, bytes, protection, flags, fd, offset);
  return found == -1 ? NULL : (void *)found;
}

void *region_map(const struct region *region, void *address, uint64_t at, uint64_t bytes, int protection, int flags) {
  uint64_t offset = region->offset + at, before = offset % region->align;
  /* Devices map whole pages of theirs: what lies before is mapped too, and not told. */
  if (before != 0 && (flags & MAP_FIXED) != 0) {
    errno = EINVAL;
    return NULL;
  }
  char *memory = raw_map(address, rounded(bytes + before, region->align), protection, flags, region->fd, offset - before);
  return memory == NULL ? NULL : memory + before;
}

void region_unmap(const struct region *region, void *memory, uint64_t bytes) {
  uint64_t before = (uint64_t)(uintptr_t)memory % region->align;
  syscall(SYS_munmap, (char *)memory - before, rounded(bytes + before, region->align));
}

/* ---- trust ---- */

static bool same_shape(const struct region_header *header) {
  struct region_header shape;
  uint32_t granule = header->granule;
  if (granule < REGION_GRANULE || (granule & (granule - 1)) != 0) return false;
  if (!region_shape(&shape, header->bytes, granule)) return false;
  return shape.bytes == header->bytes && shape.data == header->data && shape.guests_at == header->guests_at &&
         shape.processes_at == header->processes_at && shape.jobs_at == header->jobs_at &&
         shape.objects_at == header->objects_at && shape.objects == header->objects &&
         header->guests == REGION_GUESTS && header->processes == REGION_PROCESSES && header->jobs == REGION_JOBS;
}

static enum region_result check(const struct region_header *header, uint64_t bytes, const char *name) {
  if (memcmp(header->magic, REGION_MAGIC, sizeof header->magic) != 0) return REGION_NOT_MADE;
  if (header->version != REGION_VERSION) return REGION_OTHER_VERSION;
  if (header->name[REGION_NAME - 1] != '\0' || header->bytes > bytes || !same_shape(header)) return REGION_DAMAGED;
  if (name != NULL && strcmp(header->name, name) != 0) return REGION_OTHER_NAME;
  return REGION_FINE;
}

static void set_tables(struct region *region) {
  char *base = (char *)region->header;
  region->guest = (struct region_guest *)(base + region->header->guests_at);
  region->process = (struct region_process *)(base + region->header->processes_at);
  region->job = (struct region_job *)(base + region->header->jobs_at);
  region->object = (struct region_object *)(base + region->header->objects_at);
}

static enum region_result open_header(struct region *region, uint64_t bytes, const char *name) {
  const int both = PROT_READ | PROT_WRITE;
  if (bytes < sizeof *region->header) return REGION_NOT_MADE;
  struct region_header *header = region_map(region, NULL, 0, sizeof *header, both, MAP_SHARED);
  if (header == NULL) return REGION_NO_MAP;
  enum region_result result = check(header, bytes, name);
  region->mapped = header->data;
  region_unmap(region, header, sizeof *header);
  if (result != REGION_FINE) return result;
  region->header = region_map(region, NULL, 0, region->mapped, both, MAP_SHARED);
  return region->header == NULL ? REGION_NO_MAP : REGION_FINE;
}

enum region_result region_open(struct region *region, int fd, uint64_t offset, uint64_t bytes, uint64_t align,
                               const char *name) {
  *region = (struct region){.fd = fd, .offset = offset, .align = align, .slot = -1, .dead_job = -1};
  enum region_result result = open_header(region, bytes, name);
  if (result == REGION_FINE) set_tables(region);
  else region->header = NULL;
  return result;
}

void region_close(struct region *region) {
  if (region->header != NULL) region_unmap(region, region->header, region->mapped);
  region->header = NULL;
}

const char *region_reason(enum region_result result) {
  switch (result) {
    case REGION_FINE: return "nothing is wrong";
    case REGION_NO_MAP: return "its memory cannot be mapped; look at the permissions of the device";
    case REGION_NOT_MADE: return "there is no region in this memory; the host makes it before the VMs start (vmpart-host region make)";
    case REGION_OTHER_VERSION: return "it has another format than this program knows; use the same version of VM Partition Lab on the host and in the guests";
    case REGION_OTHER_NAME: return "the memory holds a region of another name; look at the regions of the layout";
    case REGION_DAMAGED: return "its header is damaged, or the device is smaller than the region; make it anew";
    case REGION_COARSE: return "the device maps coarser pieces than the region's granule; make the device with an alignment of 4 KiB, or the region with a larger granule";
    case REGION_NOT_ADMITTED: return "the host has not admitted this VM, or has evicted it; run vmpart-host region admit on the host";
    case REGION_OTHER_BOOT: return "programs of an earlier boot of this VM, or of another pid namespace in it, are entered; admit the VM again (vmpart-host region admit)";
    case REGION_NO_ENTRY: return "a table of it is full; purge what ended jobs have left (vmpart-host region purge)";
    case REGION_FULL: return "it is full; give it a larger size";
    case REGION_OVER_QUOTA: return "the job has used up its quota; set VMPART_QUOTA higher";
    case REGION_FRAGMENTED: return "an object has grown too often; make it in its full size at once";
    case REGION_EVICTED: return "the host has evicted this VM while a program used the region; start the job anew";
    case REGION_NOT_THERE: return "there is no object of this name";
    case REGION_THERE: return "there is an object of this name";
    case REGION_LONG_NAME: return "the name is too long";
    case REGION_OWNER_DIED: return "the last owner died with the lock";
    case REGION_PEER_DIED: return "a process of the job has died";
    case REGION_ABORTED: return "the job was aborted";
  }
  return "unknown";
}
