/* A region as a guest sees it: a line of /run/vmpart/regions for each, `NAME PATH OFFSET BYTES ALIGN GUEST`. */
#ifndef VMPART_ATTACH_H
#define VMPART_ATTACH_H

#include "region.h"

#define REGIONS_FILE "/run/vmpart/regions"

/* Opens the device of the region NAME and looks into it; false with a message that names it, and says what to do. The
 * file with the lines is VMPART_REGIONS of the environment where that is set. */
bool region_attach(struct region *region, const char *name, char *problem, size_t room);

#endif
