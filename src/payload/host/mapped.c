/*
 * `mapped`: which pages of guest RAM the host has, right before a run: what the run uses of them it has inherited.
 *
 * QEMU's /proc/PID/pagemap tells what is present (which needs no privilege). A page that is mapped once is one of its
 * own; about others, among them the page of zeros, what KSM has merged and what is being moved, move_pages(2) is asked.
 *
 * The file: a line `vmpart-mapped 1 PAGE-BYTES RANGES`, the ranges of RAM as two numbers of 64 bits each (guest address,
 * bytes), and a bit for each page in the order of guest addresses. Ranges may have changed when it is read: firmware
 * shows and hides memory.
 */
#include "pages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ENTRIES = 65536 };

/* What is being moved looks as if it were swapped. */
static const uint64_t present = (uint64_t)1 << 63, swap = (uint64_t)1 << 62, exclusive = (uint64_t)1 << 56;

void bits_make(struct bits *bits, uint64_t count) {
  bits->count = count;
  bits->word = calloc(count / 64 + 1, sizeof *bits->word);
  if (bits->word == NULL) system_error("no room for %llu bits", (unsigned long long)count);
}

bool bits_has(const struct bits *bits, uint64_t at) {
  return (bits->word[at / 64] >> (at % 64) & 1) != 0;
}

void bits_set(struct bits *bits, uint64_t at) {
  bits->word[at / 64] |= (uint64_t)1 << (at % 64);
}

/* ---- asking ---- */

/* Pages about which move_pages is asked, and their positions. */
struct questions {
  void **address;
  uint64_t *index;
  int *status;
  size_t count;
};

struct asking {
  pid_t process;
  int pagemap;
  uint64_t page;
  uint64_t *entry;
  struct questions ask;
  struct bits *out;
};

static void ask(struct asking *asking) {
  struct questions *ask = &asking->ask;
  nodes_of_pages(asking->process, ask->count, ask->address, ask->status);
  for (size_t i = 0; i < ask->count; i++)
    if (ask->status[i] >= 0 || ask->status[i] == NODE_HIDDEN) bits_set(asking->out, ask->index[i]);
  ask->count = 0;
}

static void take_entry(struct asking *asking, uint64_t entry, uint64_t host, uint64_t index) {
  struct questions *ask_list = &asking->ask;
  if ((entry & (present | swap)) == 0) return;
  if ((entry & present) != 0 && (entry & exclusive) != 0) {
    bits_set(asking->out, index);
    return;
  }
  ask_list->address[ask_list->count] = (void *)(uintptr_t)host;
  ask_list->index[ask_list->count++] = index;
  if (ask_list->count == NODE_BATCH) ask(asking);
}

static void take_range(struct asking *asking, const struct guest_range *range, uint64_t first_index) {
  uint64_t pages = range->bytes / asking->page;
  for (uint64_t done = 0; done < pages;) {
    size_t wanted = pages - done < ENTRIES ? (size_t)(pages - done) : ENTRIES;
    uint64_t host = range->host + done * asking->page;
    ssize_t got = pread(asking->pagemap, asking->entry, wanted * sizeof *asking->entry,
                        (off_t)(host / asking->page * sizeof *asking->entry));
    if (got < (ssize_t)sizeof *asking->entry) fatal(EXIT_SYSTEM, "QEMU (process %d) ended", (int)asking->process);
    size_t count = (size_t)got / sizeof *asking->entry;
    for (size_t i = 0; i < count; i++)
      take_entry(asking, asking->entry[i], host + i * asking->page, first_index + done + i);
    done += count;
  }
}

static int open_pagemap(pid_t process) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/pagemap", (int)process);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    not_given("Use a kernel with CONFIG_PROC_PAGE_MONITOR, and run the attempt as the user who starts QEMU.",
              "which pages of QEMU are there cannot be read from %s: %s", path, strerror(errno));
  return fd;
}

