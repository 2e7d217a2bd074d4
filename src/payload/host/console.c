/*
 * `console`: what a guest writes to its serial console, in a file that does not grow without end. QEMU writes into a
 * FIFO, because a guest that prints for days must not fill the host's memory, where the file lies.
 *
 * The beginning is kept, which says how the guest came up, and the end, which says why it went down.
 */
#include "vmpart.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Bytes of the beginning and of the end that stay, and of the file at most. */
enum { HEAD = 64 * 1024, TAIL = 64 * 1024, MOST = 256 * 1024 };

struct kept {
  const char *path;
  int file;
  /* Of the file now; of what follows its beginning and is no console text; of what was left out. */
  uint64_t size, note, left_out;
};

static void put(struct kept *kept, const char *data, size_t size) {
  if (!write_all(kept->file, data, size, NULL)) system_error("console: cannot write to %s", kept->path);
  kept->size += size;
}

/* Takes out the middle, and writes in its place how much that was. */
static void shorten(struct kept *kept) {
  static char tail[TAIL];
  ssize_t got = pread(kept->file, tail, sizeof tail, (off_t)(kept->size - sizeof tail));
  if (got != (ssize_t)sizeof tail || ftruncate(kept->file, HEAD) != 0)
    system_error("console: cannot shorten %s", kept->path);
  kept->left_out += kept->size - HEAD - kept->note - sizeof tail;
  struct text note = {0};
  text_addf(&note, "\n[%llu bytes of the console are left out here]\n", (unsigned long long)kept->left_out);
  kept->size = HEAD;
  kept->note = note.size;
  put(kept, note.data, note.size);
  text_free(&note);
  put(kept, tail, sizeof tail);
}

/* One read; false when nobody has the FIFO open for writing any more. */
static bool take(struct kept *kept, int fifo) {
  char buffer[16384];
  ssize_t got = read(fifo, buffer, sizeof buffer);
  if (got > 0) put(kept, buffer, (size_t)got);
  if (kept->size > MOST) shorten(kept);
  return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

int verb_console(int count, char **arguments) {
  if (count != 2) fatal(EXIT_USAGE, "usage: vmpart-host console FIFO FILE");
  /* Without O_NONBLOCK it would wait here, and the file would not be there yet. */
  int fifo = open(arguments[0], O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fifo < 0) system_error("console: cannot open %s", arguments[0]);
  struct kept kept = {.path = arguments[1]};
  kept.file = open(kept.path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
  if (kept.file < 0) system_error("console: cannot open %s", kept.path);
  /* A FIFO that nobody has opened for writing yet is silent; its end comes with the last one who had. */
  struct pollfd wait = {fifo, POLLIN, 0};
  do {
    if (poll(&wait, 1, -1) < 0 && errno != EINTR) system_error("console: cannot wait for %s", arguments[0]);
  } while (take(&kept, fifo));
  return EXIT_FINE;
}
