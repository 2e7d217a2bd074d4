/*
 * Random operations on objects against a model that knows every byte: regionModel FILE SEED STEPS. Processes of two jobs
 * and two guests; contents are one value an object, zeros where it has grown.
 */
#include "regionTest.h"

enum { PROCESSES = 4, NAMES = 6, HELD = 40 };

/* An object as it should be; `name` is -1 when it has none any more. */
struct expected {
  /* Its place in the table, counted from 1; 0: none. Each process has an address of its own for it. */
  size_t object;
  int job, name;
  uint64_t bytes, written;
  unsigned char value;
  unsigned users;
};

static struct region process[PROCESSES];
static struct expected held[HELD];
static uint64_t randomness;
static unsigned long counts[8];

static uint32_t below(uint32_t limit) {
  return next_random(&randomness) % limit;
}

static int job_of(int index) {
  return index % 2;
}

static struct expected *named(int job, int name) {
  for (int i = 0; i < HELD; i++)
    if (held[i].object != 0 && held[i].job == job && held[i].name == name) return &held[i];
  return NULL;
}

static struct expected *some_used_by(int index) {
  int start = (int)below(HELD);
  for (int i = 0; i < HELD; i++) {
    struct expected *one = &held[(start + i) % HELD];
    if (one->object != 0 && (one->users & 1u << index) != 0) return one;
  }
  return NULL;
}

static struct region_object *object_of(int index, const struct expected *one) {
  return &process[index].object[one->object - 1];
}

static void check_content(int index, const struct expected *one) {
  MUST(object_of(index, one)->bytes == one->bytes);
  check_bytes(&process[index], object_of(index, one), 0, one->written, one->value);
  check_bytes(&process[index], object_of(index, one), one->written, one->bytes, 0);
}

static void forget_if_gone(struct expected *one) {
  if (one->name >= 0 || one->users != 0) return;
  MUST(object_of(0, one)->state == OBJECT_FREE);
  one->object = 0;
}

static void open_one(int index) {
  char name[16];
  int number = (int)below(NAMES), free = 0;
  bool make = below(4) != 0, exclusive = make && below(4) == 0, made;
  struct expected *known = named(job_of(index), number);
  while (free < HELD && held[free].object != 0) free++;
  if (free == HELD && known == NULL) return;
  snprintf(name, sizeof name, "object-%d", number);
  struct region_object *object;
  enum region_result result = region_object_open(&process[index], name, OBJECT_FILE, make, exclusive, &object, &made);
  if (known == NULL && !make) MUST(result == REGION_NOT_THERE);
  else if (known != NULL && exclusive) MUST(result == REGION_THERE);
  else {
    MUST(result == REGION_FINE && made == (known == NULL));
    if (known == NULL) {
      known = &held[free];
      *known = (struct expected){.object = (size_t)(object - process[index].object) + 1, .job = job_of(index), .name = number};
    }
    MUST(object_of(index, known) == object);
    known->users |= 1u << index;
    counts[0]++;
  }
}

/* With what nobody has: where that lies behind the object, it then ends where the region does. */
static uint64_t all_of_it(int index, const struct region_object *object) {
  const struct region *region = &process[index];
  uint64_t all = region->header->bytes - region->header->data, granule = region->header->granule;
  return region_capacity(region, object) + all / granule * granule - region_used(region, -1) * granule;
}

static uint64_t some_size(int index, const struct region_object *object) {
  switch (below(5)) {
    case 0: return below(20000);
    case 1: return (uint64_t)below(64) * 4096;
    case 2: return below(3) * 1000000;
    case 3: return all_of_it(index, object);
    default: return below(6000000);
  }
}

