/* `hash` and `attempts`: what a client asks about attempts that it has, or has not, a copy of. */
#include "vmpart.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* FNV-1a, 64 bits (draft-eastlake-fnv): tells copies that went apart, protects against no one. */
static uint64_t hash_bytes(uint64_t hash, const unsigned char *bytes, size_t size) {
  for (size_t i = 0; i < size; i++) hash = (hash ^ bytes[i]) * 0x100000001b3ULL;
  return hash;
}

int verb_hash(int count, char **arguments) {
  uint64_t limit = UINT64_MAX, done = 0, hash = 0xcbf29ce484222325ULL;
  if (count < 1 || count > 2 || (count == 2 && !parse_number(arguments[1], &limit)))
    fatal(EXIT_USAGE, "usage: vmpart-host hash FILE [BYTES]");
  int fd = open(arguments[0], O_RDONLY | O_CLOEXEC);
  if (fd < 0) system_error("hash: cannot open %s", arguments[0]);
  unsigned char buffer[65536];
  while (done < limit) {
    size_t want = limit - done < sizeof buffer ? (size_t)(limit - done) : sizeof buffer;
    ssize_t got = read(fd, buffer, want);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) system_error("hash: cannot read %s", arguments[0]);
    if (got == 0) break;
    hash = hash_bytes(hash, buffer, (size_t)got);
    done += (uint64_t)got;
  }
  if (count == 2 && done < limit)
    fatal(EXIT_NO, "hash: %s has only %llu bytes", arguments[0], (unsigned long long)done);
  printf("%016llx\n", (unsigned long long)hash);
  return EXIT_FINE;
}

/*
 * What a journal says of an attempt; `limit` is the number of blocks after which its last start ends, `enough` that
 * after which every start ends because it was precise enough, UINT64_MAX without one.
 */
struct standing {
  struct text state;
  struct text last_event;
  uint64_t ended, failed, blocks, limit, enough;
  double began, last, active;
};

static double member_seconds(struct json line, double otherwise) {
  struct json t;
  return json_member(line, "t", &t) && *t.at != '"' ? strtod(t.at, NULL) : otherwise;
}

/* A clock that was set back takes nothing away, and what passed before it was resumed does not count. */
static void take_time(struct standing *standing, struct json line, bool resumes) {
  double t = member_seconds(line, standing->last);
  if (standing->began < 0) standing->began = standing->last = t;
  if (!resumes && t > standing->last) standing->active += t - standing->last;
  standing->last = t;
}

static void set_state(struct standing *standing, const char *state) {
  text_clear(&standing->state);
  text_add(&standing->state, state, strlen(state));
}

static void take_limit(struct standing *standing, struct json line) {
  struct json blocks;
  uint64_t further;
  bool limited = json_member(line, "blocks", &blocks) && json_number(blocks, &further);
  standing->limit = limited ? standing->blocks + further : UINT64_MAX;
}

static void take_precise(struct standing *standing, struct json line) {
  struct json block;
  uint64_t last;
  if (json_member(line, "block", &block) && json_number(block, &last)) standing->enough = last + 1;
}

static void take_line(struct standing *standing, struct json line, struct json event) {
  struct json state;
  bool resumes = json_is(event, "attempt_resume");
  if (resumes || json_is(event, "attempt_begin")) {
    set_state(standing, "running");
    take_limit(standing, line);
  } else if (json_is(event, "queued")) set_state(standing, "queued");
  else if (json_is(event, "precise")) take_precise(standing, line);
  else if (json_is(event, "block_end")) standing->blocks++;
  else if (json_is(event, "run_end")) {
    standing->ended++;
    if (json_member(line, "state", &state) && !json_is(state, "ok")) standing->failed++;
  } else if (json_is(event, "retry") && standing->failed > 0) {
    /* Only what has failed is asked for again. */
    standing->ended--;
    standing->failed--;
  } else if (json_is(event, "attempt_end") && json_member(line, "state", &state)) {
    text_clear(&standing->state);
    json_decode(state, &standing->state);
  }
  text_clear(&standing->last_event);
  json_compact(&standing->last_event, event);
  take_time(standing, line, resumes);
}

