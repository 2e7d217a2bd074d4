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

export interface Estimate {
  readonly blocks: number;
  readonly sessions: number;
  readonly runs: number;
  /** VMs started. */
  readonly boots: number;
  /** null when nothing is known about the programs' times. */
  readonly seconds: number | null;
}
