/*
 * `precise`: whether an experiment may stop at the end of a block, because the 95 % interval of every slowdown is narrow
 * enough. src/core/analysis/sequential.ts is its twin.
 */
#include "vmpart.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] = "usage: vmpart-host precise JOURNAL COMPARISONS WIDTH MINIMUM BLOCK";

struct pair {
  unsigned cell, baseline;
};

/* Of the runs of a cell in a block that count. */
struct times {
  double logs;
  size_t count;
};

/* A file `comparisons`: `compare CELL BASELINE` and `run RUN BLOCK CELL`, CELL `-` for runs that are in none. */
struct plan {
  struct pair *pair;
  size_t pairs;
  struct run *run;
  size_t runs;
  size_t cells, blocks;
};

static void add_pair(struct plan *plan, unsigned cell, unsigned baseline) {
  plan->pair = grow(plan->pair, plan->pairs, sizeof *plan->pair);
  plan->pair[plan->pairs++] = (struct pair){cell, baseline};
  if (cell >= plan->cells) plan->cells = cell + 1;
  if (baseline >= plan->cells) plan->cells = baseline + 1;
}

static void add_run(struct plan *plan, const char *name, unsigned block, const char *cell) {
  uint64_t number = 0;
  bool in_cell = parse_number(cell, &number);
  plan->run = grow(plan->run, plan->runs, sizeof *plan->run);
  struct run *run = &plan->run[plan->runs++];
  *run = (struct run){.name = strdup(name), .order = plan->runs, .block = block, .cell = in_cell ? (long)number : -1};
  if (run->name == NULL) system_error("precise");
  if (block >= plan->blocks) plan->blocks = block + 1;
  if (in_cell && number >= plan->cells) plan->cells = number + 1;
}

static void read_plan(const char *path, struct plan *plan) {
  struct text list = {0};
  if (!read_file(path, &list)) system_error("precise: cannot read %s", path);
  text_add(&list, "", 0);
  for (char *line = list.data; *line != '\0';) {
    char *end = strchr(line, '\n'), name[64], cell[16];
    unsigned one, other;
    if (end != NULL) *end = '\0';
    if (sscanf(line, "compare %u %u", &one, &other) == 2) add_pair(plan, one, other);
    else if (sscanf(line, "run %63s %u %15s", name, &one, cell) == 3) add_run(plan, name, one, cell);
    else fatal(EXIT_USAGE, "precise: %s has a line that says nothing: %s", path, line);
    line = end == NULL ? line + strlen(line) : end + 1;
  }
  text_free(&list);
}

/* Which blocks up to BLOCK have ended; false when BLOCK has not, or a later one has: it was looked at then. */
static bool read_blocks(const struct text *journal, size_t block, bool *ended, size_t blocks) {
  struct json line, event, number;
  uint64_t at_block;
  bool newest = true;
  for (size_t at = 0; journal_line(journal, &at, &line);) {
    if (!json_member(line, "event", &event) || !json_is(event, "block_end")) continue;
    if (!json_member(line, "block", &number) || !json_number(number, &at_block)) continue;
    if (at_block > block) newest = false;
    else if (at_block < blocks) ended[at_block] = true;
  }
  return newest && block < blocks && ended[block];
}

static int by_order(const void *one, const void *other) {
  const struct run *a = one, *b = other;
  return (a->order > b->order) - (a->order < b->order);
}

/* In the order of the plan, so that sums are those of the twin to the last bit but for the logarithms. */
static struct times *read_times(const struct text *journal, struct plan *plan, const bool *ended) {
  struct times *times = calloc(plan->cells * plan->blocks + 1, sizeof *times);
  if (times == NULL) system_error("precise");
  read_runs(journal, plan->run, plan->runs);
  qsort(plan->run, plan->runs, sizeof *plan->run, by_order);
  for (size_t i = 0; i < plan->runs; i++) {
    const struct run *run = &plan->run[i];
    if (run->cell < 0 || !ended[run->block] || run->state != RUN_ENDED) continue;
    if (!run->ok || run->marked || !(run->seconds > 0)) continue;
    struct times *own = &times[run->block * plan->cells + (size_t)run->cell];
    own->logs += log(run->seconds);
    own->count++;
  }
  return times;
}

/* Width of the interval of a pair's ratio; infinite with fewer than MINIMUM blocks that have both. */
static double pair_width(const struct plan *plan, struct pair pair, const struct times *times, size_t minimum) {
  double *differences = calloc(plan->blocks + 1, sizeof *differences);
  size_t count = 0;
  if (differences == NULL) system_error("precise");
  for (size_t block = 0; block < plan->blocks; block++) {
    struct times one = times[block * plan->cells + pair.cell], other = times[block * plan->cells + pair.baseline];
    if (one.count == 0 || other.count == 0) continue;
    differences[count++] = one.logs / (double)one.count - other.logs / (double)other.count;
  }
  double width = count < minimum ? INFINITY : interval_width(differences, count);
  free(differences);
  return width;
}

static double widest_of(const struct plan *plan, const struct times *times, size_t minimum) {
  double widest = plan->pairs == 0 ? INFINITY : 0;
  for (size_t i = 0; i < plan->pairs; i++) {
    double width = pair_width(plan, plan->pair[i], times, minimum);
    if (!(width <= widest)) widest = width;
  }
  return widest;
}

static size_t count_blocks(const bool *ended, size_t blocks) {
  size_t count = 0;
  for (size_t i = 0; i < blocks; i++) count += ended[i];
  return count;
}

/* As the planner writes a number of JSON: `0.04`, `1e-7`. */
static bool parse_width(const char *text, double *out) {
  struct json value;
  if (!json_parse(text, strlen(text), &value) || *value.at < '0' || *value.at > '9') return false;
  *out = strtod(value.at, NULL);
  return *out > 0;
}

int verb_precise(int count, char **arguments) {
  uint64_t minimum, block;
  double wanted;
  struct plan plan = {0};
  struct text journal = {0};
  if (count != 5 || !parse_width(arguments[2], &wanted) || !parse_number(arguments[3], &minimum) ||
      !parse_number(arguments[4], &block))
    fatal(EXIT_USAGE, "%s", usage);
  journal_load(arguments[0], &journal);
  read_plan(arguments[1], &plan);
  bool *ended = calloc(plan.blocks + 1, sizeof *ended);
  if (ended == NULL) system_error("precise");
  if (!read_blocks(&journal, block, ended, plan.blocks)) return EXIT_NO;
  size_t blocks = count_blocks(ended, plan.blocks);
  double widest = widest_of(&plan, read_times(&journal, &plan, ended), minimum);
  if (isfinite(widest)) printf("%zu %.17g\n", blocks, widest);
  else printf("%zu -\n", blocks);
  return blocks >= minimum && widest < wanted ? EXIT_FINE : EXIT_NO;
}