void mapped_read(pid_t process, const struct guest_map *map, uint64_t page, struct bits *out) {
  struct asking asking = {.process = process, .pagemap = open_pagemap(process), .page = page, .out = out};
  asking.entry = calloc(ENTRIES, sizeof *asking.entry);
  asking.ask.address = calloc(NODE_BATCH, sizeof *asking.ask.address);
  asking.ask.index = calloc(NODE_BATCH, sizeof *asking.ask.index);
  asking.ask.status = calloc(NODE_BATCH, sizeof *asking.ask.status);
  if (asking.entry == NULL || asking.ask.address == NULL || asking.ask.index == NULL || asking.ask.status == NULL)
    system_error("mapped");
  bits_make(out, guest_map_pages(map, page));
  uint64_t index = 0;
  for (size_t i = 0; i < map->ranges; i++) {
    take_range(&asking, &map->range[i], index);
    index += map->range[i].bytes / page;
  }
  ask(&asking);
  close(asking.pagemap);
  free(asking.entry);
  free(asking.ask.address);
  free(asking.ask.index);
  free(asking.ask.status);
}

/* ---- the file ---- */

static size_t bytes_of(uint64_t bits) {
  return (size_t)(bits / 64 + 1) * sizeof(uint64_t);
}

static void write_mapped(const struct guest_map *map, uint64_t page, const struct bits *bits, struct text *out) {
  text_addf(out, "vmpart-mapped 1 %llu %zu\n", (unsigned long long)page, map->ranges);
  for (size_t i = 0; i < map->ranges; i++) {
    text_add(out, &map->range[i].guest, sizeof(uint64_t));
    text_add(out, &map->range[i].bytes, sizeof(uint64_t));
  }
  text_add(out, bits->word, bytes_of(bits->count));
}

/* The ranges as they were then, and the bits; false when the file is not whole, or of other pages. */
static bool parse_mapped(const struct text *file, uint64_t page, struct guest_map *map, struct bits *bits) {
  unsigned long long page_bytes;
  size_t ranges, at;
  const char *newline = memchr(file->data, '\n', file->size);
  if (newline == NULL || sscanf(file->data, "vmpart-mapped 1 %llu %zu\n", &page_bytes, &ranges) != 2) return false;
  at = (size_t)(newline - file->data) + 1;
  if (page_bytes != page || ranges > (file->size - at) / (2 * sizeof(uint64_t))) return false;
  for (size_t i = 0; i < ranges; i++, at += 2 * sizeof(uint64_t)) {
    uint64_t number[2];
    memcpy(number, file->data + at, sizeof number);
    map->range = grow(map->range, map->ranges, sizeof *map->range);
    map->range[map->ranges++] = (struct guest_range){number[0], number[1], 0};
  }
  uint64_t pages = guest_map_pages(map, page);
  if (pages / 8 > file->size || file->size - at != bytes_of(pages)) return false;
  bits_make(bits, pages);
  memcpy(bits->word, file->data + at, bytes_of(pages));
  return true;
}

/* Bits of one range, from FIRST on, by what was known under the same guest addresses. */
static void take_over(const struct guest_map *then, const struct bits *known, uint64_t page, struct guest_range range,
                      uint64_t first, struct bits *out) {
  uint64_t pages = range.bytes / page;
  for (uint64_t done = 0; done < pages;) {
    uint64_t left, index = guest_map_index(then, page, range.guest + done * page, &left);
    uint64_t count = left < pages - done ? left : pages - done;
    for (uint64_t i = 0; index != UINT64_MAX && i < count; i++)
      if (bits_has(known, index + i)) bits_set(out, first + done + i);
    done += count;
  }
}

bool mapped_load(const char *path, const struct guest_map *map, uint64_t page, struct bits *out) {
  struct text file = {0};
  struct guest_map then = {0};
  struct bits known = {0};
  bool fine = read_file(path, &file) && parse_mapped(&file, page, &then, &known);
  uint64_t first = 0;
  bits_make(out, guest_map_pages(map, page));
  for (size_t i = 0; fine && i < map->ranges; i++) {
    take_over(&then, &known, page, map->range[i], first, out);
    first += map->range[i].bytes / page;
  }
  text_free(&file);
  free(then.range);
  free(known.word);
  return fine;
}

int verb_mapped(int count, char **arguments) {
  if (count != 3) fatal(EXIT_USAGE, "usage: vmpart-host mapped PID SOCKET FILE");
  pid_t process = parse_process(arguments[0]);
  struct guest_map map;
  struct bits bits;
  struct text out = {0};
  uint64_t page = host_page_bytes();
  guest_map_read(arguments[1], &map);
  mapped_read(process, &map, page, &bits);
  write_mapped(&map, page, &bits, &out);
  int fd = open(arguments[2], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0 || !write_all(fd, out.data, out.size, NULL)) system_error("mapped: cannot write %s", arguments[2]);
  close(fd);
  return EXIT_FINE;
}
