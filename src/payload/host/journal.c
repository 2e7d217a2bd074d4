/*
 * `ended`, `failed` and `count`: questions about the lines of a journal. Only members of the line itself are looked at, and
 * strings are compared as what they stand for, so text inside other text never matches.
 */
#include "vmpart.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One condition; `value` is text, or JSON in its compact form. */
struct condition {
  struct text key;
  struct text value;
  bool json;
};

/* A line that says how a run stands: it has ended, or it is to be run again. */
struct standing {
  struct text run;
  size_t line;
  bool ended;
  bool ok;
};

/* A journal that is not there has no lines. */
void journal_load(const char *path, struct text *out) {
  if (!read_file(path, out) && errno != ENOENT) system_error("cannot read %s", path);
  text_add(out, "", 0);
}

static const struct text anything;

bool journal_line(const struct text *journal, size_t *at, struct json *line) {
  return journal_line_with(journal, at, &anything, line);
}

/* A string that is written without a backslash stands for itself. */
static bool may_hold(const char *line, size_t size, const struct text *bytes) {
  return memmem(line, size, bytes->data, bytes->size) != NULL || memchr(line, '\\', size) != NULL;
}

/*
 * Next line that is an object. A last line without its newline counts when it is whole: no part of an object is
 * well-formed, and `event` will close it with a newline. Journals are long, and looking for bytes is a hundred times
 * quicker than reading JSON.
 */
bool journal_line_with(const struct text *journal, size_t *at, const struct text *bytes, struct json *line) {
  while (*at < journal->size) {
    const char *first = journal->data + *at;
    const char *newline = memchr(first, '\n', journal->size - *at);
    size_t size = newline == NULL ? journal->size - *at : (size_t)(newline - first);
    *at += size + 1;
    if (bytes->size > 0 && !may_hold(first, size, bytes)) continue;
    if (json_parse(first, size, line) && json_is_object(*line)) return true;
  }
  return false;
}

/* Text matches a string that stands for it, and a number, true, false or null that is written so. */
static bool equals_text(struct json value, const struct text *text) {
  if (*value.at == '"') return json_equals(value, text->data, text->size);
  return (size_t)(value.end - value.at) == text->size && memcmp(value.at, text->data, text->size) == 0;
}

static bool equals_json(struct json value, const struct text *json) {
  struct text compact = {0};
  json_compact(&compact, value);
  bool equal = compact.size == json->size && memcmp(compact.data, json->data, json->size) == 0;
  text_free(&compact);
  return equal;
}

static bool holds(struct json line, const struct condition *condition) {
  struct json value;
  if (!json_member(line, condition->key.data, &value)) return false;
  return condition->json ? equals_json(value, &condition->value) : equals_text(value, &condition->value);
}

static bool all_hold(struct json line, const struct condition *conditions, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!holds(line, &conditions[i])) return false;
  return true;
}

/* Cleans text as `event` does, so that what was written is found again. */
static void clean(struct text *out, const char *given) {
  struct text quoted = {0};
  struct json value;
  json_quote(&quoted, given, strlen(given));
  if (json_parse(quoted.data, quoted.size, &value)) json_decode(value, out);
  text_free(&quoted);
}

static struct condition text_condition(const char *key, const char *value) {
  struct condition condition = {0};
  text_add(&condition.key, key, strlen(key));
  clean(&condition.value, value);
  return condition;
}

static struct condition parse_condition(const char *argument) {
  struct condition condition = {0};
  const char *equals = strchr(argument, '=');
  if (equals == NULL || equals == argument) fatal(EXIT_USAGE, "count: `%s` is neither key=text nor key:=json", argument);
  condition.json = equals[-1] == ':';
  text_add(&condition.key, argument, (size_t)(equals - argument) - (condition.json ? 1 : 0));
  if (!condition.json) {
    clean(&condition.value, equals + 1);
    return condition;
  }
  struct json value;
  if (!json_parse(equals + 1, strlen(equals + 1), &value))
    fatal(EXIT_USAGE, "count: the value in `%s` is not well-formed JSON", argument);
  json_compact(&condition.value, value);
  return condition;
}

