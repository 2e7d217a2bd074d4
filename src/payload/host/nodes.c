/*
 * On which node of the host a page lies, and a PU is: move_pages(2) without a target; links in /sys/devices/system/cpu.
 *
 * Kernels from about 6.3 to 6.4, and 6.1 with later corrections, do not tell of pages that automatic NUMA balancing has
 * marked for a look (`pte_protnone`): move_pages says ENOENT, while pagemap says that they are there. Root gets their
 * frame from pagemap, and its node from the zones; to others they are hidden until somebody touches them.
 */
#include "pages.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

uint64_t host_page_bytes(void) {
  return (uint64_t)sysconf(_SC_PAGESIZE);
}

static const char *remedy_for(int reason) {
  switch (reason) {
    case ENOSYS:
      return "Use a kernel with CONFIG_NUMA and CONFIG_MIGRATION on the host.";
    case EPERM:
    case EACCES:
      return "Run the attempt as the user who starts QEMU, or as root; a security module (SELinux) may forbid move_pages(2).";
    default:
      return "Look at move_pages(2) on the host.";
  }
}

/* ---- what move_pages does not tell ---- */

enum { WINDOW = 512 };

/* Entries of pagemap around the last address. */
struct window {
  int fd;
  uint64_t first;
  size_t count;
  uint64_t entry[WINDOW];
};

static uint64_t entry_of(struct window *window, uint64_t page) {
  if (page < window->first || page >= window->first + window->count) {
    window->first = page / WINDOW * WINDOW;
    ssize_t got = pread(window->fd, window->entry, sizeof window->entry, (off_t)(window->first * sizeof *window->entry));
    window->count = got < 0 ? 0 : (size_t)got / sizeof *window->entry;
  }
  return page >= window->first && page < window->first + window->count ? window->entry[page - window->first] : 0;
}

struct batch {
  void *address[NODE_BATCH];
  int status[NODE_BATCH];
  size_t index[NODE_BATCH];
  size_t count;
};

/* Asks the kernel alone. */
static void ask(pid_t process, size_t count, void **address, int *status) {
  if (syscall(SYS_move_pages, process, count, address, NULL, status, 0) >= 0) return;
  int reason = errno;
  not_given(remedy_for(reason), "the kernel of the host does not tell where pages of QEMU are (move_pages): %s",
            strerror(reason));
}

/* Pages that were just being moved (compaction) have arrived a moment later; swapped ones have not. */
static void ask_again(pid_t process, struct batch *batch, int *status) {
  if (batch->count == 0) return;
  pause_seconds(0.002);
  ask(process, batch->count, batch->address, batch->status);
  for (size_t i = 0; i < batch->count; i++) status[batch->index[i]] = batch->status[i];
}

static void look_behind(pid_t process, size_t count, void **address, int *status) {
  const uint64_t present = (uint64_t)1 << 63, swap = (uint64_t)1 << 62, frame = ((uint64_t)1 << 55) - 1;
  static struct window window;
  static struct batch moving;
  char path[64];
  uint64_t page = host_page_bytes();
  snprintf(path, sizeof path, "/proc/%d/pagemap", (int)process);
  window.fd = open(path, O_RDONLY | O_CLOEXEC);
  window.count = moving.count = 0;
  for (size_t i = 0; i < count && window.fd >= 0; i++) {
    if (status[i] != -ENOENT) continue;
    uint64_t entry = entry_of(&window, (uint64_t)(uintptr_t)address[i] / page);
    if ((entry & swap) != 0) {
      moving.address[moving.count] = address[i];
      moving.index[moving.count++] = i;
    } else if ((entry & present) != 0) {
      status[i] = (entry & frame) == 0 ? NODE_HIDDEN : node_of_frame(entry & frame);
    }
  }
  if (window.fd >= 0) close(window.fd);
  ask_again(process, &moving, status);
}

static bool any_absent(const int *status, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (status[i] == -ENOENT) return true;
  return false;
}

void nodes_of_pages(pid_t process, size_t count, void **address, int *status) {
  ask(process, count, address, status);
  if (any_absent(status, count)) look_behind(process, count, address, status);
}

/* ---- PUs ---- */

static int look_up(uint64_t pu) {
  char path[64];
  snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%llu", (unsigned long long)pu);
  DIR *folder = opendir(path);
  int node = 0;
  if (folder == NULL) return node;
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    uint64_t number;
    if (strncmp(entry->d_name, "node", 4) != 0 || !parse_number(entry->d_name + 4, &number) || number >= MAX_NODES) continue;
    node = (int)number;
    break;
  }
  closedir(folder);
  return node;
}

/* Asked for each vCPU and PU on which it may float: looked up once. */
int node_of_pu(uint64_t pu) {
  static short known[MAX_NUMBER];
  if (pu >= MAX_NUMBER) return 0;
  if (known[pu] == 0) known[pu] = (short)(look_up(pu) + 1);
  return known[pu] - 1;
}
