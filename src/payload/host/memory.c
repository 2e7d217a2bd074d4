/*
 * Where the memory of a guest lies: its mappings found by their size in /proc/PID/maps, their pages by node from
 * /proc/PID/numa_maps (kernel: Documentation/filesystems/proc.rst and admin-guide/mm/numa_memory_policy.rst).
 */
#include "vmpart.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NODES = 1024 };

struct mapping {
  uint64_t start;
  uint64_t size;
  /* As the kernel prints it: `bind:1`, `prefer:0`, `default`; empty while numa_maps has not been read. */
  char policy[256];
  uint64_t node_bytes[MAX_NODES];
  bool taken;
};

struct mappings {
  struct mapping *item;
  size_t count;
};

static bool is_declared_size(const struct place *place, uint64_t size) {
  for (size_t i = 0; i < place->memories; i++)
    if (place->memory[i].bytes == size) return true;
  return false;
}

/* Calls for each line of a text, NUL for its newline. */
static char *next_line(char **rest) {
  char *line = *rest;
  if (*line == '\0') return NULL;
  char *end = strchrnul(line, '\n');
  *rest = *end == '\0' ? end : end + 1;
  *end = '\0';
  return line;
}

/* The mapping of a shared region, by the name of its file: it is no memory of the guest's own, whatever its size. */
static bool is_region(const char *line) {
  size_t length = strlen(line), ending = strlen(".region");
  return length > ending && strcmp(line + length - ending, ".region") == 0;
}

/* Readable and writable mappings of a declared size. */
static void find_mappings(pid_t process, const struct place *place, struct mappings *out) {
  char path[64];
  struct text maps = {0};
  snprintf(path, sizeof path, "/proc/%d/maps", (int)process);
  if (!read_file(path, &maps)) system_error("cannot read %s", path);
  char *rest = maps.data;
  for (char *line; (line = next_line(&rest)) != NULL;) {
    unsigned long long start, end;
    if (sscanf(line, "%llx-%llx rw", &start, &end) != 2 || strncmp(strchr(line, ' '), " rw", 3) != 0) continue;
    if (!is_declared_size(place, end - start) || is_region(line)) continue;
    out->item = grow(out->item, out->count, sizeof *out->item);
    out->item[out->count] = (struct mapping){.start = start, .size = end - start};
    out->count++;
  }
  text_free(&maps);
}

/* Words of a line of numa_maps behind the address: `bind:1 anon=24576 N1=24576 kernelpagesize_kB=4`. */
static void read_words(char *words, struct mapping *mapping) {
  uint64_t page_bytes = 4096;
  char *rest = words;
  bool first = true;
  for (char *word; (word = strtok_r(rest, " ", &rest)) != NULL; first = false) {
    unsigned node;
    unsigned long long number;
    if (first) snprintf(mapping->policy, sizeof mapping->policy, "%s", word);
    else if (sscanf(word, "N%u=%llu", &node, &number) == 2 && node < MAX_NODES) mapping->node_bytes[node] = number;
    else if (sscanf(word, "kernelpagesize_kB=%llu", &number) == 1) page_bytes = number * 1024;
  }
  for (size_t node = 0; node < MAX_NODES; node++) mapping->node_bytes[node] *= page_bytes;
}

static void read_line(char *line, struct mappings *mappings) {
  char *words;
  unsigned long long start = strtoull(line, &words, 16);
  for (size_t i = 0; i < mappings->count; i++)
    if (mappings->item[i].start == start && words != line) read_words(words, &mappings->item[i]);
}

/* False with a message when the kernel does not tell. */
static bool read_nodes(pid_t process, struct mappings *mappings) {
  char path[64];
  struct text maps = {0};
  snprintf(path, sizeof path, "/proc/%d/numa_maps", (int)process);
  if (!read_file(path, &maps)) {
    if (errno == ENOENT) say("%s is missing: a kernel without CONFIG_NUMA does not tell where memory lies", path);
    else say("cannot read %s: %s", path, strerror(errno));
    return false;
  }
  char *rest = maps.data;
  for (char *line; (line = next_line(&rest)) != NULL;) read_line(line, mappings);
  text_free(&maps);
  return true;
}

static const char *kernel_policy(const char *declared) {
  if (strcmp(declared, "firstTouch") == 0) return "default";
  return strcmp(declared, "preferred") == 0 ? "prefer" : declared;
}

