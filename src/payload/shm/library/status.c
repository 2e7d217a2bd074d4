/* stat(2), statvfs(3) and access(2) of objects. */
#include "library.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

void fill_status(const struct region_object *object, struct stat *out) {
  memset(out, 0, sizeof *out);
  out->st_mode = S_IFREG | 0600;
  out->st_nlink = object->state == OBJECT_NAMED;
  out->st_ino = object->serial;
  out->st_dev = 0x766d;
  out->st_uid = geteuid();
  out->st_gid = getegid();
  out->st_size = (off_t)object->bytes;
  out->st_blksize = REGION_GRANULE;
  out->st_blocks = (blkcnt_t)((object->bytes + 511) / 512);
}

/* True when the path is one of an object; its object, or NULL when there is none of that name. */
static bool find_own(const char *path, struct region_object **object) {
  const char *name = object_name(path);
  struct region *region = name == NULL ? NULL : session();
  if (region == NULL) return false;
  *object = region_object_find(region, name);
  if (*object == NULL) errno = ENOENT;
  return true;
}

static int status_of(int folder, const char *path, struct stat *out, int flags) {
  struct region_object *object;
  if (!find_own(path, &object)) return (int)syscall(SYS_newfstatat, folder, path, out, flags);
  if (object == NULL) return -1;
  fill_status(object, out);
  return 0;
}

static int status_of_descriptor(int descriptor, struct stat *out) {
  struct region_object *object = table_object(descriptor);
  if (object == NULL) return (int)syscall(SYS_fstat, descriptor, out);
  fill_status(object, out);
  return 0;
}

EXPORT int stat(const char *restrict path, struct stat *restrict out) {
  return status_of(AT_FDCWD, path, out, 0);
}

EXPORT int lstat(const char *restrict path, struct stat *restrict out) {
  return status_of(AT_FDCWD, path, out, AT_SYMLINK_NOFOLLOW);
}

EXPORT int fstat(int descriptor, struct stat *out) {
  return status_of_descriptor(descriptor, out);
}

EXPORT int fstatat(int folder, const char *restrict path, struct stat *restrict out, int flags) {
  return status_of(folder, path, out, flags);
}

/* The same structure on machines of 64 bits. */
EXPORT int stat64(const char *restrict path, struct stat64 *restrict out) {
  return status_of(AT_FDCWD, path, (struct stat *)out, 0);
}

EXPORT int lstat64(const char *restrict path, struct stat64 *restrict out) {
  return status_of(AT_FDCWD, path, (struct stat *)out, AT_SYMLINK_NOFOLLOW);
}

EXPORT int fstat64(int descriptor, struct stat64 *out) {
  return status_of_descriptor(descriptor, (struct stat *)out);
}

EXPORT int fstatat64(int folder, const char *restrict path, struct stat64 *restrict out, int flags) {
  return status_of(folder, path, (struct stat *)out, flags);
}

/* As programs built with a glibc before 2.33 call them. */
EXPORT int __xstat(int version, const char *path, struct stat *out) {
  (void)version;
  return status_of(AT_FDCWD, path, out, 0);
}

EXPORT int __lxstat(int version, const char *path, struct stat *out) {
  (void)version;
  return status_of(AT_FDCWD, path, out, AT_SYMLINK_NOFOLLOW);
}

EXPORT int __fxstat(int version, int descriptor, struct stat *out) {
  (void)version;
  return status_of_descriptor(descriptor, out);
}

EXPORT int __xstat64(int version, const char *path, struct stat64 *out) {
  (void)version;
  return status_of(AT_FDCWD, path, (struct stat *)out, 0);
}

EXPORT int __lxstat64(int version, const char *path, struct stat64 *out) {
  (void)version;
  return status_of(AT_FDCWD, path, (struct stat *)out, AT_SYMLINK_NOFOLLOW);
}

EXPORT int __fxstat64(int version, int descriptor, struct stat64 *out) {
  (void)version;
  return status_of_descriptor(descriptor, (struct stat *)out);
}

EXPORT int access(const char *path, int mode) {
  struct region_object *object;
  if (!find_own(path, &object)) return (int)syscall(SYS_faccessat, AT_FDCWD, path, mode);
  return object == NULL ? -1 : 0;
}

/* ---- room ---- */

/* UCX asks how much /dev/shm has, does without this way where that is below 16 MiB (1.18), and makes no segment that is larger,
   in both cases without a word of the region. So there is room always: it asks for it, and session_full says what there is. */
static void fill_room(const struct region *region, struct statvfs *out) {
  const uint64_t plenty = 1ull << 40;
  out->f_bsize = out->f_frsize = region->header->granule;
  out->f_blocks = out->f_bfree = out->f_bavail = plenty / region->header->granule;
}

static int room_of(const char *path, struct statvfs *out, int code) {
  struct region *region = code == 0 && strncmp(path, "/dev/shm", 8) == 0 ? session_if_open() : NULL;
  if (region != NULL) fill_room(region, out);
  return code;
}

EXPORT int statvfs(const char *restrict path, struct statvfs *restrict out) {
  return room_of(path, out, NEXT(statvfs)(path, out));
}

EXPORT int statvfs64(const char *restrict path, struct statvfs64 *restrict out) {
  return room_of(path, (struct statvfs *)out, NEXT(statvfs64)(path, out));
}

EXPORT int fstatvfs(int descriptor, struct statvfs *out) {
  int code = NEXT(fstatvfs)(descriptor, out);
  return table_object(descriptor) == NULL ? code : room_of("/dev/shm", out, code);
}
