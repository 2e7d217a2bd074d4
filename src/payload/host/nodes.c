/* On which node of the host a page lies, and a PU is: move_pages(2) without a target; links in /sys/devices/system/cpu. */
#include "pages.h"

#include <dirent.h>
#include <errno.h>
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

void nodes_of_pages(pid_t process, size_t count, void **address, int *status) {
  for (size_t done = 0; done < count; done += NODE_BATCH) {
    size_t batch = count - done < NODE_BATCH ? count - done : NODE_BATCH;
    if (syscall(SYS_move_pages, process, batch, address + done, NULL, status + done, 0) >= 0) continue;
    int reason = errno;
    not_given(remedy_for(reason), "the kernel of the host does not tell where pages of QEMU are (move_pages): %s",
              strerror(reason));
  }
}

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
