import { join } from 'node:path';
import { HostError } from '../lab/ports';
import { nodeFiles } from '../node/files';
import { runProcess } from '../node/process';

/** Where this Debian system takes its packages from. */
export interface PackageSystem {
  /** Code name, `bookworm`. */
  readonly suite: string;
  /** The files that apt reads. */
  readonly sourceTexts: readonly string[];
  /** What `apt-config dump` prints. */
  readonly aptConfiguration: string;
}

/** Throws HostError where this is no Debian system. */
export async function thisSystem(): Promise<PackageSystem> {
  const release = (await nodeFiles.readText('/etc/os-release')) ?? '';
  const suite = /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(release)?.[1];
  if (!/^ID=debian$/m.test(release) || suite === undefined) {
    throw new HostError(
      'The rehearsal image is made from the package sources of a Debian system, and this is none.',
      'Rehearse on Debian 12 or later, or use the host `model` for predictions.',
    );
  }
  const dump = await runProcess('apt-config', ['dump'], { timeoutSeconds: 60 });
  return { suite, sourceTexts: await sourceTexts(), aptConfiguration: dump.stdout };
}

/** apt leaves out other names in that folder. */
async function sourceTexts(): Promise<readonly string[]> {
  const folder = '/etc/apt/sources.list.d';
  const names = (await nodeFiles.list(folder)).filter((name) => /^[\w.-]+\.(list|sources)$/.test(name));
  const paths = ['/etc/apt/sources.list', ...names.map((name) => join(folder, name))];
  const texts = await Promise.all(paths.map((path) => nodeFiles.readText(path)));
  return texts.filter((text) => text !== null);
}
