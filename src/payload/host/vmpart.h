/*
 * vmpart-host: what the sh library on a host cannot do safely. See docs/bundle.md, "The helper".
 *
 * This header is all that the files share: exit codes, growing text, sets of numbers, JSON, and the verbs. Every verb
 * is a function of its arguments (without the verb itself, ended by NULL) that returns an exit code. A verb that meets
 * a system error says what and where on stderr and exits with EXIT_SYSTEM; memory is given back at exit.
 */
#ifndef VMPART_H
#define VMPART_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

enum { EXIT_FINE = 0, EXIT_NO = 1, EXIT_USAGE = 2, EXIT_SYSTEM = 3 };

#define PRINTF(text, values) __attribute__((format(printf, text, values)))

/* ---- util.c: messages, text, files, numbers, time ---- */

/* Prints `vmpart-host: MESSAGE` on stderr. */
void say(const char *format, ...) PRINTF(1, 2);
/* The same, then ends the process. `system_error` adds the text of errno. */
_Noreturn void system_error(const char *format, ...) PRINTF(1, 2);
_Noreturn void fatal(int code, const char *format, ...) PRINTF(2, 3);

/* Bytes that grow; `data` is always followed by a NUL that is not counted. Start with {0}. */
struct text {
  char *data;
  size_t size;
  size_t room;
};
void text_add(struct text *text, const void *data, size_t size);
void text_addf(struct text *text, const char *format, ...) PRINTF(2, 3);
void text_clear(struct text *text);
void text_free(struct text *text);

/* Array for COUNT + 1 elements of SIZE bytes; grows in powers of two. */
void *grow(void *array, size_t count, size_t size);

/* Reads to the end, or a whole file, also of /proc. False with errno set when it cannot. */
bool read_all(int fd, struct text *out);
bool read_file(const char *path, struct text *out);
/* Writes everything, false with errno set when it cannot; `done`, if any, gets the bytes written. */
bool write_all(int fd, const void *data, size_t size, size_t *done);
/* DIR/NAME, to be freed. */
char *join_path(const char *dir, const char *name);

/* Decimal digits only. */
bool parse_number(const char *text, uint64_t *out);
/* Decimal with optional fraction, above 0 and at most a year. */
bool parse_seconds(const char *text, double *out);

/* Seconds of a clock of the system, and of CLOCK_MONOTONIC. */
double clock_seconds(clockid_t clock);
double monotonic(void);
void pause_seconds(double seconds);

/* A process that is there and no zombie. */
bool process_lives(pid_t process);

/* Index of `--` in arguments that must be followed by a command; ends the process when there is none. */
int command_index(char **arguments, const char *usage);

/* Replaces this process by COMMAND. Only returns the exit code of a shell for a failure, with the message said. */
int run_command(char **command);

/* ---- numbers.c: sets of CPU or node numbers, kernel lists ---- */

enum { MAX_NUMBER = 8192 };
struct numbers {
  uint64_t word[MAX_NUMBER / 64];
};
/* `0-3,8`; the empty text is the empty set. False when it is no list or a number is too high. */
bool numbers_parse(const char *list, struct numbers *out);
/* Appends the list; `-` for the empty set. */
void numbers_format(const struct numbers *set, struct text *out);
void numbers_set(struct numbers *set, unsigned number);
void numbers_join(struct numbers *set, const struct numbers *more);
bool numbers_within(const struct numbers *set, const struct numbers *outer);
bool numbers_equal(const struct numbers *a, const struct numbers *b);
bool numbers_empty(const struct numbers *set);
bool numbers_has(const struct numbers *set, unsigned number);
size_t numbers_count(const struct numbers *set);
/* Affinity of a thread (0: this one). False with errno set. */
bool affinity_get(pid_t thread, struct numbers *out);
bool affinity_set(pid_t thread, const struct numbers *set);
/* Ids of the threads of a process; count 0 when there is no such process. To be freed. */
pid_t *threads_of(pid_t process, size_t *count);
/* Ids of the children of one thread, separated by spaces, where the kernel tells them (CONFIG_PROC_CHILDREN). */
bool children_of(pid_t process, pid_t thread, struct text *out);

/* ---- json.c ---- */

/* A well-formed JSON value without space around it, inside a text that lives longer. */
struct json {
  const char *at;
  const char *end;
};
/* Whole text is one value, with or without space around it. */
bool json_parse(const char *text, size_t size, struct json *out);
bool json_is_object(struct json value);
/* First member NAME of an object. */
bool json_member(struct json object, const char *name, struct json *out);
/* Walks the elements of an array: start with {0}; false after the last. */
bool json_element(struct json array, struct json *element);
/* Walks the members of an object: start with both {0}. */
bool json_next_member(struct json object, struct json *key, struct json *value);
/* Appends the bytes that a string stands for; false when the value is no string. */
bool json_decode(struct json value, struct text *out);
/* True when the value is a string that stands for these bytes. */
bool json_equals(struct json value, const char *bytes, size_t size);
bool json_is(struct json value, const char *text);
/* A whole number that is not negative. */
bool json_number(struct json value, uint64_t *out);
/* Appends bytes as a JSON string with its quotes; what is not UTF-8 becomes U+FFFD. */
void json_quote(struct text *out, const char *bytes, size_t size);
/* Appends a value on one line, without space between its parts, as valid UTF-8. */
void json_compact(struct text *out, struct json value);

/* ---- shared by several verbs ---- */

