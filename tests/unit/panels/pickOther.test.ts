import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Lab } from '../../../src/lab/lab';

interface Item {
  readonly label: string;
  readonly description?: string;
  readonly folder: string | null;
}

/** Experiments of the workspace, and which item the person takes. */
const workspaceFiles: string[] = [];
let takes = -1;
let offered: readonly Item[] = [];

vi.mock('vscode', () => ({
  Uri: { file: (path: string) => ({ fsPath: path }) },
  QuickPickItemKind: { Separator: -1 },
  l10n: { t: (text: string) => text },
  env: { language: 'en-GB' },
  workspace: {
    findFiles: () => Promise.resolve(workspaceFiles.map((fsPath) => ({ fsPath }))),
    asRelativePath: ({ fsPath }: { readonly fsPath: string }) => fsPath.replace('/work/', ''),
  },
  window: {
    showQuickPick: async (items: Promise<readonly Item[]>) => {
      offered = await items;
      return offered[takes];
    },
  },
}));

const { pickOther } = await import('../../../src/panels/pickOther');

const cut = '/work/cut.vmexperiment.json';
const folder = (name: string, day: number): string =>
  `/work/${name}.vmresults/202603${String(day).padStart(2, '0')}T080000Z-quad-0123abcd`;
const attempts: Readonly<Record<string, readonly string[]>> = {
  [cut]: [folder('cut', 3), folder('cut', 2), folder('cut', 1)],
  '/work/a.vmexperiment.json': [folder('a', 4)],
  '/work/none.vmexperiment.json': [],
};
const lab: Pick<Lab, 'attempts' | 'standing'> = {
  attempts: (experiment) => Promise.resolve(attempts[experiment] ?? []),
  standing: (asked) =>
    asked === folder('cut', 1)
      ? Promise.reject(new Error('damaged'))
      : Promise.resolve({ state: { origin: 'rehearsed' } } as Awaited<ReturnType<Lab['standing']>>),
};

beforeEach(() => {
  workspaceFiles.splice(0, Infinity, '/work/none.vmexperiment.json', '/work/a.vmexperiment.json', cut);
  takes = -1;
});

describe('Compare with', () => {
  it('offers other attempts of the experiment first, newest first, then those of other experiments', async () => {
    await pickOther(lab, cut, folder('cut', 2));
    expect(offered.map(({ label, folder: at }) => at ?? label)).toEqual([
      ...['cut.vmexperiment.json', folder('cut', 3), folder('cut', 1)],
      ...['a.vmexperiment.json', folder('a', 4)],
    ]);
    expect(offered[1]).toMatchObject({ description: 'rehearsed' });
    expect(offered[1]?.label).toMatch(/3 Mar 2026.* · quad$/);
    // One that cannot be read is offered, and says so once it is chosen.
    expect(offered[2]?.description).toBe('');
  });

  it('gives the folder that is chosen, and nothing where nobody chooses', async () => {
    expect(await pickOther(lab, cut, folder('cut', 2))).toBe(undefined);
    takes = 4;
    expect(await pickOther(lab, cut, folder('cut', 2))).toBe(folder('a', 4));
  });

  it('says where there is nothing to compare with', async () => {
    workspaceFiles.length = 0;
    const lone = { ...lab, attempts: () => Promise.resolve([folder('cut', 2)]) };
    await expect(pickOther(lone, cut, folder('cut', 2))).rejects.toThrow('no other attempt to compare with');
  });
});
