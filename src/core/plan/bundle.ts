/** A bundle as data: what travels to a host. See docs/bundle.md. */
export interface Bundle {
  /** Hash of `plan.json`, 16 hexadecimal digits. */
  readonly planHash: string;
  readonly files: readonly BundleFile[];
  /** Verbs of vmpart-root that the bundle uses. */
  readonly rootVerbs: readonly string[];
  readonly estimate: Estimate;
}

export interface BundleFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly executable: boolean;
}

export interface Estimate extends Counts {
  /** What is run in any case, where it may stop before the last block; null where the number of blocks is given. */
  readonly least: (Counts & Pick<Estimate, 'seconds'>) | null;
  /** By earlier runs, those that were never measured by their time limit; null when none was ever measured. */
  readonly seconds: number | null;
  /** Runs, and sessions with VMs to boot, that were never measured. */
  readonly unmeasured: number;
  /** By the time limits alone. */
  readonly longestSeconds: number;
  /** What the programs will print, by what they printed so far; null when they have not. */
  readonly rawBytes: number | null;
}

export interface Counts {
  readonly blocks: number;
  readonly sessions: number;
  readonly runs: number;
  /** VMs started. */
  readonly boots: number;
}
