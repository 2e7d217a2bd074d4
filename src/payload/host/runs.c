/*
 * Which runs of a journal count, by the events about them: the last end of each, without a mark. The same fold as
 * src/core/journal, which has more to tell.
 */
#include "vmpart.h"

#include <stdlib.h>
#include <string.h>

/* A session since its last start. */
struct session {
  struct text name;
  uint64_t starts;
  size_t open;
  /* Something was wrong before a run began; it goes to the next one. */
  bool marked;
};

struct fold {
  struct run *run;
  size_t runs;
  struct session *session;
  size_t sessions;
  struct text origin;
  uint64_t opened;
};

static bool is_null(struct json line, const char *name) {
  struct json value;
  return !json_member(line, name, &value) || *value.at == 'n';
}

static bool is_false(struct json line, const char *name) {
  struct json value;
  return json_member(line, name, &value) && *value.at == 'f';
}

/* From behind, where the present session is. */
static size_t find_session(const struct fold *fold, const struct text *name) {
  for (size_t i = fold->sessions; i > 0; i--) {
    const struct text *known = &fold->session[i - 1].name;
    if (known->size == name->size && memcmp(known->data, name->data, name->size) == 0) return i - 1;
  }
  return fold->sessions;
}

static int by_name(const void *one, const void *other) {
  const struct run *a = one, *b = other;
  return strcmp(a->name, b->name);
}

static struct run *find_run(const struct fold *fold, struct json line) {
  struct text name = {0};
  struct json value;
  struct run *found = NULL;
  if (json_member(line, "run", &value) && json_decode(value, &name)) {
    struct run wanted = {.name = name.data};
    found = bsearch(&wanted, fold->run, fold->runs, sizeof wanted, by_name);
  }
  text_free(&name);
  return found;
}

static void close_run(struct fold *fold, struct run *run, enum run_state state) {
  if (run->state == RUN_OPEN) fold->session[run->session].open--;
  run->state = state;
}

/* Runs that will never end. */
static void drop_open(struct fold *fold, size_t session) {
  for (size_t i = 0; i < fold->runs && fold->session[session].open > 0; i++)
    if (fold->run[i].state == RUN_OPEN && fold->run[i].session == session) close_run(fold, &fold->run[i], RUN_NONE);
}

/* A line of another origin than the attempt's is no measurement of it. */
static void note_origin(const struct fold *fold, struct run *run, struct json line) {
  struct json origin;
  if (!json_member(line, "origin", &origin) || !json_equals(origin, fold->origin.data, fold->origin.size))
    run->marked = true;
}

static void open_run(struct fold *fold, struct run *run, size_t session, struct json line) {
  struct session *own = &fold->session[session];
  close_run(fold, run, RUN_NONE);
  run->state = RUN_OPEN;
  run->session = session;
  run->start = own->starts;
  run->opened = ++fold->opened;
  run->marked = own->marked;
  own->marked = false;
  own->open++;
  note_origin(fold, run, line);
}

static void end_run(struct fold *fold, struct run *run, size_t session, struct json line) {
  struct json state, seconds;
  if (run->state == RUN_ENDED) return;
  if (run->state == RUN_NONE) open_run(fold, run, session, line);
  note_origin(fold, run, line);
  close_run(fold, run, RUN_ENDED);
  run->ok = json_member(line, "state", &state) && json_is(state, "ok");
  run->seconds = json_member(line, "wallSeconds", &seconds) && *seconds.at != '"' ? strtod(seconds.at, NULL) : 0;
}

static void begin_session(struct fold *fold, const struct text *name, struct json line) {
  size_t index = find_session(fold, name);
  struct json start;
  uint64_t number;
  if (index == fold->sessions) {
    fold->session = grow(fold->session, fold->sessions, sizeof *fold->session);
    fold->session[index] = (struct session){0};
    text_add(&fold->session[index].name, name->data, name->size);
    fold->sessions++;
  }
  drop_open(fold, index);
  struct session *session = &fold->session[index];
  bool told = json_member(line, "boot", &start) && json_number(start, &number);
  session->starts = told ? number : session->starts + 1;
  session->marked = false;
}

static struct run *last_open(const struct fold *fold, size_t session) {
  struct run *last = NULL;
  for (size_t i = 0; i < fold->runs; i++) {
    struct run *run = &fold->run[i];
    if (run->state == RUN_OPEN && run->session == session && (last == NULL || run->opened > last->opened)) last = run;
  }
  return last;
}

/* What later starts of a session say of a run belongs to its repetition. */
static void take_mark(struct fold *fold, size_t session, struct json line, bool open_one) {
  bool unnamed = is_null(line, "run");
  struct run *run = unnamed ? (open_one ? last_open(fold, session) : NULL) : find_run(fold, line);
  if (run == NULL) {
    if (unnamed) fold->session[session].marked = true;
  } else if (run->state != RUN_NONE && run->start == fold->session[session].starts) run->marked = true;
}

static void take_session_line(struct fold *fold, size_t session, struct json line, struct json event) {
  if (json_is(event, "placement")) {
    if (is_false(line, "ok")) take_mark(fold, session, line, false);
  } else if (json_is(event, "mark")) take_mark(fold, session, line, true);
  else if (json_is(event, "session_end")) drop_open(fold, session);
  else {
    struct run *run = find_run(fold, line);
    if (run == NULL) return;
    if (json_is(event, "run_begin") && run->state != RUN_ENDED) open_run(fold, run, session, line);
    if (json_is(event, "run_end")) end_run(fold, run, session, line);
  }
}

static void take_attempt_line(struct fold *fold, struct json line, struct json event) {
  struct json origin;
  if (json_is(event, "attempt_begin") && json_member(line, "origin", &origin)) {
    text_clear(&fold->origin);
    json_decode(origin, &fold->origin);
  } else if (json_is(event, "retry")) {
    struct run *run = find_run(fold, line);
    if (run != NULL && run->state == RUN_ENDED) run->state = RUN_NONE;
  } else if (json_is(event, "attempt_end")) {
    for (size_t i = 0; i < fold->sessions; i++) drop_open(fold, i);
  }
}

static void take_line(struct fold *fold, struct json line) {
  struct json event, session;
  struct text name = {0};
  if (!json_member(line, "event", &event)) return;
  take_attempt_line(fold, line, event);
  if (json_member(line, "session", &session) && json_decode(session, &name)) {
    size_t index = find_session(fold, &name);
    if (json_is(event, "session_begin")) begin_session(fold, &name, line);
    else if (index < fold->sessions) take_session_line(fold, index, line, event);
  }
  text_free(&name);
}

void read_runs(const struct text *journal, struct run *run, size_t runs) {
  struct fold fold = {.run = run, .runs = runs};
  struct json line;
  text_add(&fold.origin, "measured", 8);
  qsort(run, runs, sizeof *run, by_name);
  for (size_t at = 0; journal_line(journal, &at, &line);) take_line(&fold, line);
}
