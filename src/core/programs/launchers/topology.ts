/**
 * Environment of MPI runtimes that look at the machine through hwloc. Its x86 reader binds the calling thread to one
 * PU after the other (hwloc(7), HWLOC_COMPONENTS), ranks included, after they have been bound: for some milliseconds
 * they run elsewhere and a reading of their placement says so. Linux tells hwloc the same without that.
 */
export const QUIET_TOPOLOGY: Readonly<Record<string, string>> = { HWLOC_COMPONENTS: '-x86' };
