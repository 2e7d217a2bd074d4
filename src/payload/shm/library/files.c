/* open(2) and its kin: files that are objects are answered here, all others as ever. */
#include "library.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- opening ---- */

/* A descriptor from which the region's id is read. */
static int open_identity(void) {
  char text[64];
  int ends[2];
  session_identity(text, sizeof text);
  if (syscall(SYS_pipe2, ends, O_CLOEXEC) != 0) return -1;
  ssize_t written = syscall(SYS_write, ends[1], text, strlen(text));
  syscall(SYS_close, ends[1]);
  return written < 0 ? -1 : ends[0];
}

/* True when the path is answered here, with the descriptor, or -1 and errno. */
static bool open_own(const char *path, int flags, int *descriptor) {
  const char *name = object_name(path);
  if (name == NULL && !is_boot_id(path)) return false;
  /* Other programs than UCX read the boot's id too, and want it. */
  if (name == NULL && session_if_open() == NULL && function_of("libucs.so", "ucs_global_opts_init") == NULL) return false;
  if (session() == NULL) return false;
  *descriptor = name == NULL ? open_identity() : table_open(name, flags);
  return true;
}

static int open_at(int folder, const char *path, int flags, mode_t mode) {
  int descriptor;
  if (open_own(path, flags, &descriptor)) return descriptor;
  return (int)syscall(SYS_openat, folder, path, flags, mode);
}

static mode_t mode_of(int flags, va_list list) {
  bool has_mode = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  return has_mode ? (mode_t)va_arg(list, unsigned) : 0;
}

#define OPEN_WITH(folder, path, flags)                      \
  va_list list;                                             \
  va_start(list, flags);                                    \
  mode_t mode = mode_of(flags, list);                       \
  va_end(list);                                             \
  return open_at(folder, path, flags, mode)

EXPORT int open(const char *path, int flags, ...) {
  OPEN_WITH(AT_FDCWD, path, flags);
}

EXPORT int open64(const char *path, int flags, ...) {
  OPEN_WITH(AT_FDCWD, path, flags);
}

EXPORT int openat(int folder, const char *path, int flags, ...) {
  OPEN_WITH(folder, path, flags);
}

EXPORT int openat64(int folder, const char *path, int flags, ...) {
  OPEN_WITH(folder, path, flags);
}

/* As programs that are built with more checks call it. */
EXPORT int __open_2(const char *path, int flags) {
  return open_at(AT_FDCWD, path, flags, 0);
}

EXPORT int __open64_2(const char *path, int flags) {
  return open_at(AT_FDCWD, path, flags, 0);
}

EXPORT int __openat_2(int folder, const char *path, int flags) {
  return open_at(folder, path, flags, 0);
}

EXPORT int __openat64_2(int folder, const char *path, int flags) {
  return open_at(folder, path, flags, 0);
}