static void read_standing(const struct text *journal, struct standing *out) {
  struct json line, event;
  *out = (struct standing){.limit = UINT64_MAX, .enough = UINT64_MAX, .began = -1};
  text_add(&out->state, "", 0);
  for (size_t at = 0; journal_line(journal, &at, &line);)
    if (json_member(line, "event", &event) && *event.at == '"') take_line(out, line, event);
}

/* What run.sh plans; `least` blocks are run in any case, 0 where their number is given. */
struct planned {
  uint64_t runs, blocks, least;
};

/* Runs in blocks below LIMIT, and the blocks, of which those above ENOUGH are left out. */
static void read_planned(const char *path, uint64_t limit, uint64_t enough, struct planned *out) {
  struct text list = {0};
  uint64_t block = 0;
  *out = (struct planned){0};
  if (!read_file(path, &list)) return;
  text_add(&list, "", 0);
  for (char *line = list.data; line != NULL && *line != '\0';) {
    char *end = strchr(line, '\n');
    unsigned long long number;
    if (end != NULL) *end++ = '\0';
    if (sscanf(line, "session_begin %*s %llu", &number) == 1) block = number;
    if (strncmp(line, "run_program ", 12) == 0 && block < limit && block < enough) out->runs++;
    if (strncmp(line, "block_end ", 10) == 0 && out->blocks < enough) out->blocks++;
    if (sscanf(line, "stop_when_precise %*s %llu", &number) == 1) out->least = number;
    line = end;
  }
  if (out->least >= out->blocks || enough != UINT64_MAX) out->least = 0;
  text_free(&list);
}

static void add_standing(struct text *line, const struct standing *standing, const struct planned *planned) {
  text_addf(line, ",\"lastEvent\":%s,\"state\":", standing->last_event.size == 0 ? "\"\"" : standing->last_event.data);
  json_quote(line, standing->state.data, standing->state.size);
  text_addf(line, ",\"runs\":{\"ended\":%llu,\"failed\":%llu,\"planned\":%llu}", (unsigned long long)standing->ended,
            (unsigned long long)standing->failed, (unsigned long long)planned->runs);
  text_addf(line, ",\"blocks\":{\"ended\":%llu,\"planned\":%llu", (unsigned long long)standing->blocks,
            (unsigned long long)planned->blocks);
  if (planned->least > 0) text_addf(line, ",\"least\":%llu", (unsigned long long)planned->least);
  text_addf(line, "},\"activeSeconds\":%.0f", standing->active);
}

static void print_attempt(const char *dir, const char *name) {
  char *folder = join_path(dir, name), *lock = join_path(folder, "lock");
  char *path = join_path(folder, "journal.jsonl"), *list = join_path(folder, "run.sh");
  struct text journal = {0}, line = {0};
  struct standing standing;
  struct stat status;
  struct planned planned;
  if (stat(folder, &status) == 0 && S_ISDIR(status.st_mode)) {
    if (!read_file(path, &journal)) text_clear(&journal);
    read_standing(&journal, &standing);
    read_planned(list, standing.limit, standing.enough, &planned);
    text_add(&line, "{\"name\":", 8);
    json_quote(&line, name, strlen(name));
    text_addf(&line, ",\"alive\":%s", lock_held(lock) ? "true" : "false");
    add_standing(&line, &standing, &planned);
    text_addf(&line, ",\"bytes\":%zu}", journal.size);
    puts(line.data);
    text_free(&standing.state);
    text_free(&standing.last_event);
  }
  text_free(&line);
  text_free(&journal);
  free(folder);
  free(lock);
  free(path);
  free(list);
}

static int not_hidden(const struct dirent *entry) { return entry->d_name[0] != '.'; }

static int by_bytes(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

int verb_attempts(int count, char **arguments) {
  if (count != 1) fatal(EXIT_USAGE, "usage: vmpart-host attempts DIR");
  struct dirent **entries = NULL;
  int found = scandir(arguments[0], &entries, not_hidden, by_bytes);
  if (found < 0 && errno == ENOENT) return EXIT_FINE;
  if (found < 0) system_error("attempts: cannot open the folder %s", arguments[0]);
  for (int i = 0; i < found; i++) {
    print_attempt(arguments[0], entries[i]->d_name);
    free(entries[i]);
  }
  free(entries);
  return EXIT_FINE;
}
