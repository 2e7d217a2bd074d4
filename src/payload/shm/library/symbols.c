/* Functions of other libraries: those that come after this one, and those of libraries that a runtime loads by itself. */
#include "library.h"

#include <dlfcn.h>
#include <link.h>
#include <string.h>

/* dlsym moved from libdl to libc in glibc 2.34: by its old version it is found on both sides. */
#if defined(__x86_64__)
__asm__(".symver dlsym, dlsym@GLIBC_2.2.5");
__asm__(".symver dlopen, dlopen@GLIBC_2.2.5");
#elif defined(__aarch64__)
__asm__(".symver dlsym, dlsym@GLIBC_2.17");
__asm__(".symver dlopen, dlopen@GLIBC_2.17");
#endif

void *next_function(const char *name) {
  return dlsym(RTLD_NEXT, name);
}

struct search {
  const char *prefix;
  const void *address;
  char path[512];
  bool found;
};

static bool is_library(const char *path, const char *prefix) {
  const char *name = strrchr(path, '/');
  return strncmp(name == NULL ? path : name + 1, prefix, strlen(prefix)) == 0;
}

static bool has_address(const struct dl_phdr_info *info, const void *address) {
  for (int i = 0; i < info->dlpi_phnum; i++) {
    uintptr_t begin = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr, at = (uintptr_t)address;
    if (info->dlpi_phdr[i].p_type == PT_LOAD && at >= begin && at < begin + info->dlpi_phdr[i].p_memsz) return true;
  }
  return false;
}

static int look(struct dl_phdr_info *info, size_t size, void *data) {
  struct search *search = data;
  (void)size;
  if (info->dlpi_name == NULL || !is_library(info->dlpi_name, search->prefix)) return 0;
  if (search->address != NULL && !has_address(info, search->address)) return 0;
  strncpy(search->path, info->dlpi_name, sizeof search->path - 1);
  search->found = true;
  return 1;
}

void *function_of(const char *prefix, const char *name) {
  struct search search = {.prefix = prefix};
  dl_iterate_phdr(look, &search);
  void *library = search.found ? dlopen(search.path, RTLD_LAZY | RTLD_NOLOAD) : NULL;
  return library == NULL ? NULL : dlsym(library, name);
}

bool lies_in(const char *prefix, const void *address) {
  struct search search = {.prefix = prefix, .address = address};
  dl_iterate_phdr(look, &search);
  return search.found;
}
