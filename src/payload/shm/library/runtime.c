/*
 * Which runtime this is, and whether its data can only go through the region. What is not known is refused before the
 * program has begun: a job that quietly took the network would be measured as something else.
 */
#include "library.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool opened;
static char runtime[160];

/* ---- settings ---- */

static bool is_only_memory(const char *transports) {
  char words[256], *rest = words;
  bool shared = false;
  if (transports == NULL || strlen(transports) >= sizeof words) return false;
  strcpy(words, transports);
  for (char *word; (word = strtok_r(rest, ",", &rest)) != NULL;) {
    if (strcmp(word, "posix") == 0) shared = true;
    else if (strcmp(word, "self") != 0) return false;
  }
  return shared;
}

/* Without these, segments are looked for where no other VM finds them, or a first message waits for ever. */
static void check_settings(void) {
  static const char *const off[] = {"UCX_POSIX_USE_PROC_LINK", "UCX_ADAPTIVE_PROGRESS", "UCX_POSIX_HUGETLB_MODE"};
  const char *transports = getenv("UCX_TLS");
  if (!is_only_memory(transports))
    refuse("UCX_TLS=%s lets data go another way than the region: set UCX_TLS=posix,self", transports == NULL ? "" : transports);
  for (size_t i = 0; i < sizeof off / sizeof *off; i++) {
    const char *value = getenv(off[i]);
    if (value == NULL || (value[0] != 'n' && value[0] != '0')) refuse("%s=%s must be n", off[i], value == NULL ? "" : value);
  }
}

/* ---- the runtime's own word ---- */

static void *function_of_runtime(const char *name) {
  void *function = next_function(name);
  if (function == NULL) function = function_of("libmpi", name);
  return function == NULL ? function_of("liboshmem.so", name) : function;
}

/* Up to the end of its line or sentence. */
static void name_runtime(const char *prefix, const char *text) {
  while (*text == ' ' || *text == '\t') text++;
  snprintf(runtime, sizeof runtime, "%s%.*s", prefix, (int)strcspn(text, ",\n"), text);
}

static void check_runtime(void) {
  static char text[8192 + 1];
  int size = 0;
  int (*version)(char *, int *) = function_of_runtime("MPI_Get_library_version");
  const char *mpich;
  if (version == NULL || version(text, &size) != 0)
    refuse("this program has no MPI that tells its version; Open MPI and MPICH over UCX are known");
  if (strncmp(text, "Open MPI v", 10) == 0) {
    name_runtime("", text);
  } else if ((mpich = strstr(text, "MPICH Version:")) != NULL && strncmp(text, "MVAPICH", 7) != 0) {
    name_runtime("MPICH ", mpich + strlen("MPICH Version:"));
    if (strstr(text, "ch4:ucx") == NULL)
      refuse("%s is not built over UCX (its device is not ch4:ucx): use an MPICH with --with-device=ch4:ucx", runtime);
  } else {
    name_runtime("", text);
    refuse("%s is not known; Open MPI with UCX and MPICH with ch4:ucx are", runtime);
  }
}

/* Ranks that wait for a lock stand still there (Open MPI 5.0.7, UCX 1.18.1), on one machine without a region too. */
static void check_openshmem(void) {
  static const char known[] = "Open MPI v";
  if (strncmp(runtime, known, sizeof known - 1) == 0 && strtoul(runtime + sizeof known - 1, NULL, 10) >= 5)
    refuse("OpenSHMEM of %s stands still at locks over UCX's posix transport: use that of Open MPI 4", runtime);
}

/* ---- what is told ---- */

void runtime_opened(unsigned major, unsigned minor, unsigned release, bool counted) {
  struct region *region = session();
  uint64_t nobody = 0;
  if (major != 1) refuse("UCX %u.%u.%u is not known; 1.x is", major, minor, release);
  opened = true;
  struct region_job *job = &region->job[region->process[region->slot].job];
  if (!__atomic_compare_exchange_n(&job->told, &nobody, 1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) return;
  tell("%s over UCX %u.%u.%u through region %s%s", *runtime == '\0' ? "a program" : runtime, major, minor, release,
       region->header->name, counted ? "" : "; its traffic is not counted, the table of operations of this UCX is not known");
}

/* ---- starting ---- */

static int depth;

static bool begin(bool is_openshmem) {
  if (*session_region_name() == '\0' || depth++ > 0) return false;
  check_settings();
  check_runtime();
  if (is_openshmem) check_openshmem();
  return session() != NULL;
}

static void end(bool begun, int code) {
  if (*session_region_name() != '\0') depth--;
  if (begun && code == 0 && !opened)
    refuse("%s has not opened UCX's posix transport, so its data would not go through region %s: start it with UCX (Open "
           "MPI: --mca pml ucx, OpenSHMEM: --mca spml ucx)", runtime, session_region_name());
}

#define START(is_openshmem, name, ...)                                        \
  __typeof__(&name) real = (__typeof__(&name))function_of_runtime(#name); \
  if (real == NULL) refuse("this program has no %s", #name);    \
  bool begun = begin(is_openshmem);                             \
  int code = real(__VA_ARGS__);                                 \
  end(begun, code);                                             \
  return code

int MPI_Init(int *count, char ***arguments);
int PMPI_Init(int *count, char ***arguments);
int MPI_Init_thread(int *count, char ***arguments, int wanted, int *given);
int PMPI_Init_thread(int *count, char ***arguments, int wanted, int *given);
int shmem_init_thread(int wanted, int *given);
void shmem_init(void);
void start_pes(int count);

EXPORT int MPI_Init(int *count, char ***arguments) {
  START(false, MPI_Init, count, arguments);
}

EXPORT int PMPI_Init(int *count, char ***arguments) {
  START(false, PMPI_Init, count, arguments);
}

EXPORT int MPI_Init_thread(int *count, char ***arguments, int wanted, int *given) {
  START(false, MPI_Init_thread, count, arguments, wanted, given);
}

EXPORT int PMPI_Init_thread(int *count, char ***arguments, int wanted, int *given) {
  START(false, PMPI_Init_thread, count, arguments, wanted, given);
}

EXPORT int shmem_init_thread(int wanted, int *given) {
  START(true, shmem_init_thread, wanted, given);
}

EXPORT void shmem_init(void) {
  __typeof__(&shmem_init) real = (__typeof__(&shmem_init))function_of_runtime(__func__);
  if (real == NULL) refuse("this program has no %s", __func__);
  bool begun = begin(true);
  real();
  end(begun, 0);
}

EXPORT void start_pes(int count) {
  __typeof__(&start_pes) real = (__typeof__(&start_pes))function_of_runtime(__func__);
  if (real == NULL) refuse("this program has no %s", __func__);
  bool begun = begin(true);
  real(count);
  end(begun, 0);
}
