import type { Workload } from '../experiment/workload';
import type { BuiltProgram } from '../programs/program';
import type { BundleFile } from './bundle';
import type { Need } from './needs';
import { quoteShell } from './quote';

/** Programs that are compiled on the host, from a source in the bundle (src/payload/lib/built.sh). */

/** One line, `PROGRAM SOURCE COMPILER...`: what the host makes before the first session. */
export function builtFile({ id }: Workload, { program, source, compilers }: BuiltProgram): BundleFile {
  const text = `${[program, source, ...compilers].join(' ')}\n`;
  return { path: `programs/${id}/built`, text, executable: false };
}

export function builtNeed({ title }: Workload, { compilers }: BuiltProgram): Need {
  return { kind: 'tool', names: compilers, reason: `compiles the program of ${title}` };
}

/** The line of a program's script that sets "$@". $VMPART_HOME is the bundle, on the host and in guests. */
export function builtChoice({ program }: BuiltProgram, words: readonly string[]): string {
  return ['set --', `"$VMPART_HOME"/programs/built/${quoteShell(program)}`, ...words.map(quoteShell)].join(
    ' ',
  );
}
