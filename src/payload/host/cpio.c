/*
 * `cpio`: an initramfs in the kernel's "newc" format (Documentation/driver-api/early-userspace/buffer-format.rst).
 * Sorted, owned by root, without times: the same folder gives the same bytes. The two device nodes that the first
 * process needs are added, so that no privilege is needed to make them.
 */
#include "vmpart.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct archive {
  const char *root;
  uint64_t written;
  unsigned long next_inode;
};

struct entry {
  const char *name;
  mode_t mode;
  uint64_t size;
  unsigned major;
  unsigned minor;
};

static void put(struct archive *archive, const void *data, size_t size) {
  if (!write_all(STDOUT_FILENO, data, size, NULL)) system_error("cpio: cannot write the archive");
  archive->written += size;
}

static void pad(struct archive *archive, unsigned to) {
  static const char zeros[512];
  put(archive, zeros, (to - archive->written % to) % to);
}

static void put_header(struct archive *archive, const struct entry *entry) {
  char header[128];
  size_t name_size = strlen(entry->name) + 1;
  unsigned links = S_ISDIR(entry->mode) ? 2 : 1;
  int size = snprintf(header, sizeof header, "070701%08lX%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X",
                      archive->next_inode++, (unsigned)entry->mode, 0u, 0u, links, 0u, (unsigned)entry->size, 0u, 0u,
                      entry->major, entry->minor, (unsigned)name_size, 0u);
  put(archive, header, (size_t)size);
  put(archive, entry->name, name_size);
  pad(archive, 4);
}

static void put_node(struct archive *archive, const char *name, mode_t mode, unsigned major, unsigned minor) {
  put_header(archive, &(struct entry){.name = name, .mode = mode, .major = major, .minor = minor});
}

static void put_devices(struct archive *archive) {
  put_node(archive, "dev/console", S_IFCHR | 0600, 5, 1);
  put_node(archive, "dev/null", S_IFCHR | 0666, 1, 3);
}

static void put_file(struct archive *archive, const char *path, const struct entry *entry) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) system_error("cpio: cannot read %s", path);
  put_header(archive, entry);
  char buffer[65536];
  for (uint64_t left = entry->size; left > 0;) {
    ssize_t got = read(fd, buffer, left < sizeof buffer ? (size_t)left : sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) system_error("cpio: cannot read %s", path);
    if (got == 0) fatal(EXIT_SYSTEM, "cpio: %s became shorter while it was read", path);
    put(archive, buffer, (size_t)got);
    left -= (uint64_t)got;
  }
  pad(archive, 4);
  close(fd);
}

static void put_link(struct archive *archive, const char *path, struct entry *entry) {
  char target[4096];
  ssize_t size = readlink(path, target, sizeof target);
  if (size < 0) system_error("cpio: cannot read the link %s", path);
  entry->size = (uint64_t)size;
  put_header(archive, entry);
  put(archive, target, (size_t)size);
  pad(archive, 4);
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static char **sorted_names(const char *path, size_t *count) {
  char **names = NULL;
  *count = 0;
  DIR *folder = opendir(path);
  if (folder == NULL) system_error("cpio: cannot open the folder %s", path);
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    names = grow(names, *count, sizeof *names);
    if ((names[(*count)++] = strdup(entry->d_name)) == NULL) system_error("cpio");
  }
  closedir(folder);
  if (*count > 0) qsort(names, *count, sizeof *names, by_name);
  return names;
}

static bool is_added(const char *name) { return strcmp(name, "dev/console") == 0 || strcmp(name, "dev/null") == 0; }

static void put_folder(struct archive *archive, const char *name);

static void put_path(struct archive *archive, const char *name) {
  char *path = join_path(archive->root, name);
  struct stat status;
  if (is_added(name)) return;
  if (lstat(path, &status) != 0) system_error("cpio: cannot look at %s", path);
  struct entry entry = {.name = name, .mode = status.st_mode};
  if (S_ISDIR(status.st_mode)) {
    put_header(archive, &entry);
    if (strcmp(name, "dev") == 0) put_devices(archive);
    put_folder(archive, name);
  } else if (S_ISLNK(status.st_mode)) put_link(archive, path, &entry);
  else if (!S_ISREG(status.st_mode)) fatal(EXIT_SYSTEM, "cpio: %s is no folder, file or link", path);
  else if (status.st_size > 0xffffffffLL) fatal(EXIT_SYSTEM, "cpio: %s is larger than the format's 4 GiB", path);
  else {
    entry.size = (uint64_t)status.st_size;
    put_file(archive, path, &entry);
  }
  free(path);
}

/* Contents of a folder, below the root when NAME is empty. */
static void put_folder(struct archive *archive, const char *name) {
  char *path = *name == '\0' ? strdup(archive->root) : join_path(archive->root, name);
  if (path == NULL) system_error("cpio");
  size_t count;
  char **names = sorted_names(path, &count);
  for (size_t i = 0; i < count; i++) {
    char *inner = *name == '\0' ? strdup(names[i]) : join_path(name, names[i]);
    if (inner == NULL) system_error("cpio");
    put_path(archive, inner);
    free(inner);
    free(names[i]);
  }
  free(names);
  free(path);
}

int verb_cpio(int count, char **arguments) {
  if (count != 1) fatal(EXIT_USAGE, "usage: vmpart-host cpio DIR");
  struct archive archive = {.root = arguments[0], .next_inode = 1};
  char *dev = join_path(arguments[0], "dev");
  struct stat status;
  if (lstat(dev, &status) != 0) {
    put_node(&archive, "dev", S_IFDIR | 0755, 0, 0);
    put_devices(&archive);
  }
  free(dev);
  put_folder(&archive, "");
  archive.next_inode = 0;
  put_header(&archive, &(struct entry){.name = "TRAILER!!!"});
  pad(&archive, 512);
  return EXIT_FINE;
}
