/*
 * `region device`: the first 2 MiB of a region, which belong to its device.
 *
 * A guest's kernel makes /dev/daxN.0 of persistent memory by itself when it finds an info block there that describes a
 * namespace in the mode devdax (Linux, drivers/nvdimm/pfn.h: struct nd_pfn_sb, and nd_pfn_validate). The block lies 4 KiB
 * behind the beginning, its numbers are little-endian; the page structures for the memory are in the guest's own RAM
 * (mode 1), not in the region, where guests would overwrite each other's. Without a label area, as here, the namespace
 * has no UUID of its own, so that the parent's is zero.
 *
 * An ivshmem has no metadata: zeros, so that nothing that an earlier device left is taken for one.
 */
#include "region_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] = "region device FILE devdax|ivshmem";

enum {
  BLOCK_AT = 4096,
  BLOCK_BYTES = 4096,
  CHECKSUM_AT = 4088,
  /* Of the info block's format. */
  MAJOR = 1,
  MINOR = 4,
  /* Page structures in RAM. */
  MODE_RAM = 1,
  /* Of maps in guests, of pages, and of a page structure. */
  ALIGNMENT = 4096,
  PAGE = 4096,
  PAGE_STRUCTURE = 64,
};

static void put(uint8_t *at, uint64_t value, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) at[i] = (uint8_t)(value >> 8 * i);
}

/* Fletcher's sum of 32-bit words, the block's own sum being zero meanwhile. */
static uint64_t checksum(const uint8_t *block) {
  uint32_t low = 0;
  uint64_t high = 0;
  for (size_t i = 0; i < BLOCK_BYTES; i += 4) {
    low += (uint32_t)block[i] | (uint32_t)block[i + 1] << 8 | (uint32_t)block[i + 2] << 16 | (uint32_t)block[i + 3] << 24;
    high += low;
  }
  return high << 32 | low;
}

static void write_block(uint8_t *block, const struct region_header *header, uint64_t bytes) {
  memcpy(block, "NVDIMM_DAX_INFO", 16);
  memcpy(block + 16, header->uuid, sizeof header->uuid);
  put(block + 52, MAJOR, 2);
  put(block + 54, MINOR, 2);
  put(block + 56, REGION_DEVICE_BYTES, 8);
  put(block + 64, (bytes - REGION_DEVICE_BYTES) / PAGE, 8);
  put(block + 72, MODE_RAM, 4);
  put(block + 84, ALIGNMENT, 4);
  put(block + 88, PAGE, 4);
  put(block + 92, PAGE_STRUCTURE, 2);
  put(block + CHECKSUM_AT, checksum(block), 8);
}

int region_verb_device(int count, char **arguments) {
  struct stat status;
  if (count != 2 || (strcmp(arguments[1], "devdax") != 0 && strcmp(arguments[1], "ivshmem") != 0))
    fatal(EXIT_USAGE, "usage: vmpart-host %s", usage);
  int fd = open(arguments[0], O_RDWR | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &status) != 0) system_error("cannot open the region %s", arguments[0]);
  uint64_t bytes = (uint64_t)status.st_size;
  if (bytes < 2 * REGION_DEVICE_BYTES) fatal(EXIT_NO, "%s is no region: it is smaller than 4 MiB", arguments[0]);
  /* Mapped, since files in a hugetlbfs cannot be written, and whole, since their pages are large. */
  uint8_t *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) system_error("cannot map the region %s", arguments[0]);
  const struct region_header *header = (const struct region_header *)(memory + REGION_DEVICE_BYTES);
  if (memcmp(header->magic, REGION_MAGIC, sizeof header->magic) != 0)
    fatal(EXIT_NO, "%s is no region: make it first (region make)", arguments[0]);
  memset(memory, 0, BLOCK_AT + BLOCK_BYTES);
  if (strcmp(arguments[1], "devdax") == 0) write_block(memory + BLOCK_AT, header, bytes);
  return EXIT_FINE;
}