/* A `retry` takes back the end before it. */
int verb_ended(int count, char **arguments) {
  if (count != 2) fatal(EXIT_USAGE, "usage: vmpart-host ended JOURNAL RUN");
  struct text journal = {0};
  journal_load(arguments[0], &journal);
  struct condition run = text_condition("run", arguments[1]);
  struct condition end = text_condition("event", "run_end"), retry = text_condition("event", "retry");
  struct json line;
  bool ended = false;
  for (size_t at = 0; journal_line_with(&journal, &at, &run.value, &line);)
    if (holds(line, &run)) ended = holds(line, &end) || (ended && !holds(line, &retry));
  return ended ? EXIT_FINE : EXIT_NO;
}

static int compare_text(const struct text *a, const struct text *b) {
  int order = memcmp(a->data, b->data, a->size < b->size ? a->size : b->size);
  return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

static int by_run(const void *one, const void *other) {
  const struct standing *a = one, *b = other;
  int order = compare_text(&a->run, &b->run);
  return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

static int by_line(const void *one, const void *other) {
  const struct standing *a = one, *b = other;
  return (a->line > b->line) - (a->line < b->line);
}

static size_t read_standings(const struct text *journal, struct standing **out) {
  struct condition end = text_condition("event", "run_end"), retry = text_condition("event", "retry");
  struct condition ok = text_condition("state", "ok");
  struct json line, run;
  size_t known = 0;
  for (size_t at = 0; journal_line(journal, &at, &line);) {
    bool ended = holds(line, &end);
    if ((!ended && !holds(line, &retry)) || !json_member(line, "run", &run)) continue;
    *out = grow(*out, known, sizeof **out);
    struct standing *standing = &(*out)[known];
    *standing = (struct standing){.line = known, .ended = ended, .ok = holds(line, &ok)};
    text_add(&standing->run, "", 0);
    if (json_decode(run, &standing->run)) known++;
  }
  return known;
}

/* Keeps the last of each run, in the order in which these came. */
static size_t keep_last(struct standing *standings, size_t count) {
  size_t kept = 0;
  if (count == 0) return 0;
  qsort(standings, count, sizeof *standings, by_run);
  for (size_t i = 0; i < count; i++)
    if (i + 1 == count || compare_text(&standings[i].run, &standings[i + 1].run) != 0) standings[kept++] = standings[i];
  qsort(standings, kept, sizeof *standings, by_line);
  return kept;
}

int verb_failed(int count, char **arguments) {
  if (count != 1) fatal(EXIT_USAGE, "usage: vmpart-host failed JOURNAL");
  struct text journal = {0};
  struct standing *standings = NULL;
  journal_load(arguments[0], &journal);
  size_t lines = read_standings(&journal, &standings);
  size_t known = keep_last(standings, lines);
  for (size_t i = 0; i < known; i++)
    if (standings[i].ended && !standings[i].ok) puts(standings[i].run.data);
  return EXIT_FINE;
}

int verb_count(int count, char **arguments) {
  if (count < 2) fatal(EXIT_USAGE, "usage: vmpart-host count JOURNAL EVENT [key=text | key:=json]...");
  struct text journal = {0};
  journal_load(arguments[0], &journal);
  struct condition *conditions = NULL;
  size_t known = 0;
  for (int i = 1; i < count; i++) {
    conditions = grow(conditions, known, sizeof *conditions);
    conditions[known++] = i == 1 ? text_condition("event", arguments[1]) : parse_condition(arguments[i]);
  }
  unsigned long lines = 0;
  struct json line;
  for (size_t at = 0; journal_line_with(&journal, &at, &conditions[0].value, &line);)
    if (all_hold(line, conditions, known)) lines++;
  printf("%lu\n", lines);
  return EXIT_FINE;
}