struct vcpu {
  uint64_t index;
  pid_t thread;
};
struct vcpus {
  struct vcpu *item;
  size_t count;
};
/* qmp.c: asks QEMU for its vCPU threads. Ends the process when it cannot. */
void qmp_vcpus(const char *socket, struct vcpus *out);
/* Bytes that the balloon holds of the VM's memory; false without a balloon. */
bool qmp_balloon(const char *socket, uint64_t *held);
/* A connection for several commands of the human monitor, whose answers are text. QEMU serves one connection at a time. */
struct qmp;
struct qmp *qmp_connect(const char *socket);
void qmp_monitor(struct qmp *qmp, const char *command, struct text *out);
void qmp_close(struct qmp *qmp);

struct declared_vcpu {
  uint64_t index;
  struct numbers pus;
};
struct declared_memory {
  uint64_t bytes;
  char policy[32];
  struct numbers nodes;
};
/* place.c: a place file as data. */
struct place {
  struct declared_vcpu *vcpu;
  size_t vcpus;
  struct numbers emulator;
  struct declared_memory *memory;
  size_t memories;
};

/* Ends the process when these are not threads of PROCESS, each vCPU with its own. */
void check_threads(const struct vcpus *vcpus, pid_t process, const char *socket);

/* journal.c: the lines of a journal that are objects, one after the other; one that is not there has none. */
void journal_load(const char *path, struct text *out);
bool journal_line(const struct text *journal, size_t *at, struct json *line);
/* The same without lines in which no string can stand for these bytes. */
bool journal_line_with(const struct text *journal, size_t *at, const struct text *bytes, struct json *line);

enum run_state { RUN_NONE, RUN_OPEN, RUN_ENDED };
/* runs.c: a run of the plan, with what the journal says of it. */
struct run {
  char *name;
  /* By the plan: its place in the order, its block, its cell or -1. */
  size_t order, block;
  long cell;
  enum run_state state;
  bool ok, marked;
  /* Wall time; 0 when there is none. */
  double seconds;
  size_t session;
  uint64_t start, opened;
};
/* Sorts the runs by name and fills in what the journal says. */
void read_runs(const struct text *journal, struct run *run, size_t runs);

/* interval.c: 97.5 % point of Student's t. */
double t_point(size_t degrees);
/* Width of the 95 % interval of a ratio, by differences of logarithms; infinite with fewer than two. */
double interval_width(const double *differences, size_t count);

/* place.c: ends the process when the file, or the text of an id, is none. */
void place_read(const char *path, struct place *out);
pid_t parse_process(const char *text);

/* memory.c: prints a line `memory I ...` for each declared piece of guest memory of PROCESS. */
void print_memory(pid_t process, const struct place *place);
/* Addresses in another process. */
struct span {
  uint64_t start;
  uint64_t bytes;
};
/* The declared pieces that PROCESS has mapped; how many, to be freed. */
size_t guest_memory(pid_t process, const struct place *place, struct span **out);

/* counts.c: PART is among those asked for, which end with NULL. */
bool counts_asked(char **asked, const char *part);
/* Prints a line about what is missing; `format` says what, on one line. */
void counts_missing(const char *part, const char *remedy, const char *format, ...) PRINTF(3, 4);
/* Kernels count time in ticks, and memory often in pages. */
double tick_seconds(uint64_t ticks);
uint64_t page_bytes(uint64_t pages);
/* Value behind `NAME` or `NAME:` at the beginning of a line; false without it. */
bool field_in(const char *table, const char *name, uint64_t *out);
/* A file that begins with a number. */
bool number_in(const char *path, uint64_t *out);
/* counts_qemu.c */
int counts_qemu(pid_t process, const char *socket, char **asked);

/* region_sweep.c: gives back what a rank that has ended held in its region (VMPART_REGION), if it used one. */
void region_after_rank(void);

/* hold.c: somebody holds the flock on the file. */
bool lock_held(const char *path);

/* ---- verbs ---- */

/* ---- hold.c, queue.c: names that one process at a time has ---- */

/* Binds an abstract socket and listens, FLAGS as for socket(2); false when the name is taken. */
bool listen_name(const char *name, int flags);
/* A connection to whoever listens on the name; -1 when nobody does. */
int connect_name(const char *name);
/* Whether nobody waits for the name. */
bool queue_is_empty(const char *name);
/* Takes the name when everybody who came before has had it. */
void queue_take_name(const char *name);

int verb_event(int count, char **arguments);
int verb_events(int count, char **arguments);
int verb_ended(int count, char **arguments);
int verb_failed(int count, char **arguments);
int verb_count(int count, char **arguments);
int verb_hold(int count, char **arguments);
int verb_alive(int count, char **arguments);
int verb_qmp(int count, char **arguments);
int verb_place(int count, char **arguments);
int verb_readback(int count, char **arguments);
int verb_watch(int count, char **arguments);
int verb_capture(int count, char **arguments);
int verb_rank(int count, char **arguments);
int verb_cpio(int count, char **arguments);
int verb_init(int count, char **arguments);
int verb_follow(int count, char **arguments);
int verb_hash(int count, char **arguments);
int verb_attempts(int count, char **arguments);
int verb_precise(int count, char **arguments);
int verb_console(int count, char **arguments);
int verb_counts(int count, char **arguments);
int verb_reclaim(int count, char **arguments);
int verb_sample(int count, char **arguments);
int verb_region(int count, char **arguments);
int verb_kvmfaults(int count, char **arguments);

#endif
