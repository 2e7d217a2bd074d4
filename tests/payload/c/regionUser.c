/*
 * regionUser write NAME TEXT | read NAME: in a guest, as a user without rights, keeps a text in the last bytes of a shared
 * region, or prints what is there with the names of the device and the region's header.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int fail(const char *what) {
  perror(what);
  return 1;
}

int main(int count, char **arguments) {
  char name[32], path[256];
  unsigned long long offset, bytes, align, guest;
  if (count < 3 || setgid(65534) != 0 || setuid(65534) != 0) return fail("setuid");
  FILE *regions = fopen("/run/vmpart/regions", "r");
  if (regions == NULL) return fail("/run/vmpart/regions");
  while (fscanf(regions, "%31s %255s %llu %llu %llu %llu", name, path, &offset, &bytes, &align, &guest) == 6) {
    if (strcmp(name, arguments[2]) != 0) continue;
    int fd = open(path, O_RDWR);
    if (fd < 0) return fail(path);
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)offset);
    if (memory == MAP_FAILED) return fail("mmap");
    char *last = memory + bytes - 64;
    if (strcmp(arguments[1], "write") == 0 && count == 4) snprintf(last, 64, "%s", arguments[3]);
    else printf("%s %.8s %llu %llu %llu %llu: %s\n", path, memory, offset, bytes, align, guest, last);
    return 0;
  }
  fprintf(stderr, "no region %s\n", arguments[2]);
  return 1;
}
