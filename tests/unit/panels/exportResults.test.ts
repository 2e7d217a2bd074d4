import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExportKind } from '../../../src/lab/resultExports';
import type { Context } from '../../../src/platform/context';

interface Item {
  readonly form: ExportKind;
}

/** What the person does, and what was asked and shown. */
const person = { form: 'html' as ExportKind, place: '/work/page.html', answers: 'Open' };
const seen: string[] = [];

class FakeUri {
  constructor(readonly path: string) {}
  get fsPath(): string {
    return this.path;
  }
  with({ path }: { readonly path: string }): FakeUri {
    return new FakeUri(path);
  }
  static file(path: string): FakeUri {
    return new FakeUri(path);
  }
  static joinPath({ path }: FakeUri, up: string, name?: string): FakeUri {
    const folder = up === '..' ? path.replace(/\/[^/]*$/, '') : `${path}/${up}`;
    return new FakeUri(name === undefined ? folder : `${folder}/${name}`);
  }
}

vi.mock('vscode', () => ({
  Uri: FakeUri,
  ProgressLocation: { Window: 10 },
  l10n: { t: (text: string, ...values: readonly unknown[]) => text.replace('{0}', String(values[0])) },
  env: {
    remoteName: undefined,
    openExternal: ({ path }: FakeUri) => Promise.resolve(seen.push(`external ${path}`)),
  },
  window: {
    activeTextEditor: undefined,
    showQuickPick: (items: readonly Item[]) =>
      Promise.resolve(items.find(({ form }) => form === person.form)),
    showSaveDialog: ({ defaultUri }: { readonly defaultUri: FakeUri }) => {
      seen.push(`file ${defaultUri.path}`);
      return Promise.resolve(person.place === '' ? undefined : new FakeUri(person.place));
    },
    showOpenDialog: () => Promise.resolve([new FakeUri(person.place)]),
    withProgress: (_how: object, work: () => Promise<unknown>) => work(),
    showInformationMessage: (message: string, ...offers: readonly string[]) => {
      seen.push(message);
      return Promise.resolve(offers.find((offer) => offer === person.answers));
    },
    showTextDocument: ({ path }: FakeUri) => Promise.resolve(seen.push(`text ${path}`)),
  },
}));

const saved: (readonly [string, ExportKind, string])[] = [];

function context(written: readonly string[] | null): Context {
  const save = (path: string, form: ExportKind, target: string): Promise<readonly string[] | null> => {
    saved.push([path, form, target]);
    return Promise.resolve(written);
  };
  return { lab: () => ({ exports: { save } }) } as unknown as Context;
}

async function asked(
  written: readonly string[] | null,
  argument: unknown = '/work/x.vmexperiment.json',
): Promise<void> {
  const { exportResults } = await import('../../../src/panels/exportResults');
  await exportResults(context(written), argument);
}

beforeEach(() => {
  seen.length = 0;
  saved.length = 0;
  Object.assign(person, { form: 'html', place: '/work/page.html', answers: 'Open' });
});

describe('Export Results', () => {
  it('writes the newest attempt of an experiment where the person says, and offers to open it', async () => {
    await asked(['/work/page.html']);
    expect(saved).toEqual([['/work/x.vmexperiment.json', 'html', '/work/page.html']]);
    expect(seen).toEqual([
      'file /work/x-results.html',
      'The results are written to /work/page.html.',
      'external /work/page.html',
    ]);
  });

  it('writes the attempt that it was asked for', async () => {
    const attempt = '/work/x.vmresults/20260102T030405Z-local-0badcafe';
    Object.assign(person, { form: 'csv', place: '/work/runs.csv' });
    await asked(['/work/runs.csv'], attempt);
    expect(saved).toEqual([[attempt, 'csv', '/work/runs.csv']]);
    expect(seen.at(-1)).toBe('text /work/runs.csv');
  });

  it('gives an archive the ending by which it is known, and does not open it', async () => {
    Object.assign(person, { form: 'archive', place: '/work/all' });
    await asked(['/work/all.tar.gz']);
    expect(saved[0]?.[2]).toBe('/work/all.tar.gz');
    expect(seen.at(-1)).toBe('The results are written to /work/all.tar.gz.');
  });

  it('puts figures into a folder', async () => {
    Object.assign(person, { form: 'svg', place: '/work/figures', answers: '' });
    await asked(['/work/figures/layouts.svg']);
    expect(saved[0]?.slice(1)).toEqual(['svg', '/work/figures']);
  });

  it('writes nothing where the person changes their mind', async () => {
    person.place = '';
    await asked([]);
    expect(saved).toEqual([]);
  });

  it('says where there is nothing to write', async () => {
    await expect(asked(null)).rejects.toThrow('There are no results yet.');
    await expect(asked(null, {})).rejects.toThrow('No experiment is open.');
  });
});