static void resize_one(int index) {
  struct expected *one = some_used_by(index);
  if (one == NULL) return;
  bool steps = below(3) == 0;
  uint64_t bytes = steps ? one->bytes + below(9000) : some_size(index, object_of(index, one));
  enum region_result result = steps ? region_object_grow(&process[index], object_of(index, one), bytes)
                                    : region_object_resize(&process[index], object_of(index, one), bytes);
  if (result == REGION_FINE) {
    if (bytes < one->written) one->written = bytes;
    one->bytes = bytes;
    counts[1]++;
  } else {
    MUST(bytes > one->bytes && (result == REGION_FULL || result == REGION_FRAGMENTED || result == REGION_OVER_QUOTA));
    if (result == REGION_OVER_QUOTA) MUST(job_of(index) == 1);
    counts[2]++;
  }
  check_content(index, one);
}

static void write_one(int index) {
  struct expected *one = some_used_by(index);
  if (one == NULL) return;
  one->value = (unsigned char)(1 + below(255));
  one->written = one->bytes;
  fill(&process[index], object_of(index, one), 0, one->bytes, one->value);
  counts[3]++;
}

static void release_one(int index) {
  struct expected *one = some_used_by(index);
  if (one == NULL) return;
  check_content(index, one);
  region_object_release(&process[index], object_of(index, one));
  one->users &= ~(1u << index);
  counts[4]++;
  forget_if_gone(one);
}

static void unlink_one(int index) {
  char name[16];
  int number = (int)below(NAMES);
  struct expected *one = named(job_of(index), number);
  snprintf(name, sizeof name, "object-%d", number);
  MUST(region_object_unlink(&process[index], name) == (one == NULL ? REGION_NOT_THERE : REGION_FINE));
  if (one == NULL) return;
  one->name = -1;
  counts[5]++;
  forget_if_gone(one);
}

static void trim_one(int index) {
  struct expected *one = some_used_by(index);
  if (one == NULL) return;
  region_object_trim(&process[index], object_of(index, one));
  MUST(region_capacity(&process[index], object_of(index, one)) == (one->bytes + 4095) / 4096 * 4096);
  check_content(index, one);
}

/* Leaves and comes back: nothing of it is used any more. */
static void come_again(int index) {
  region_leave(&process[index]);
  for (int i = 0; i < HELD; i++) {
    if (held[i].object == 0 || (held[i].users & 1u << index) == 0) continue;
    held[i].users &= ~(1u << index);
    forget_if_gone(&held[i]);
  }
  MUST(region_join(&process[index], job_of(index) == 0 ? "first" : "second", job_of(index) == 0 ? 0 : 8 << 20) == REGION_FINE);
  counts[6]++;
}

/* An object that ends where the region does has no room behind it. */
static void fill_region(int index) {
  struct region_object *object;
  bool made;
  MUST(region_object_open(&process[index], "all", OBJECT_FILE, true, true, &object, &made) == REGION_FINE);
  uint64_t bytes = all_of_it(index, object);
  MUST(region_object_resize(&process[index], object, bytes) == REGION_FINE);
  MUST(region_object_grow(&process[index], object, bytes + 1) == REGION_FULL);
  check_tables(&process[index]);
  MUST(region_object_unlink(&process[index], "all") == REGION_FINE);
  region_object_release(&process[index], object);
}

int main(int count, char **arguments) {
  static void (*const actions[])(int) = {open_one, open_one, resize_one, resize_one, write_one, release_one, unlink_one, trim_one};
  MUST(count == 4);
  randomness = strtoull(arguments[2], NULL, 10);
  for (int i = 0; i < PROCESSES; i++) {
    attach_as(&process[i], arguments[1], 1 + (unsigned)i / 2);
    MUST(region_join(&process[i], job_of(i) == 0 ? "first" : "second", job_of(i) == 0 ? 0 : 8 << 20) == REGION_FINE);
  }
  fill_region(0);
  for (long step = strtol(arguments[3], NULL, 10); step > 0; step--) {
    int index = (int)below(PROCESSES);
    if (below(200) == 0) come_again(index);
    else actions[below(sizeof actions / sizeof *actions)](index);
    check_tables(&process[0]);
  }
  for (int i = 0; i < 7; i++) printf("%lu ", counts[i]);
  printf("\n");
  return 0;
}
