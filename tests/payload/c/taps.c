/*
 * A program for tests that stands for two VMs on their taps: of `taps FROM TO` each line `FRAMES BYTES` of its input sends so many
 * broadcast frames of so many bytes out of the VM of tap FROM. It says `done` when it is ready, and when they have all come
 * in at the VM of tap TO.
 */
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int opened(const char *name) {
  struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};
  int fd = open("/dev/net/tun", O_RDWR);
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (fd < 0 || ioctl(fd, TUNSETIFF, &request) != 0) {
    perror(name);
    exit(3);
  }
  return fd;
}

/* Of a protocol that nobody speaks; others come from the kernels themselves. */
static int is_ours(const unsigned char *frame) {
  return frame[12] == 0x88 && frame[13] == 0xb5;
}

int main(int count, char **arguments) {
  unsigned char frame[1514] = {255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1, 0x88, 0xb5}, seen[2048];
  if (count != 3) return 2;
  int from = opened(arguments[1]), to = opened(arguments[2]);
  struct pollfd coming = {.fd = to, .events = POLLIN};
  int here = 0, frames;
  size_t bytes;
  /* Until the bridge forwards, frames get lost. */
  for (int tries = 0; !here && tries < 100; tries++) {
    if (write(from, frame, 60) != 60) return 4;
    while (!here && poll(&coming, 1, 100) > 0) here = read(to, seen, sizeof seen) > 0 && is_ours(seen);
  }
  do {
    puts("done");
    fflush(stdout);
    if (scanf("%d %zu", &frames, &bytes) != 2) return 0;
    for (int sent = 0; sent < frames; sent++) {
      if (write(from, frame, bytes) != (ssize_t)bytes) return 4;
      do {
        if (poll(&coming, 1, 5000) <= 0 || read(to, seen, sizeof seen) < 0) return 5;
      } while (!is_ours(seen));
    }
  } while (1);
}