/* 0: another policy, 1: the policy, 2: the policy and its nodes. Flags, as in `bind=static:1`, are passed over. */
static int match(const struct mapping *mapping, const struct declared_memory *memory) {
  const char *wanted = kernel_policy(memory->policy);
  size_t size = strlen(wanted);
  if (strncmp(mapping->policy, wanted, size) != 0 || (mapping->policy[size] != '\0' && strchr(":=", mapping->policy[size]) == NULL))
    return 0;
  const char *colon = strrchr(mapping->policy, ':');
  struct numbers nodes;
  bool same = colon != NULL && numbers_parse(colon + 1, &nodes) && numbers_equal(&nodes, &memory->nodes);
  return same || strcmp(wanted, "default") == 0 ? 2 : 1;
}

/* The first free mapping, in the order of addresses, that matches best at level LEVEL or better. */
static struct mapping *choose(struct mappings *mappings, const struct declared_memory *memory, int level) {
  for (size_t i = 0; i < mappings->count; i++) {
    struct mapping *mapping = &mappings->item[i];
    if (mapping->taken || mapping->size != memory->bytes || match(mapping, memory) < level) continue;
    mapping->taken = true;
    return mapping;
  }
  return NULL;
}

/* Exact matches first, so that a piece does not take the mapping that another one describes. */
static void assign(struct mappings *mappings, const struct place *place, struct mapping **out) {
  for (int level = 2; level >= 0; level--)
    for (size_t i = 0; i < place->memories; i++)
      if (out[i] == NULL) out[i] = choose(mappings, &place->memory[i], level);
}

/*
 * Bound memory is right when every page lies on a declared node; with no page yet, when the mapping itself is bound to
 * exactly these nodes, so that no page can come to lie elsewhere. Other policies promise nothing that could be wrong.
 */
static bool is_right(const struct mapping *mapping, const struct declared_memory *memory, const struct numbers *found) {
  if (mapping == NULL) return false;
  if (strcmp(memory->policy, "bind") != 0) return true;
  return numbers_within(found, &memory->nodes) && (!numbers_empty(found) || match(mapping, memory) == 2);
}

static void print_piece(size_t index, const struct declared_memory *memory, const struct mapping *mapping) {
  struct numbers found = {0};
  struct text line = {0}, pages = {0};
  text_add(&pages, "", 0);
  for (unsigned node = 0; mapping != NULL && node < MAX_NODES; node++) {
    if (mapping->node_bytes[node] == 0) continue;
    numbers_set(&found, node);
    text_addf(&pages, " %u=%llu", node, (unsigned long long)mapping->node_bytes[node]);
  }
  text_addf(&line, "memory %zu ", index);
  numbers_format(&memory->nodes, &line);
  text_add(&line, " ", 1);
  numbers_format(&found, &line);
  printf("%s %s%s\n", line.data, is_right(mapping, memory, &found) ? "ok" : "bad", pages.data);
  text_free(&line);
  text_free(&pages);
}

size_t guest_memory(pid_t process, const struct place *place, struct span **out) {
  struct mappings mappings = {0};
  struct mapping **chosen = calloc(place->memories + 1, sizeof *chosen);
  if (chosen == NULL) system_error("guest memory");
  find_mappings(process, place, &mappings);
  if (read_nodes(process, &mappings)) assign(&mappings, place, chosen);
  size_t count = 0;
  *out = NULL;
  for (size_t i = 0; i < place->memories; i++) {
    if (chosen[i] == NULL) continue;
    *out = grow(*out, count, sizeof **out);
    (*out)[count++] = (struct span){.start = chosen[i]->start, .bytes = chosen[i]->size};
  }
  free(chosen);
  free(mappings.item);
  return count;
}

void print_memory(pid_t process, const struct place *place) {
  struct mappings mappings = {0};
  struct mapping **chosen = calloc(place->memories + 1, sizeof *chosen);
  if (chosen == NULL) system_error("readback");
  find_mappings(process, place, &mappings);
  bool told = read_nodes(process, &mappings);
  if (told) assign(&mappings, place, chosen);
  for (size_t i = 0; i < place->memories; i++) {
    if (told && chosen[i] == NULL)
      say("memory %zu: process %d has no free mapping of %llu bytes", i, (int)process,
          (unsigned long long)place->memory[i].bytes);
    print_piece(i, &place->memory[i], chosen[i]);
  }
  free(chosen);
  free(mappings.item);
}
