/*
 * `frames`: in a guest, what its ranks left of their page tables, for the host. Of each rank its reading of the newest
 * generation that all of them have; of one that ended much earlier, and has none of it any more, the oldest that is kept.
 */
#include "pages.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct kept {
  uint64_t rank;
  uint64_t generation;
};
struct kept_list {
  struct kept *item;
  size_t count;
};

/* `RANK.GENERATION`; what is still being written begins with a dot. */
static bool parse_name(const char *name, struct kept *out) {
  char copy[256];
  if (strlen(name) >= sizeof copy) return false;
  strcpy(copy, name);
  char *dot = strchr(copy, '.');
  if (dot == NULL) return false;
  *dot = '\0';
  return parse_number(copy, &out->rank) && parse_number(dot + 1, &out->generation);
}

static void list_kept(const char *folder, struct kept_list *out) {
  DIR *open_folder = opendir(folder);
  *out = (struct kept_list){0};
  if (open_folder == NULL) system_error("frames: cannot read %s", folder);
  for (struct dirent *entry; (entry = readdir(open_folder)) != NULL;) {
    struct kept kept;
    if (!parse_name(entry->d_name, &kept)) continue;
    out->item = grow(out->item, out->count, sizeof kept);
    out->item[out->count++] = kept;
  }
  closedir(open_folder);
}

static int by_rank_and_age(const void *a, const void *b) {
  const struct kept *left = a, *right = b;
  if (left->rank != right->rank) return left->rank < right->rank ? -1 : 1;
  return left->generation < right->generation ? -1 : left->generation > right->generation;
}

static bool ends_rank(const struct kept_list *list, size_t at) {
  return at + 1 == list->count || list->item[at + 1].rank != list->item[at].rank;
}

/* The least of what is each rank's newest. */
static uint64_t common_generation(const struct kept_list *list) {
  uint64_t least = UINT64_MAX;
  for (size_t i = 0; i < list->count; i++)
    if (ends_rank(list, i) && list->item[i].generation < least) least = list->item[i].generation;
  return least;
}

static void send(const char *folder, struct kept kept) {
  struct text path = {0}, file = {0};
  text_addf(&path, "%s/%llu.%llu", folder, (unsigned long long)kept.rank, (unsigned long long)kept.generation);
  if (!read_file(path.data, &file)) system_error("frames: cannot read %s", path.data);
  fwrite(file.data, 1, file.size, stdout);
  text_free(&path);
  text_free(&file);
}

int verb_frames(int count, char **arguments) {
  if (count != 1) fatal(EXIT_USAGE, "usage: vmpart-host frames FOLDER");
  struct kept_list list;
  list_kept(arguments[0], &list);
  if (list.count == 0) return EXIT_NO;
  qsort(list.item, list.count, sizeof *list.item, by_rank_and_age);
  uint64_t wanted = common_generation(&list);
  printf("now %.6f\n", clock_seconds(CLOCK_BOOTTIME));
  for (size_t first = 0, i = 0; i < list.count; i++) {
    if (!ends_rank(&list, i)) continue;
    size_t best = i;
    while (best > first && list.item[best].generation > wanted) best--;
    send(arguments[0], list.item[best]);
    first = i + 1;
  }
  return EXIT_FINE;
}
