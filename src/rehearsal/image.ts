import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { HostError } from '../lab/ports';
import { nodeFiles } from '../node/files';
import { ProcessError, type ProcessResult, runProcess } from '../node/process';
import { distributionSources, reachOptions } from './aptSources';
import { rehearsalFolder } from './folders';
import { type ImagePlan, imagePlan } from './imagePlan';
import { withLock } from './lock';
import { withOwnMounts } from './ownMounts';
import { thisSystem } from './thisSystem';
import { needTools, TOOL_PATH } from './tools';

/** The system of every emulated machine, in the cache. */
export interface Image {
  readonly key: string;
  readonly kernel: string;
  readonly firstStage: string;
  readonly system: string;
}

export interface Progress {
  readonly onProgress: (message: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Four times what a slow machine with a slow mirror took, seconds. */
const BUILD_SECONDS = 1800;

/** The image, made from this system's own package sources when the cache has none with the same content. */
export async function ensureImage(progress: Progress): Promise<Image> {
  const plan = await planOfThisSystem();
  const image = imageIn(join(rehearsalFolder(), 'images'), keyOf(plan));
  if ((await nodeFiles.size(image.system)) !== null) return image;
  const lock = join(rehearsalFolder(), 'images', 'lock');
  const onWait = (): void => progress.onProgress('Waiting: another process makes the image.');
  await withLock(lock, { signal: progress.signal, onWait }, async () => {
    if ((await nodeFiles.size(image.system)) === null) await build(plan, image.key, progress);
  });
  return image;
}

function imageIn(images: string, key: string): Image {
  const file = (name: string): string => join(images, key, name);
  return { key, kernel: file('kernel'), firstStage: file('first-stage'), system: file('system.squashfs') };
}

/** 16 hexadecimal digits over everything that decides what is in the image. */
function keyOf(plan: ImagePlan): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 16);
}

async function planOfThisSystem(): Promise<ImagePlan> {
  const { suite, sourceTexts, aptConfiguration } = await thisSystem();
  const sources = distributionSources(sourceTexts, suite);
  if (sources === '') {
    throw new HostError(
      `apt has no package source for ${suite}.`,
      'Look into /etc/apt/sources.list and /etc/apt/sources.list.d.',
    );
  }
  return imagePlan(suite, sources, reachOptions(aptConfiguration));
}

/** Everything is made in a temporary folder, which takes the image's name when it is whole, or vanishes. */
async function build(plan: ImagePlan, key: string, progress: Progress): Promise<void> {
  const root = process.getuid?.() === 0;
  await needTools(['mmdebstrap', 'mksquashfs', ...(root ? [] : ['newuidmap'])]);
  if (!root) await needSubordinateIds();
  const images = join(rehearsalFolder(), 'images');
  await mkdir(images, { recursive: true });
  await removeAll(images, await tornBuilds(images));
  const folder = await mkdtemp(join(images, 'new-'));
  try {
    progress.onProgress('Making the image of the rehearsal machine (once, about a minute).');
    await bootstrap(plan, root ? 'root' : 'unshare', folder, progress);
    progress.onProgress('Packing the image.');
    await pack(folder, progress);
    await rename(folder, join(images, key));
    await removeAll(images, await otherImages(images, key));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What builds left that were killed; the lock was free, so nobody works there. */
async function tornBuilds(images: string): Promise<readonly string[]> {
  return (await readdir(images)).filter((name) => name.startsWith('new-'));
}

/** Images of older package lists. A machine that runs from one has its files open and goes on. */
async function otherImages(images: string, key: string): Promise<readonly string[]> {
  return (await readdir(images)).filter((name) => /^[0-9a-f]{16}$/.test(name) && name !== key);
}

async function removeAll(folder: string, names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

async function bootstrap(plan: ImagePlan, mode: string, folder: string, progress: Progress): Promise<void> {
  const args = [
    `--mode=${mode}`,
    '--variant=essential',
    '--format=tar',
    '--architectures=amd64',
    `--include=${plan.packages.join(',')}`,
    ...plan.aptOptions.map((option) => `--aptopt=${option}`),
    ...plan.dpkgOptions.map((option) => `--dpkgopt=${option}`),
    `--customize-hook=${plan.customize}`,
    `--customize-hook=download /boot/vmpart-kernel ${hookWord(join(folder, 'kernel'))}`,
    `--customize-hook=download /boot/vmpart-first-stage ${hookWord(join(folder, 'first-stage'))}`,
    plan.suite,
    join(folder, 'system.tar'),
    '-',
  ];
  // As root the cache has the room, where /tmp may be memory; without root the subordinate ids cannot enter the
  // user's home. INITRD: the kernel's package makes no start-up disk of its own.
  const room = mode === 'root' ? { TMPDIR: folder } : {};
  const environment = { ...room, INITRD: 'No', LC_ALL: 'C.UTF-8', PATH: TOOL_PATH };
  const [program, words] = withOwnMounts(['mmdebstrap', args], mode === 'root');
  const result = await buildStep(program, words, progress, { environment, input: plan.sources });
  if (result.code !== 0) throw buildFailure('mmdebstrap', result);
}

/** mmdebstrap splits its own hooks' words as a shell does (Text::ParseWords). */
function hookWord(path: string): string {
  return `"${path.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** lz4: an emulated CPU unpacks it, often. */
async function pack(folder: string, progress: Progress): Promise<void> {
  const tar = join(folder, 'system.tar');
  const target = join(folder, 'system.squashfs');
  const command = 'exec mksquashfs - "$1" -tar -comp lz4 -quiet -no-progress < "$2"';
  const environment = { PATH: TOOL_PATH };
  const result = await buildStep('sh', ['-c', command, 'pack', target, tar], progress, { environment });
  if (result.code !== 0) throw buildFailure('mksquashfs', result);
  await rm(tar);
}

async function buildStep(
  program: string,
  args: readonly string[],
  { signal }: Progress,
  options: { readonly environment: Readonly<Record<string, string>>; readonly input?: string },
): Promise<ProcessResult> {
  try {
    const watched = signal === undefined ? {} : { signal };
    return await runProcess(program, args, { ...options, ...watched, timeoutSeconds: BUILD_SECONDS });
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    throw new HostError(`The rehearsal image could not be made: ${error.message}`, 'Try again.');
  }
}

function buildFailure(program: string, { code, stderr }: ProcessResult): HostError {
  const last = stderr.trim().split('\n').slice(-6).join('\n');
  return new HostError(
    `The rehearsal image could not be made: ${program} ended with exit code ${code}:\n${last}`,
    'Look whether `apt-get update` works and whether the disk has 2 GiB free, then try again.',
  );
}

/** Without root, packages are unpacked under the user's own range of subordinate ids (subuid(5)). */
async function needSubordinateIds(): Promise<void> {
  const { username: name, uid } = userInfo();
  const ranges = (await nodeFiles.readText('/etc/subuid')) ?? '';
  if (ranges.split('\n').some((line) => line.startsWith(`${name}:`) || line.startsWith(`${uid}:`))) return;
  throw new HostError(
    'Making the rehearsal image without root needs a range of subordinate user ids, and you have none.',
    `Ask an administrator for: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${name}`,
  );
}
