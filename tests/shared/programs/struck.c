/*
 * struck WHOM MILLISECONDS PROGRAM [ARGUMENT...]: the program, as a rank of a job in which somebody is killed after so long,
 * counted from its own start. WHOM is `rank` (the last one), `vm` (all ranks of the last VM, by host name the one that is
 * not `vm1`) or `launcher` (of the whole job, in vm1). What is struck gets no chance to clean up.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <unistd.h>

/* What runtimes tell a rank: its number, and how many there are. */
static int told(const char *openmpi, const char *mpich) {
  const char *value = getenv(openmpi) != NULL ? getenv(openmpi) : getenv(mpich);
  if (value == NULL) fprintf(stderr, "struck: neither %s nor %s is set\n", openmpi, mpich), exit(2);
  return atoi(value);
}

static void kill_launcher(void) {
  DIR *processes = opendir("/proc");
  struct dirent *entry;
  while (processes != NULL && (entry = readdir(processes)) != NULL) {
    char path[300], name[32] = "";
    snprintf(path, sizeof path, "/proc/%s/comm", entry->d_name);
    FILE *comm = atoi(entry->d_name) > 0 ? fopen(path, "r") : NULL;
    if (comm == NULL) continue;
    if (fgets(name, sizeof name, comm) != NULL && (strncmp(name, "mpi", 3) == 0 || strncmp(name, "oshrun", 6) == 0))
      kill(atoi(entry->d_name), SIGKILL);
    fclose(comm);
  }
}

/* Beside the rank, with none of its files, so that nobody waits for it. */
static void strike_later(const char *whom, unsigned milliseconds) {
  pid_t own = getpid();
  if (fork() != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  setsid();
  for (int fd = 0; fd < 256; fd++) close(fd);
  usleep(milliseconds * 1000);
  if (strcmp(whom, "launcher") == 0) kill_launcher();
  else kill(own, SIGKILL);
  _exit(0);
}

int main(int count, char **words) {
  struct utsname machine;
  if (count < 4 || uname(&machine) != 0) return 2;
  int rank = told("OMPI_COMM_WORLD_RANK", "PMI_RANK"), ranks = told("OMPI_COMM_WORLD_SIZE", "PMI_SIZE");
  int is_last_vm = strcmp(machine.nodename, "vm1") != 0;
  int strikes = strcmp(words[1], "rank") == 0 ? rank == ranks - 1 : strcmp(words[1], "vm") == 0 ? is_last_vm : rank == 0;
  if (strikes) strike_later(words[1], (unsigned)atoi(words[2]));
  execv(words[3], words + 3);
  perror(words[3]);
  return 127;
}