EXPORT int creat(const char *path, mode_t mode) {
  return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

EXPORT int creat64(const char *path, mode_t mode) {
  return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

/* The path of a name as shm_open(3) takes it; false when it is too long. */
static bool shared_path(const char *name, char *out, size_t room) {
  while (*name == '/') name++;
  return snprintf(out, room, "/dev/shm/%s", name) < (int)room;
}

EXPORT int shm_open(const char *name, int flags, mode_t mode) {
  char path[512];
  int descriptor;
  if (shared_path(name, path, sizeof path) && open_own(path, flags | O_CLOEXEC, &descriptor)) return descriptor;
  return NEXT(shm_open)(name, flags, mode);
}

EXPORT int close(int descriptor) {
  table_close(descriptor);
  return (int)syscall(SYS_close, descriptor);
}

/* ---- names ---- */

/* True when the path is one of an object, with what unlink(2) returns. */
static bool unlink_own(const char *path, int *code) {
  const char *name = object_name(path);
  struct region *region = name == NULL ? NULL : session();
  if (region == NULL) return false;
  bool gone = region_object_unlink(region, name) == REGION_FINE;
  if (!gone) errno = ENOENT;
  *code = gone ? 0 : -1;
  return true;
}

EXPORT int unlink(const char *path) {
  int code;
  return unlink_own(path, &code) ? code : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

EXPORT int unlinkat(int folder, const char *path, int flags) {
  int code;
  return unlink_own(path, &code) ? code : (int)syscall(SYS_unlinkat, folder, path, flags);
}

EXPORT int remove(const char *path) {
  int code;
  return unlink_own(path, &code) ? code : NEXT(remove)(path);
}

EXPORT int shm_unlink(const char *name) {
  char path[512];
  int code;
  if (shared_path(name, path, sizeof path) && unlink_own(path, &code)) return code;
  return NEXT(shm_unlink)(name);
}

/* Fills in the X at the end of the template until a new object has the name. */
static int make_temporary(char *path, int flags) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  static uint64_t counter;
  size_t size = strlen(path);
  struct region *region = session();
  uint64_t seed = region->self * 0x9e3779b97f4a7c15u + __atomic_add_fetch(&counter, 1, __ATOMIC_RELAXED);
  for (int tries = 0; tries < 1000; tries++) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    uint64_t value = seed >> 20;
    for (size_t i = 0; i < 6; i++, value /= 62) path[size - 1 - i] = letters[value % 62];
    int descriptor = table_open(object_name(path), (flags & O_CLOEXEC) | O_RDWR | O_CREAT | O_EXCL);
    if (descriptor >= 0 || errno != EEXIST) return descriptor;
  }
  return -1;
}

static bool is_own_template(const char *path) {
  size_t size = strlen(path);
  return object_name(path) != NULL && size > 6 && strcmp(path + size - 6, "XXXXXX") == 0 && session() != NULL;
}

EXPORT int mkstemp(char *path) {
  return is_own_template(path) ? make_temporary(path, 0) : NEXT(mkstemp)(path);
}

EXPORT int mkstemp64(char *path) {
  return is_own_template(path) ? make_temporary(path, 0) : NEXT(mkstemp64)(path);
}

EXPORT int mkostemp(char *path, int flags) {
  return is_own_template(path) ? make_temporary(path, flags) : NEXT(mkostemp)(path, flags);
}

EXPORT int mkostemp64(char *path, int flags) {
  return is_own_template(path) ? make_temporary(path, flags) : NEXT(mkostemp64)(path, flags);
}

/* ---- sizes ---- */

static int resize(struct region_object *object, uint64_t bytes) {
  struct region *region = session_if_open();
  if (region == NULL) return EBADF;
  enum region_result result = region_object_resize(region, object, bytes);
  if (result != REGION_FINE) session_full(result, object->name, bytes);
  return 0;
}

EXPORT int ftruncate(int descriptor, off_t bytes) {
  struct region_object *object = table_object(descriptor);
  if (object == NULL) return (int)syscall(SYS_ftruncate, descriptor, bytes);
  errno = bytes < 0 ? EINVAL : resize(object, (uint64_t)bytes);
  return errno == 0 ? 0 : -1;
}

EXPORT int ftruncate64(int descriptor, off_t bytes) {
  return ftruncate(descriptor, bytes);
}

static int reserve(struct region_object *object, off_t offset, off_t bytes) {
  if (offset < 0 || bytes <= 0) return EINVAL;
  uint64_t end = (uint64_t)offset + (uint64_t)bytes;
  return end > object->bytes ? resize(object, end) : 0;
}

EXPORT int posix_fallocate(int descriptor, off_t offset, off_t bytes) {
  struct region_object *object = table_object(descriptor);
  return object == NULL ? NEXT(posix_fallocate)(descriptor, offset, bytes) : reserve(object, offset, bytes);
}

EXPORT int posix_fallocate64(int descriptor, off_t offset, off_t bytes) {
  return posix_fallocate(descriptor, offset, bytes);
}

EXPORT int fallocate(int descriptor, int mode, off_t offset, off_t bytes) {
  struct region_object *object = table_object(descriptor);
  if (object == NULL) return (int)syscall(SYS_fallocate, descriptor, mode, offset, bytes);
  errno = mode != 0 ? EOPNOTSUPP : reserve(object, offset, bytes);
  return errno == 0 ? 0 : -1;
}

EXPORT int fallocate64(int descriptor, int mode, off_t offset, off_t bytes) {
  return fallocate(descriptor, mode, offset, bytes);
}

EXPORT off_t lseek(int descriptor, off_t offset, int whence) {
  struct region_object *object = table_object(descriptor);
  if (object == NULL) return (off_t)syscall(SYS_lseek, descriptor, offset, whence);
  uint64_t base = whence == SEEK_CUR ? *table_offset(descriptor) : whence == SEEK_END ? object->bytes : 0;
  if ((int64_t)base + offset < 0) {
    errno = EINVAL;
    return -1;
  }
  return (off_t)(*table_offset(descriptor) = base + (uint64_t)offset);
}

EXPORT off_t lseek64(int descriptor, off_t offset, int whence) {
  return lseek(descriptor, offset, whence);
}

/* ---- contents ---- */

static ssize_t move_on(int descriptor, ssize_t bytes) {
  if (bytes > 0) *table_offset(descriptor) += (uint64_t)bytes;
  return bytes;
}

EXPORT ssize_t read(int descriptor, void *data, size_t bytes) {
  struct region_object *object = table_object(descriptor);
  if (object == NULL) return NEXT(read)(descriptor, data, bytes);
  return move_on(descriptor, copy_object(object, data, bytes, *table_offset(descriptor), false));
}

EXPORT ssize_t write(int descriptor, const void *data, size_t bytes) {
  struct region_object *object = table_object(descriptor);
  if (object == NULL) return NEXT(write)(descriptor, data, bytes);
  return move_on(descriptor, copy_object(object, (void *)data, bytes, *table_offset(descriptor), true));
}

EXPORT ssize_t pread(int descriptor, void *data, size_t bytes, off_t offset) {
  struct region_object *object = table_object(descriptor);
  if (object == NULL) return (ssize_t)syscall(SYS_pread64, descriptor, data, bytes, offset);
  return copy_object(object, data, bytes, (uint64_t)offset, false);
}

EXPORT ssize_t pread64(int descriptor, void *data, size_t bytes, off_t offset) {
  return pread(descriptor, data, bytes, offset);
}

EXPORT ssize_t pwrite(int descriptor, const void *data, size_t bytes, off_t offset) {
  struct region_object *object = table_object(descriptor);
  if (object == NULL) return (ssize_t)syscall(SYS_pwrite64, descriptor, data, bytes, offset);
  return copy_object(object, (void *)data, bytes, (uint64_t)offset, true);
}

EXPORT ssize_t pwrite64(int descriptor, const void *data, size_t bytes, off_t offset) {
  return pwrite(descriptor, data, bytes, offset);
}
