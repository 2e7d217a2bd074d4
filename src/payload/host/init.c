/*
 * `init`: process 1 of a guest. Brings the root image and the initramfs' /vmpart together, hands over to
 * /vmpart/guest/start.sh, and reaps. Whatever goes wrong is one line on the console, then the guest powers off: a
 * session must not wait for a guest that will never be ready.
 */
#include "vmpart.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static const char disk[] = "/dev/vda";
static const char script[] = "/vmpart/guest/start.sh";

static _Noreturn void power_off(void) {
  sync();
  tcdrain(STDERR_FILENO);
  reboot(RB_POWER_OFF);
  reboot(RB_HALT_SYSTEM);
  for (;;) pause();
}

static _Noreturn void fail(const char *format, ...) PRINTF(1, 2);
static _Noreturn void fail(const char *format, ...) {
  char reason[1024];
  struct text line = {0};
  va_list list;
  va_start(list, format);
  vsnprintf(reason, sizeof reason, format, list);
  va_end(list);
  text_addf(&line, "\nvmpart: failed: %s\n", reason);
  write_all(STDERR_FILENO, line.data, line.size, NULL);
  power_off();
}

/* ---- file systems ---- */

static void make_folder(const char *path) {
  if (mkdir(path, 0755) != 0 && errno != EEXIST) fail("cannot make the folder %s: %s", path, strerror(errno));
}

static void attach(const char *source, const char *target, const char *type, unsigned long flags, const char *data) {
  make_folder(target);
  if (mount(source, target, type, flags, data) != 0)
    fail("cannot mount %s on %s: %s", type == NULL ? source : type, target, strerror(errno));
}

static void mount_kernel(void) {
  attach("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
  attach("sysfs", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
  attach("devtmpfs", "/dev", "devtmpfs", MS_NOSUID, "mode=0755");
}

/* What sshd (terminals) and MPI (shared memory) take for granted. */
static void mount_devices(void) {
  attach("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "mode=0620,ptmxmode=0666");
  attach("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
}

/* ---- modules ---- */

/* A line of /modules/order: `FILE [PARAMETERS]`, FILE in /modules. One that fails is told and passed over: what it is
 * needed for says so itself. */
static void insert_module(char *line) {
  char *file = strtok_r(line, " \t\r", &line);
  if (file == NULL) return;
  char *path = *file == '/' ? strdup(file) : join_path("/modules", file);
  int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) say("module %s: %s", file, strerror(errno));
  else if (syscall(SYS_finit_module, fd, line == NULL ? "" : line, 0) != 0 && errno != EEXIST)
    say("module %s: %s", file, strerror(errno));
  if (fd >= 0) close(fd);
  free(path);
}

static void insert_modules(void) {
  struct text order = {0};
  if (!read_file("/modules/order", &order)) return;
  char *rest = order.data;
  for (char *line; (line = strtok_r(rest, "\n", &rest)) != NULL;) insert_module(line);
  text_free(&order);
}

/* ---- the root ---- */

static void wait_for_disk(void) {
  double end = monotonic() + 30;
  while (access(disk, F_OK) != 0) {
    if (monotonic() >= end) fail("%s did not appear within 30 s: is virtio_blk among the modules?", disk);
    pause_seconds(0.02);
  }
}

/* A journal that would have to be replayed cannot be, on a disk that is read-only. */
static void mount_image(void) {
  make_folder("/ro");
  if (mount(disk, "/ro", "ext4", MS_RDONLY, NULL) == 0) return;
  if (mount(disk, "/ro", "ext4", MS_RDONLY, "noload") == 0) return;
  fail("cannot mount %s as ext4: %s", disk, strerror(errno));
}

static void mount_root(void) {
  attach("tmpfs", "/rw", "tmpfs", 0, "mode=0755");
  make_folder("/rw/upper");
  make_folder("/rw/work");
  attach("overlay", "/root-new", "overlay", 0, "lowerdir=/ro,upperdir=/rw/upper,workdir=/rw/work");
}

static void move_into_root(void) {
  static const char *const moved[] = {"/proc", "/sys", "/dev"};
  make_folder("/vmpart");
  attach("/vmpart", "/root-new/vmpart", NULL, MS_BIND | MS_REC, NULL);
  for (size_t i = 0; i < sizeof moved / sizeof *moved; i++) {
    char *target = join_path("/root-new", moved[i] + 1);
    attach(moved[i], target, NULL, MS_MOVE, NULL);
    free(target);
  }
  if (chdir("/root-new") != 0 || mount(".", "/", NULL, MS_MOVE, NULL) != 0 || chroot(".") != 0 || chdir("/") != 0)
    fail("cannot move to the new root: %s", strerror(errno));
}

/* ---- second stage ---- */

static void use_console(void) {
  int console = open("/dev/console", O_RDWR | O_NOCTTY);
  if (console < 0) return;
  for (int fd = 0; fd < 3; fd++) dup2(console, fd);
  if (console > 2) close(console);
}

static pid_t start_script(const sigset_t *mask) {
  static char *const arguments[] = {"sh", (char *)script, NULL};
  static char *const environment[] = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root",
                                      "TERM=linux", NULL};
  pid_t child = fork();
  if (child < 0) fail("cannot start a process: %s", strerror(errno));
  if (child > 0) return child;
  sigprocmask(SIG_SETMASK, mask, NULL);
  /* The console is no controlling terminal: what the script leaves running would be hung up when it ends. */
  setsid();
  use_console();
  execve("/bin/sh", arguments, environment);
  say("cannot run /bin/sh: %s", strerror(errno));
  _exit(127);
}

/* Takes every ended child; a failed second stage is the guest's end. */
static void reap(pid_t second_stage) {
  int status;
  for (pid_t child; (child = waitpid(-1, &status, WNOHANG)) > 0;) {
    if (child != second_stage || status == 0) continue;
    if (WIFEXITED(status)) fail("%s ended with exit code %d", script, WEXITSTATUS(status));
    fail("%s was ended by signal %d", script, WTERMSIG(status));
  }
}

int verb_init(int count, char **arguments) {
  (void)count, (void)arguments;
  if (getpid() != 1) fatal(EXIT_USAGE, "init: only as the first process of a guest");
  sigset_t all, none;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  sigemptyset(&none);
  mount_kernel();
  use_console();
  insert_modules();
  wait_for_disk();
  mount_image();
  mount_root();
  move_into_root();
  mount_devices();
  pid_t second_stage = start_script(&none);
  for (;;) {
    int number = sigwaitinfo(&all, NULL);
    if (number == SIGTERM) fail("told to end by SIGTERM");
    reap(second_stage);
  }
}
