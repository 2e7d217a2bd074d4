/* mmap(2) and its kin over objects, which lie in up to a few pieces. */
#include "library.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *raw_map(void *address, size_t bytes, int protection, int flags, int descriptor, off_t offset) {
  long found = syscall(SYS_mmap, address, bytes, protection, flags, descriptor, offset);
  return found == -1 ? MAP_FAILED : (void *)found;
}

/* The piece of an object at OFFSET: where it lies in the region, and how many bytes from there on. */
static uint64_t piece_at(const struct region *region, const struct region_object *object, uint64_t offset, uint64_t *bytes) {
  uint64_t granule = region->header->granule, at = 0;
  for (int i = 0; i < REGION_EXTENTS && object->extent[i] != 0; i++) {
    uint64_t size = (object->extent[i] & UINT32_MAX) * granule;
    if (offset < at + size) {
      *bytes = at + size - offset;
      return region->header->data + (object->extent[i] >> 32) * granule + (offset - at);
    }
    at += size;
  }
  *bytes = 0;
  return 0;
}

/* Over a place that is kept free for all of it. */
static void *map_pieces(const struct region *region, const struct region_object *object, char *address, size_t bytes,
                        int protection, int flags, uint64_t offset) {
  char *begin = address;
  if ((flags & MAP_FIXED) == 0) begin = raw_map(address, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (begin == MAP_FAILED) return NULL;
  for (size_t done = 0; done < bytes;) {
    uint64_t piece, at = piece_at(region, object, offset + done, &piece);
    if (piece > bytes - done) piece = bytes - done;
    if (piece == 0 || region_map(region, begin + done, at, piece, protection, flags | MAP_FIXED) == NULL) {
      int problem = errno;
      syscall(SYS_munmap, begin, bytes);
      errno = problem;
      return NULL;
    }
    done += piece;
  }
  return begin;
}

void *map_object(struct region_object *object, void *address, size_t bytes, int protection, int flags, uint64_t offset) {
  struct region *region = session_if_open();
  uint64_t piece;
  /* A child of fork has its parent's maps, and no place in the region. */
  if (region == NULL || bytes == 0 || offset % REGION_GRANULE != 0) {
    errno = region == NULL ? EBADF : EINVAL;
    return MAP_FAILED;
  }
  /* Behind its size an object has nothing that is safe to use. */
  if (offset + bytes > (object->bytes + REGION_GRANULE - 1) / REGION_GRANULE * REGION_GRANULE) {
    enum region_result result = region_object_resize(region, object, offset + bytes);
    if (result != REGION_FINE) session_full(result, object->name, offset + bytes);
  }
  /* What has grown by writing has got more than it needs. */
  if (region_capacity(region, object) >= object->bytes + region->header->granule) region_object_trim(region, object);
  uint64_t at = piece_at(region, object, offset, &piece);
  int how = (flags & ~(MAP_TYPE | MAP_HUGETLB)) | MAP_SHARED;
  void *memory = piece >= bytes ? region_map(region, address, at, bytes, protection, how)
                                : map_pieces(region, object, address, bytes, protection, how, offset);
  if (memory == NULL) return MAP_FAILED;
  if (table_map(object, memory, bytes)) return memory;
  region_unmap(region, memory, bytes);
  errno = ENOMEM;
  return MAP_FAILED;
}

ssize_t copy_object(struct region_object *object, void *data, size_t bytes, uint64_t offset, bool into) {
  struct region *region = session_if_open();
  size_t done = 0;
  if (region == NULL) {
    errno = EBADF;
    return -1;
  }
  if (into && offset + bytes > object->bytes) {
    enum region_result result = region_object_grow(region, object, offset + bytes);
    if (result != REGION_FINE) session_full(result, object->name, offset + bytes);
  }
  uint64_t end = object->bytes;
  if (offset >= end) return 0;
  if (bytes > end - offset) bytes = end - offset;
  while (done < bytes) {
    uint64_t piece, at = piece_at(region, object, offset + done, &piece), before = at % REGION_GRANULE;
    if (piece > bytes - done) piece = bytes - done;
    char *memory = piece == 0 ? NULL : region_map(region, NULL, at - before, piece + before, PROT_READ | PROT_WRITE, MAP_SHARED);
    if (memory == NULL) break;
    if (into) memcpy(memory + before, (char *)data + done, piece);
    else memcpy((char *)data + done, memory + before, piece);
    region_unmap(region, memory, piece + before);
    done += piece;
  }
  return (ssize_t)done;
}

/* ---- what programs call ---- */

/* UCX may have put calls of its own at the beginning of the functions that programs call: those below call none of them. */
static void *map(void *address, size_t bytes, int protection, int flags, int descriptor, off_t offset) {
  struct region_object *object = (flags & MAP_ANONYMOUS) != 0 ? NULL : table_object(descriptor);
  if (object != NULL) return map_object(object, address, bytes, protection, flags, (uint64_t)offset);
  return raw_map(address, bytes, protection, flags, descriptor, offset);
}

static int unmap(void *memory, size_t bytes) {
  int code = (int)syscall(SYS_munmap, memory, bytes);
  if (code == 0) table_unmap(memory, bytes);
  return code;
}

EXPORT void *mmap(void *address, size_t bytes, int protection, int flags, int descriptor, off_t offset) {
  return map(address, bytes, protection, flags, descriptor, offset);
}

EXPORT void *mmap64(void *address, size_t bytes, int protection, int flags, int descriptor, off_t offset) {
  return map(address, bytes, protection, flags, descriptor, offset);
}

EXPORT int munmap(void *memory, size_t bytes) {
  return unmap(memory, bytes);
}

/* UCX's own way around whoever watches its maps. */
EXPORT void *ucm_orig_mmap(void *address, size_t bytes, int protection, int flags, int descriptor, off_t offset) {
  return map(address, bytes, protection, flags, descriptor, offset);
}

EXPORT int ucm_orig_munmap(void *memory, size_t bytes) {
  return unmap(memory, bytes);
}
