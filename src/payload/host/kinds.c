/* The kinds of the paper (section VI), for pages that are in use: what one page adds to the sums. */
#include "pages.h"

static bool is_local(uint16_t use, int node) {
  return (use & USE_MIXED) == 0 && (use & USE_NODE) == node + 1;
}

void kinds_add(struct kinds *kinds, uint16_t use, int status, bool before, uint64_t bytes) {
  if (use == 0) return;
  if (status == NODE_HIDDEN) {
    kinds->hidden += bytes;
    return;
  }
  if (status < 0 || status >= MAX_NODES) {
    kinds->unmapped += bytes;
    return;
  }
  bool local = is_local(use, status);
  uint64_t *kind = local ? kinds->local : (use & USE_SEVERAL) != 0 ? kinds->multiple : kinds->single;
  kind[status] += bytes;
  if (!before) return;
  kinds->inherited += bytes;
  if (!local) kinds->inherited_wrong += bytes;
}
