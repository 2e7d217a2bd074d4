import type { Ended } from '../support/vmpart';

/**
 * A host that faults strike. The command line reaches it through ssh as it reaches a user's; the test has a way of its
 * own beside that, which no fault cuts.
 */
export interface FaultHost {
  /** `stand-in`: local processes that answer as QEMU and as ssh into a guest would; everything else is real. */
  readonly guests: 'stand-in' | 'real';
  /** What `--host` is given: once for root, once for a user who may call vmpart-root through sudo. */
  readonly specs: { readonly root: string; readonly user: string };
  /** In which the command line finds these hosts; added to the test's own environment. */
  readonly env: NodeJS.ProcessEnv;
  /** A layout of this host with one small VM, inline. */
  readonly layout: object;
  /** Folders of attempts and caches, absolute, on file systems that survive a power cut. */
  readonly directories: { readonly root: string; readonly user: string };
  /** A script as root on the host; arguments are `$1` and so on. */
  onHost(script: string, args?: readonly string[]): Promise<Ended>;
  /** Ends what serves connections on the host, without a word to the other side. */
  cutConnections(): Promise<void>;
  /** Everything stops at once, what had not reached the disk is lost, and the host comes up again. */
  powerCut(): Promise<void>;
  /** Ends the host, and removes what was made for it. */
  stop(): Promise<void>;
}
