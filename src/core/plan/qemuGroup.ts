import { quoteShell } from './quote';

/** What a part of a VM's description is about. */
export type Topic =
  | 'name'
  | 'start'
  | 'vcpus'
  | 'memory'
  | 'nics'
  | 'regions'
  | 'balloon'
  | 'random'
  | 'machine'
  | 'kernel'
  | 'disk'
  | 'console'
  | 'control';

/** Options of QEMU that belong together. */
export interface QemuGroup {
  readonly topic: Topic;
  /** Shell text, an option or a few with their values in each. */
  readonly lines: readonly string[];
}

/** Lines of options: every word quoted for the shell. */
export function quoteWords(lines: readonly (readonly string[])[]): readonly string[] {
  return lines.map((words) => words.map(quoteShell).join(' '));
}
