import { outputFormats } from '../core/programs/readOutput';

/** Wrong use of the command line: exit code 2, with the line that would have been right. */
export class UsageError extends Error {}

export const USAGE = `vmpart: experiments with partitioned virtual machines

  vmpart check FILE... [--fix] [--strict] [--host H | --live --host H] [--json]
  vmpart topology list | show ID | read PATH [--format F] [--json]
  vmpart topology probe --host H [--against ID|FILE] [--update FILE] [--json]
  vmpart plan EXPERIMENT --host H [--out DIR] [--json]
  vmpart export LAYOUT --format libvirt|qemu [--out DIR] [--json]
  vmpart picture LAYOUT [--out FILE.svg|FILE.png] [--theme T] [--host-name H] [--measured] [--json]
  vmpart run EXPERIMENT --host H [--detach] [--queue] [--resume [--failed]] [--blocks N] [--json]
  vmpart predict EXPERIMENT [--topology T] [--blocks N] [--calibrated | --calibration FILE] [--json]
  vmpart runs --host H [--json]
  vmpart follow ATTEMPT [--json]
  vmpart cancel ATTEMPT [--after run|block]
  vmpart pause ATTEMPT [--after run|block]
  vmpart doctor --host H [--clean] [--json]
  vmpart results EXPERIMENT|ATTEMPT|ARCHIVE [--csv | --methods | --against EXPERIMENT|ATTEMPT|ARCHIVE] [--json]
  vmpart results EXPERIMENT|ATTEMPT|ARCHIVE [--html FILE.html] [--svg DIR] [--archive FILE.tar.gz] [--json]
  vmpart measure FILE [--format auto|${outputFormats.join('|')}] [--json]
  vmpart calibrate EXPERIMENT [--attempt ATTEMPT] [--json]
  vmpart claims [--json]
  vmpart advise --topology T --workload W [--workload W2 ...] [--vms MIN..MAX] [--transport network|shared|any]
                [--memory firstTouch,bind,interleave,cells|any] [--isolated] [--unequal] [--phase cold|warm]
                [--paging nested|shadow] [--top K] [--quick] [--write FOLDER] [--json]
  vmpart rehearse up|down|status [--topology T] [--json]
  vmpart hosts [--json]

H is a name in the hosts file, local, rehearsal[:TOPOLOGY], ssh:DESTINATION or, to run on, model.
EXPERIMENT is a .vmexperiment.json file, LAYOUT a .vmlayout.json file, ATTEMPT a folder below NAME.vmresults,
ARCHIVE a .tar.gz file that --archive wrote. T is the id of a built-in machine or a .vmtopology.json file,
W a program of NPB with its class (cg.C, openmp:cg.C) or an EXPERIMENT.
Exit code: 0 fine, 1 errors found or runs failed, 2 wrong usage or unreadable input.
`;
