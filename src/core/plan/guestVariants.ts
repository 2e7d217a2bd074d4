import type { Experiment, LayoutLevel } from '../experiment/experiment';
import { factorKind, isPool, levelOf, type Levels, type Pool, poolOf } from '../experiment/factors';
import type { Schedule, Session } from '../experiment/schedule';
import type { NicModel } from '../layout/layout';
import type { Guest } from './guest';

/** The VMs of a layout as the sessions of some cells boot them. */
export interface GuestVariant {
  /** Below `vms/`: the layout's name, and what its VMs are booted with where that varies: `wide+nic-e1000`. */
  readonly folder: string;
  readonly layout: string;
  /** In place of the layout's models; null for those. */
  readonly nic: NicModel | null;
  /** Transparent huge pages in the guests; null for the kernel's own choice. */
  readonly thp: string | null;
  /** Pool of huge pages on each node that a guest sees. */
  readonly hugePages: Pool | null;
  /** Arguments of the guests' kernel beside those of the experiment. */
  readonly args: readonly string[];
}

/** The VMs that a schedule boots, in the order of the layouts, those of one by their folders: the order that was drawn does not matter. */
export function guestVariants(experiment: Experiment, { sessions }: Schedule): readonly GuestVariant[] {
  return experiment.layouts.flatMap(({ name }) => {
    const found = new Map<string, GuestVariant>();
    for (const session of sessions.filter(({ layout }) => layout === name)) {
      const folder = guestFolder(experiment, session);
      if (!found.has(folder)) found.set(folder, variantOf(experiment, session, folder));
    }
    return [...found.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
  });
}

function variantOf(
  experiment: Experiment,
  { layout, levels }: Pick<Session, 'layout' | 'levels'>,
  folder: string,
): GuestVariant {
  const level = (factor: string) => levelOf(experiment, factor, levels[factor] ?? '');
  const nic = level('nic');
  const thp = level('guest.thp');
  const pages = level('guest.hugePages');
  const args = level('guest.args');
  return {
    folder,
    layout,
    nic: typeof nic === 'string' ? (nic as NicModel) : null,
    thp: typeof thp === 'string' ? thp : null,
    hugePages: isPool(pages) ? poolOf(pages) : null,
    args: Array.isArray(args) ? (args as readonly string[]) : [],
  };
}

/** Folder of the VMs of a session. Names of layouts have no `+`. */
export function guestFolder(
  experiment: Experiment,
  { layout, levels }: Pick<Session, 'layout' | 'levels'>,
): string {
  const parts = Object.entries(experiment.factors)
    .filter(([name, all]) => factorKind(name) === 'guest' && all.length > 1 && Object.hasOwn(levels, name))
    .map(([name]) => `${name.replace('guest.', '')}-${folderWord(experiment, name, levels)}`);
  return [layout, ...parts].join('+');
}

/** A level as letters of a file's name; what users may write freely by its number. */
function folderWord(experiment: Experiment, name: string, levels: Levels): string {
  const level = levelOf(experiment, name, levels[name] ?? '');
  if (isPool(level)) return `${level.size}-${level.perNode}`;
  if (name !== 'guest.args') return String(level);
  return String(1 + (experiment.factors[name]?.findIndex((one) => one === level) ?? 0));
}

/** A guest of the layout as the variant has it. */
export function guestIn(variant: GuestVariant, guest: Guest): Guest {
  const { nic } = variant;
  if (nic === null) return guest;
  const [first, ...others] = guest.nics;
  return { ...guest, nics: [{ ...first, model: nic }, ...others.map((one) => ({ ...one, model: nic }))] };
}

/**
 * What the kernel of a guest is told of the variant (Linux, kernel-parameters.txt). The pool is told as a sum, which the
 * kernel spreads evenly over its nodes. A kernel passes over what it does not know without a word, so the guest's start
 * is told the same in words of its own, and looks.
 */
export function variantArguments({ thp, hugePages, args }: GuestVariant, guest: Guest): readonly string[] {
  const nodes = guest.cells ? guest.memory.length : 1;
  const pool =
    hugePages === null
      ? []
      : [
          `hugepagesz=${hugePages.sizeBytes / 1024}K`,
          `hugepages=${hugePages.pagesPerNode * nodes}`,
          `vmpart.hugepages=${hugePages.sizeBytes / 1024}:${hugePages.pagesPerNode * nodes}`,
        ];
  return [...(thp === null ? [] : [`transparent_hugepage=${thp}`, `vmpart.thp=${thp}`]), ...pool, ...args];
}

/** Models of all interfaces that guests get, each once. */
export function nicModels(
  layouts: readonly LayoutLevel[],
  variants: readonly GuestVariant[],
): readonly NicModel[] {
  const models = variants.flatMap(({ layout: name, nic }) => {
    const level = layouts.find((one) => one.name === name);
    if (nic !== null || level === undefined) return nic ?? [];
    return level.layout.vms.flatMap((vm) => vm.nics.map(({ model }) => model));
  });
  return [...new Set(models)];
}

/** Has a VM of these layouts a balloon's device? Free pages are reported through it as well. */
export function hasBalloon(layouts: readonly LayoutLevel[]): boolean {
  return layouts.some(({ layout }) => layout.vms.some((vm) => vm.balloon || vm.freePageReporting));
}
