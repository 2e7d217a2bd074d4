import { createAssistance } from './assist';
import { attemptAt, attemptFolders } from './attemptFolder';
import { checkFile } from './check';
import { fixFile } from './fix';
import type { Lab } from './lab';
import { builtInMachines, findMachine } from './machines';
import type { LabOptions } from './options';
import { topologyDrift, updateTopology } from './topologyDrift';
import { once, whenCalled } from './whenCalled';

/**
 * The use cases over the given ports. What is asked for while somebody writes a document is there at once; the rest, which is
 * most of it, is loaded when the first of it is called (docs/decisions/0014-what-editor-and-command-line-share.md).
 */
export function createLab(options: LabOptions): Lab {
  const rest = once(async () => (await import('./runsAndResults')).createRunsAndResults(options));
  return {
    check: (path, check) => checkFile(options, path, check),
    fix: (path, check) => fixFile(options, path, check),
    machines: () => builtInMachines(options),
    machine: (idOrPath) => findMachine(options, idOrPath),
    topologyDrift: (idOrPath, found) => topologyDrift(options, idOrPath, found),
    updateTopology: (path, found) => updateTopology(options, path, found),
    hosts: () => options.hosts(),
    attempts: (experiment) => attemptFolders(options.files, experiment),
    assist: createAssistance(options),
    // Asked of every experiment that is opened, and most have none.
    results: async (path) => {
      const attempt = await attemptAt(options, path);
      return attempt === null ? null : await (await rest()).results(attempt);
    },
    ...whenCalled(rest, [
      ...(['probe', 'readMachine', 'measure', 'plan', 'exportLayout', 'writeBundle', 'predict'] as const),
      ...(['calibrationOf', 'start', 'follow', 'planned', 'cancel', 'pause', 'runs', 'doctor'] as const),
      ...(['standing', 'against', 'calibrate', 'output', 'figures'] as const),
      ...(['machineChoices', 'newFromFigure', 'advise', 'writeAdvice'] as const),
    ]),
    exports: whenCalled(async () => (await rest()).exports, ['methods', 'save']),
    picture: whenCalled(
      async () => (await rest()).picture,
      ['view', 'mark', 'act', 'predict', 'preview', 'svg', 'save'],
    ),
  };
}
