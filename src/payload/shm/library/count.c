/*
 * Counts what a rank sends through the region, without changing the program: the operations of UCX's posix interface are
 * called through a table in the interface, whose entries are replaced by ones that add to the process's counters. What
 * programs load and store by themselves, in shared windows or by shmem_ptr, nobody sees.
 */
#include "library.h"

#include <string.h>

/* Of uct/api/tl.h: the beginning of the table of operations. What comes behind it has moved since 1.13. */
struct buffer {
  void *memory;
  size_t bytes;
  void *handle;
  size_t stride;
  unsigned count;
};

typedef size_t (*pack)(void *to, void *argument);
typedef void (*unpack)(void *argument, const void *data, size_t bytes);

struct operations {
  int (*put_short)(void *, const void *, unsigned, uint64_t, uintptr_t);
  ssize_t (*put_bcopy)(void *, pack, void *, uint64_t, uintptr_t);
  int (*put_zcopy)(void *, const struct buffer *, size_t, uint64_t, uintptr_t, void *);
  int (*get_short)(void *, void *, unsigned, uint64_t, uintptr_t);
  int (*get_bcopy)(void *, unpack, void *, size_t, uint64_t, uintptr_t, void *);
  int (*get_zcopy)(void *, const struct buffer *, size_t, uint64_t, uintptr_t, void *);
  int (*am_short)(void *, uint8_t, uint64_t, const void *, unsigned);
  int (*am_short_iov)(void *, uint8_t, const struct buffer *, size_t);
  ssize_t (*am_bcopy)(void *, uint8_t, pack, void *, unsigned);
  int (*am_zcopy)(void *, uint8_t, const void *, unsigned, const struct buffer *, size_t, unsigned, void *);
};

/* uct_iface_params_t up to the name of the transport. */
struct parameters {
  uint64_t fields;
  uint64_t cpus[1024 / 64];
  uint64_t mode;
  const char *transport;
};

enum { FIELD_MODE = 1 << 1, FIELD_DEVICE = 1 << 2, MODE_DEVICE = 1 << 0, OLDEST_MINOR = 12, NEWEST_MINOR = 19 };

static struct operations real;
static struct region_process *counters;

static void add(uint64_t bytes) {
  /* One process, mostly one thread, writes here; the host reads. */
  __atomic_store_n(&counters->bytes, counters->bytes + bytes, __ATOMIC_RELAXED);
  __atomic_store_n(&counters->messages, counters->messages + 1, __ATOMIC_RELAXED);
}

static int added(int status, uint64_t bytes) {
  if (status >= 0) add(bytes);
  return status;
}

static int put_short(void *peer, const void *data, unsigned bytes, uint64_t to, uintptr_t key) {
  return added(real.put_short(peer, data, bytes, to, key), bytes);
}

static ssize_t put_bcopy(void *peer, pack pack, void *argument, uint64_t to, uintptr_t key) {
  ssize_t bytes = real.put_bcopy(peer, pack, argument, to, key);
  if (bytes >= 0) add((uint64_t)bytes);
  return bytes;
}

static int get_short(void *peer, void *data, unsigned bytes, uint64_t from, uintptr_t key) {
  return added(real.get_short(peer, data, bytes, from, key), bytes);
}

static int get_bcopy(void *peer, unpack unpack, void *argument, size_t bytes, uint64_t from, uintptr_t key, void *done) {
  return added(real.get_bcopy(peer, unpack, argument, bytes, from, key, done), bytes);
}

static int am_short(void *peer, uint8_t id, uint64_t header, const void *data, unsigned bytes) {
  return added(real.am_short(peer, id, header, data, bytes), bytes + sizeof header);
}

static int am_short_iov(void *peer, uint8_t id, const struct buffer *buffers, size_t count) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < count; i++) bytes += buffers[i].bytes * buffers[i].count;
  return added(real.am_short_iov(peer, id, buffers, count), bytes);
}

static ssize_t am_bcopy(void *peer, uint8_t id, pack pack, void *argument, unsigned flags) {
  ssize_t bytes = real.am_bcopy(peer, id, pack, argument, flags);
  if (bytes >= 0) add((uint64_t)bytes);
  return bytes;
}

/* The entries of this table are UCX's own where it is what it is taken for. */
static bool is_known(const struct operations *table) {
  void *const entries[] = {(void *)table->put_short, (void *)table->put_bcopy, (void *)table->get_bcopy,
                           (void *)table->am_short, (void *)table->am_bcopy};
  for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
    if (!lies_in("libuct.so", entries[i])) return false;
  return true;
}

/* All interfaces of one transport begin with the same table. */
static bool watch(struct operations *table) {
  static bool taken;
  if (!is_known(table) || (taken && memcmp(table, &real, sizeof real) != 0)) return false;
  real = *table;
  taken = true;
  counters = &session()->process[session()->slot];
  table->put_short = put_short;
  table->put_bcopy = put_bcopy;
  if (table->get_short != NULL) table->get_short = get_short;
  table->get_bcopy = get_bcopy;
  table->am_short = am_short;
  if (table->am_short_iov != NULL) table->am_short_iov = am_short_iov;
  table->am_bcopy = am_bcopy;
  return true;
}

static bool is_posix(const struct parameters *parameters) {
  const uint64_t fields = FIELD_MODE | FIELD_DEVICE;
  return (parameters->fields & fields) == fields && (parameters->mode & MODE_DEVICE) != 0 &&
         strcmp(parameters->transport, "posix") == 0;
}

int uct_iface_open(void *domain, void *worker, const struct parameters *parameters, const void *settings, void **out);

EXPORT int uct_iface_open(void *domain, void *worker, const struct parameters *parameters, const void *settings, void **out) {
  __typeof__(&uct_iface_open) open = function_of("libuct.so", __func__);
  void (*version)(unsigned *, unsigned *, unsigned *) = function_of("libucp.so", "ucp_get_version");
  unsigned major = 0, minor = 0, release = 0;
  if (open == NULL) refuse("UCX has no uct_iface_open: this version is not known");
  int status = open(domain, worker, parameters, settings, out);
  if (status != 0 || version == NULL || session() == NULL) return status;
  version(&major, &minor, &release);
  bool known = major == 1 && minor >= OLDEST_MINOR && minor <= NEWEST_MINOR;
  if (known && !is_posix(parameters)) return status;
  runtime_opened(major, minor, release, known && watch(*out));
  return status;
}

/* ---- waiting ---- */

unsigned ucp_worker_progress(void *worker);

/* Ranks that wait for one that has found the region full end here. */
EXPORT unsigned ucp_worker_progress(void *worker) {
  static __typeof__(&ucp_worker_progress) progress;
  if (__builtin_expect(progress == NULL, 0)) {
    progress = next_function(__func__);
    /* A runtime may have loaded UCX for itself alone. */
    if (progress == NULL) progress = function_of("libucp.so", __func__);
    if (progress == NULL) refuse("UCX has no ucp_worker_progress: this version is not known");
  }
  session_heed();
  return progress(worker);
}
