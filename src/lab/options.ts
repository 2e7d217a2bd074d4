import type { Target } from '../core/plan/compile';
import type { SeveritySettings } from '../core/check/rule';
import type { HostEntry, Probe } from './lab';
import type { Channel, Clock, Files, Gzip, Log } from './ports';

/** Everything that the use cases are given from outside. */
export interface LabOptions {
  readonly files: Files;
  readonly gzip: Gzip;
  /** Text of a document as the user sees it: an open editor's before the file's. null when there is none. */
  readonly readDocument: (path: string) => Promise<string | null>;
  /** Absolute path of what stands in a document as `relative`. */
  readonly beside: (documentPath: string, relative: string) => string;
  readonly clock: Clock;
  readonly log: Log;
  /** Folder of the built-in machines. */
  readonly machinesFolder: string;
  /** Files that travel with every bundle, by path in the bundle. */
  readonly payload: () => Promise<readonly PayloadFile[]>;
  /**
   * What a shell script prints that is given the copied tree of /sys and /proc in a folder or a tar file; null where the
   * path is neither. Throws a UserError where there is no such tree.
   */
  readonly captureTree: (path: string, script: string, signal?: AbortSignal) => Promise<string | null>;
  /** A PNG of an SVG document, at twice its size. Throws a UserError where no program on this machine makes one. */
  readonly rasterize: (svg: string, signal?: AbortSignal) => Promise<Uint8Array>;
  readonly hosts: () => Promise<readonly HostEntry[]>;
  /** A way to a host by the name that the user gave; starts a rehearsal machine when it must. */
  readonly connect: (
    host: string,
    onProgress: (message: string) => void,
    signal?: AbortSignal,
  ) => Promise<Channel>;
  /** False for an emulated machine that does not run: to connect to it would start it. */
  readonly isUp: (host: string) => Promise<boolean>;
  /** What can be known of a host without reaching it. */
  readonly targetOf: (host: string) => Promise<Target>;
  /** What earlier probes found, by host. */
  readonly probes: ProbeStore;
  readonly version: string;
  /** Id or absolute path of a machine that stands for whichever layouts name; absent where they are taken at their word. */
  readonly machineInstead?: string;
  readonly severities?: SeveritySettings;
}

export interface PayloadFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

export interface ProbeStore {
  read(host: string): Promise<Probe | null>;
  write(host: string, probe: Probe): Promise<void>;
}
