/*
 * `region find`: in a guest, which of its devices are regions. Lines `NAME PATH OFFSET BYTES ALIGN GUEST`: the device
 * file, where the header begins in it, what there is from the header on, the alignment of maps, and the VM's number,
 * which is the argument. Devices without a header of ours, or not there yet, are passed over.
 */
#include "region_file.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char dax_devices[] = "/sys/bus/dax/devices";
static const char pci_devices[] = "/sys/bus/pci/devices";

/* A file of sysfs with one number in it: decimal, or hexadecimal behind 0x. */
static bool number_of(const char *folder, const char *name, uint64_t *out) {
  struct text text = {0};
  char *path = join_path(folder, name), *end = NULL;
  bool found = read_file(path, &text) && text.size > 0;
  if (found) *out = strtoull(text.data, &end, 0);
  text_free(&text);
  free(path);
  return found && end != NULL;
}

struct device {
  /* To be freed. */
  char *path;
  uint64_t offset;
  uint64_t bytes;
  uint64_t align;
};

/* Any VM that shares a region may have written its name, which is going to be read by shells. */
static bool copy_name(const struct region_header *header, char *out) {
  memcpy(out, header->name, REGION_NAME);
  size_t length = strnlen(out, REGION_NAME);
  for (size_t i = 0; i < length; i++)
    if (!isalnum((unsigned char)out[i]) && out[i] != '-') return false;
  return length > 0 && length < REGION_NAME && memcmp(header->magic, REGION_MAGIC, sizeof header->magic) == 0;
}

/* Prints the line of a device when it is a region. */
static void look_at(const struct device *device, const char *guest) {
  char name[REGION_NAME];
  int fd = open(device->path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  /* A devdax can only be mapped shared, in whole units of its alignment. */
  void *memory = mmap(NULL, device->align, PROT_READ, MAP_SHARED, fd, (off_t)device->offset);
  if (memory != MAP_FAILED && copy_name(memory, name))
    printf("%s %s %llu %llu %llu %s\n", name, device->path, (unsigned long long)device->offset,
           (unsigned long long)device->bytes, (unsigned long long)device->align, guest);
  if (memory != MAP_FAILED) munmap(memory, device->align);
  close(fd);
}

/* The kernel shows what is behind the info block alone. */
static bool dax_device(const char *folder, const char *name, struct device *out) {
  out->path = join_path("/dev", name);
  out->offset = 0;
  if (!number_of(folder, "align", &out->align)) out->align = 4096;
  return number_of(folder, "size", &out->bytes) && out->align > 0 && out->bytes >= out->align;
}

/* The memory of an ivshmem is its BAR 2 (QEMU, docs/specs/ivshmem-spec). Where the kernel offers it write-combining, that
 * is the faster way. */
static bool bar_device(const char *folder, const char *name, struct device *out) {
  uint64_t vendor, kind;
  struct stat status;
  (void)name;
  out->path = join_path(folder, "resource2_wc");
  if (!number_of(folder, "vendor", &vendor) || !number_of(folder, "device", &kind) || vendor != 0x1af4 || kind != 0x1110)
    return false;
  if (access(out->path, F_OK) != 0) {
    free(out->path);
    out->path = join_path(folder, "resource2");
  }
  if (stat(out->path, &status) != 0 || (uint64_t)status.st_size < 2 * REGION_DEVICE_BYTES) return false;
  out->offset = REGION_DEVICE_BYTES;
  out->bytes = (uint64_t)status.st_size - REGION_DEVICE_BYTES;
  out->align = (uint64_t)sysconf(_SC_PAGESIZE);
  return true;
}

static void look_in(const char *path, bool (*describe)(const char *, const char *, struct device *), const char *guest) {
  DIR *folder = opendir(path);
  if (folder == NULL) return;
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    struct device device = {0};
    if (entry->d_name[0] == '.') continue;
    char *own = join_path(path, entry->d_name);
    if (describe(own, entry->d_name, &device)) look_at(&device, guest);
    free(device.path);
    free(own);
  }
  closedir(folder);
}

int region_verb_find(int count, char **arguments) {
  uint64_t guest;
  if (count != 1 || !parse_number(arguments[0], &guest) || guest == 0)
    fatal(EXIT_USAGE, "usage: vmpart-host region find GUEST");
  look_in(dax_devices, dax_device, arguments[0]);
  look_in(pci_devices, bar_device, arguments[0]);
  return EXIT_FINE;
}
