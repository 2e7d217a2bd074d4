import { spawnSync } from 'node:child_process';
import { spreadOf, type Spread } from './rounds';

/**
 * Milliseconds in which a fresh Node process reads, compiles and evaluates a bundle, `require` and nothing else.
 * The bundles have an empty module in the place of `vscode`: no editor takes part, and nothing is activated.
 */
export function loadTime(bundle: string, processes: number): Spread {
  const script = `const began = performance.now(); require(${JSON.stringify(bundle)}); console.log(performance.now() - began);`;
  const times = Array.from({ length: processes }, () => {
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    const milliseconds = Number(stdout);
    if (stdout === '' || Number.isNaN(milliseconds))
      throw new Error(`${bundle} cannot be loaded: ${stderr.slice(-500)}`);
    return milliseconds;
  });
  return spreadOf(times);
}
