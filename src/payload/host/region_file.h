/* A region by its file on the host, and what the verbs of `region` share. */
#ifndef VMPART_REGION_FILE_H
#define VMPART_REGION_FILE_H

#include "../shm/region.h"
#include "vmpart.h"

/* Opens the file of a region as the host, alone among the host's processes until this one ends. Ends the process when
 * it holds none. */
void region_file_open(const char *path, struct region *out);
/* Takes the lock; ends the process with a message when a program of a guest has it for seconds: it has been killed, or its
 * VM is paused, which the host cannot tell. */
void region_file_lock(struct region *region);
/* Bytes of a page of the file: those of the system, or of its hugetlbfs. */
uint64_t region_file_page(int fd);
/* A guest's number, from 1 on; ends the process when it is none. */
unsigned region_guest_number(const char *text);

int region_verb_make(int count, char **arguments);
int region_verb_admit(int count, char **arguments);
int region_verb_evict(int count, char **arguments);
int region_verb_sweep(int count, char **arguments);
int region_verb_stat(int count, char **arguments);
int region_verb_nodes(int count, char **arguments);
int region_verb_purge(int count, char **arguments);
int region_verb_device(int count, char **arguments);
int region_verb_find(int count, char **arguments);

#endif
