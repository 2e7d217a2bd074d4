import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Results } from '../../../src/core/analysis/results';
import { firstChoice, type ToResults } from '../../../src/protocol/results';
import { attempt, took } from '../analysis/attempt';

/** What the person does, and what was asked, written and shown. */
const person = { format: 'svg', place: '/work/chart', answers: 'Open' };
const seen: string[] = [];
const written = new Map<string, Uint8Array>();

class FakeUri {
  constructor(readonly path: string) {}
  get fsPath(): string {
    return this.path;
  }
  static file(path: string): FakeUri {
    return new FakeUri(path);
  }
  static joinPath({ path }: FakeUri, _up: '..', name: string): FakeUri {
    return new FakeUri(`${path.replace(/\/[^/]*$/, '')}/${name}`);
  }
}

vi.mock('vscode', () => ({
  Uri: FakeUri,
  l10n: { t: (text: string, ...values: readonly unknown[]) => text.replace('{0}', String(values[0])) },
  commands: {
    executeCommand: (name: string, { path }: FakeUri) => Promise.resolve(seen.push(`${name} ${path}`)),
  },
  workspace: {
    fs: {
      writeFile: ({ path }: FakeUri, bytes: Uint8Array) => {
        written.set(path, bytes);
        return Promise.resolve();
      },
    },
  },
  window: {
    showQuickPick: (items: readonly { readonly format: string }[]) =>
      Promise.resolve(items.find(({ format }) => format === person.format)),
    showSaveDialog: ({ defaultUri }: { readonly defaultUri: FakeUri }) => {
      seen.push(`file ${defaultUri.path}`);
      return Promise.resolve(person.place === '' ? undefined : new FakeUri(person.place));
    },
    showInformationMessage: (message: string, ...offers: readonly string[]) => {
      seen.push(message);
      return Promise.resolve(offers.find((offer) => offer === person.answers));
    },
  },
}));

const { saveChart } = await import('../../../src/panels/saveChart');
const { chartPixels } = await import('../../../src/panels/chartPixels');

const results = attempt([took('s1', 10), took('s2', 20), took('s4', 10.2), took('s5', 21)], [0, 1]).results;
const experiment = '/work/cut.vmexperiment.json';
const png = new Uint8Array([1, 2, 3]);

async function saved(changes: Partial<Results> = {}, choice = firstChoice): Promise<readonly string[]> {
  const drawn: string[] = [];
  await saveChart({ experiment, results: { ...results, ...changes }, choice, other: null }, (svg) => {
    drawn.push(svg);
    return Promise.resolve(png);
  });
  return drawn;
}

function text(path = '/work/chart'): string {
  return new TextDecoder().decode(written.get(path));
}

beforeEach(() => {
  seen.length = 0;
  written.clear();
  Object.assign(person, { format: 'svg', place: '/work/chart', answers: 'Open' });
});

describe('Save Chart', () => {
  it('writes the drawing beside the experiment, under its name and that of the figure', async () => {
    expect(await saved()).toEqual([]);
    expect(text()).toMatch(/^<svg .*Slowdown against native/s);
    await Promise.resolve();
    expect(seen).toEqual([
      'file /work/cut-slowdown.svg',
      'The chart is written to /work/chart.',
      'vscode.open /work/chart',
    ]);
  });

  it('draws the figure that is chosen, with its filters, colours and groups', async () => {
    const view = { ...firstChoice.view, shown: { layout: ['native', 'wide'] }, group: 'layout' };
    await saved({}, { kind: 'time', view });
    expect(seen[0]).toBe('file /work/cut-time.svg');
    expect(text()).toContain('wide');
    expect(text()).not.toContain('four');
  });

  it('has the pixels made of the same drawing', async () => {
    await saved();
    const svg = text();
    person.format = 'png';
    expect(await saved()).toEqual([svg]);
    expect(written.get('/work/chart')).toBe(png);
    expect(seen).toContain('file /work/cut-slowdown.png');
  });

  it.each(['rehearsed', 'predicted'] as const)('marks what was %s in both', async (origin) => {
    await saved({ origin });
    expect(text()).toContain(`fill-opacity="0.13">${origin}</text>`);
    person.format = 'png';
    expect((await saved({ origin })).join()).toContain(`fill-opacity="0.13">${origin}</text>`);
  });

  it('writes nothing where the person changes their mind', async () => {
    person.place = '';
    await saved();
    Object.assign(person, { place: '/work/chart', format: 'none' });
    await saved();
    expect(written.size).toBe(0);
  });

  it('says why where these results make no such figure', async () => {
    await expect(saved({}, { ...firstChoice, kind: 'class' })).rejects.toThrow('does not vary "class"');
  });
});

describe('the page that makes pixels', () => {
  const image =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

  function page() {
    const posted: ToResults[] = [];
    const changed: (() => void)[] = [];
    const panel = {
      visible: true,
      onDidChangeViewState: (listener: () => void) => {
        changed.push(listener);
        return { dispose: () => changed.splice(0) };
      },
    };
    const pixels = chartPixels(panel as never, (message) => posted.push(message));
    const hide = (): void => {
      panel.visible = false;
      for (const listener of changed) listener();
    };
    return { pixels, posted, hide };
  }

  it('is asked by a number, and answers with a PNG', async () => {
    const { pixels, posted } = page();
    const made = pixels.pngOf('<svg/>');
    expect(posted).toEqual([{ type: 'draw', request: 1, svg: '<svg/>' }]);
    pixels.answer({ type: 'notDrawn', request: 9 });
    pixels.answer({ type: 'drawn', request: 1, png: image });
    expect(Buffer.from(await made).toString('base64')).toBe(image);
    pixels.answer({ type: 'drawn', request: 1, png: image });
  });

  it.each([
    ['cannot draw it', { type: 'notDrawn', request: 1 } as const],
    ['sends something else', { type: 'drawn', request: 1, png: 'QUJD' } as const],
  ])('that %s is told as that', async (_, answer) => {
    const { pixels } = page();
    const made = pixels.pngOf('<svg/>');
    pixels.answer(answer);
    await expect(made).rejects.toThrow('The panel made no PNG of the chart.');
  });

  it('that is hidden or closed meanwhile is not waited for', async () => {
    const { pixels, hide } = page();
    const made = pixels.pngOf('<svg/>');
    hide();
    await expect(made).rejects.toThrow('hidden before');
    await expect(pixels.pngOf('<svg/>')).rejects.toThrow('hidden before');
    const other = page();
    const second = other.pixels.pngOf('<svg/>');
    other.pixels.dispose();
    await expect(second).rejects.toThrow('hidden before');
  });

  it('makes one at a time: the newest', async () => {
    const { pixels } = page();
    const first = pixels.pngOf('<svg/>');
    const second = pixels.pngOf('<svg/>');
    pixels.answer({ type: 'drawn', request: 2, png: image });
    await expect(first).rejects.toThrow('no PNG');
    await second;
  });
});
