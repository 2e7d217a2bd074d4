import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { tarOf } from '../../../src/lab/tar';
import { untar } from '../../../src/lab/untar';
import { nodeGzip } from '../../../src/node/gzip';
import { temporaryFolder } from '../../support/temporaryFolder';
import { journalText, type Said } from '../journal/lines';
import { EXPERIMENT, preparedAttempt } from './preparedAttempt';
import { vmpart } from './runMain';

/** Throws for what is not well-formed. */
function readStrictly(text: string): void {
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(text).close();
}

/** An attempt with facts of its host, and a note of what it was planned from. */
async function whole(
  experiment = EXPERIMENT,
  origin = 'measured',
): Promise<{ folder: string; attempt: string }> {
  const folder = temporaryFolder();
  const name = await preparedAttempt(folder, experiment, origin);
  const attempt = join(folder, 'x.vmresults', name);
  const capture = readFileSync(join(import.meta.dirname, '../topology/captured/smt.capture'), 'utf8');
  const used = `@used\nprogram:${'ab'.repeat(32)} /opt/stencil\n`;
  writeFileSync(join(attempt, 'raw/facts-before.txt'), capture.replace('@end', `${used}@end`));
  const facts: Said = { event: 'facts', block: null, when: 'before', file: 'raw/facts-before.txt' };
  appendFileSync(join(attempt, 'journal.jsonl'), journalText([facts], origin));
  const record = JSON.parse(readFileSync(join(attempt, 'attempt.json'), 'utf8')) as object;
  const sha256 = createHash('sha256').update(experiment).digest('hex');
  const madeFrom = { tool: '0.4.0', seed: 1, documents: [{ path: 'x.vmexperiment.json', sha256 }] };
  writeFileSync(join(attempt, 'attempt.json'), JSON.stringify({ ...record, madeFrom }));
  return { folder, attempt };
}

const NAME = 'x.vmexperiment.json';

describe('vmpart results --html', () => {
  it('writes one page with everything, and says where', async () => {
    const { folder } = await whole();
    const told = await vmpart(['results', NAME, '--html', 'page.html'], folder);
    expect(told).toEqual({ code: 0, stdout: `${join(folder, 'page.html')}\n`, stderr: '' });
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    readStrictly(page.replace('<!DOCTYPE html>\n', ''));
    for (const said of ['2 of 2 blocks', '4 of 4 ended', 'four, cold', '+14.9', 'Slowdown against native'])
      expect(page).toContain(said);
    // Layouts are drawn where the documents are what was run, in both themes.
    expect(page.match(/data-vm=/g)?.length).toBeGreaterThan(4);
    expect(page).toContain('ab'.repeat(32));
    for (const title of ['Times', 'Comparisons', 'Left out', 'Order of runs', 'Layouts', 'Host', 'Methods'])
      expect(page).toContain(`<h2>${title}</h2>`);
  });

  it('has no script and nothing that is fetched', async () => {
    const { folder } = await whole();
    await vmpart(['results', NAME, '--html', 'page.html'], folder);
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(page).not.toMatch(/<(script|link|iframe|object|embed|img|image|form|base|a|foreignObject)\b/i);
    expect(page).not.toMatch(/\son\w+=|\bsrc=|\bhref=|@import|url\((?!#)/i);
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
    expect(page).toContain('content="default-src &#39;none&#39;;');
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('takes hostile names as text', async () => {
    const evil = '</title><script>alert(1)</script><img src=x onerror=alert(1)>\u202e';
    const { folder, attempt } = await whole();
    // A plan may come from anyone, in an archive.
    const plan = readFileSync(join(attempt, 'plan.json'), 'utf8');
    writeFileSync(
      join(attempt, 'plan.json'),
      plan.replaceAll(/"title": ?"stencil"/g, `"title":${JSON.stringify(evil)}`),
    );
    await vmpart(['results', NAME, '--html', 'page.html', '--svg', 'figures'], folder);
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    readStrictly(page.replace('<!DOCTYPE html>\n', ''));
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/<script|<img|\u202e/);
    const svg = readFileSync(join(folder, 'figures/slowdown.svg'), 'utf8');
    readStrictly(svg);
    expect(svg).not.toMatch(/<script|<img|\u202e/);
  });

  it('carries the mark of rehearsed results, and draws no layouts of other documents', async () => {
    const { folder } = await whole(EXPERIMENT, 'rehearsed');
    writeFileSync(join(folder, NAME), EXPERIMENT.replace('640MiB', '320MiB'));
    await vmpart(['results', NAME, '--html', 'page.html', '--svg', 'figures'], folder);
    const page = readFileSync(join(folder, 'page.html'), 'utf8');
    expect(page).toContain('<p class="watermark">Rehearsed: times mean nothing.</p>');
    // Across each drawing too: in the page in both themes.
    const across = (text: string): number => text.split('>rehearsed</text>').length - 1;
    const figures = readdirSync(join(folder, 'figures'));
    expect(across(page)).toBe(2 * figures.length);
    for (const name of figures)
      expect(across(readFileSync(join(folder, 'figures', name), 'utf8')), name).toBe(1);
    expect(page).toContain('Layouts are not drawn');
    expect(page).not.toContain('data-vm=');
  });
});

describe('vmpart results --svg and --methods', () => {
  it('writes a file for each figure into a folder', async () => {
    const { folder } = await whole();
    const told = await vmpart(['results', NAME, '--svg', 'out/figures', '--json'], folder);
    const files = JSON.parse(told.stdout) as string[];
    expect([...files].sort()).toEqual(
      readdirSync(join(folder, 'out/figures')).map((name) => join(folder, 'out/figures', name)),
    );
    expect(readFileSync(files[0] ?? '', 'utf8')).toContain('>+14.9</text>');
  });

  it('says how it was done, and what is not known of it', async () => {
    const { folder, attempt } = await whole();
    const { stdout } = await vmpart(['results', NAME, '--methods'], folder);
    expect(stdout.split('\n\n')).toHaveLength(4);
    for (const said of [
      /The host has .*: \d+ packages?, \d+ NUMA nodes?, \d+ cores? and \d+ logical CPUs online\./,
      /four \(4 VMs on rehearsal-4x2: 2 vCPUs, 640 MiB, bind to one node each\)/,
      /\/opt\/stencil abababababab/,
      /seed 1/,
      /2 blocks, each with every combination once; 2 had ended/,
      /Wilcoxon's signed-rank test/,
      /Whether the host changed meanwhile is not known/,
      /No run that ended was left out\./,
      /analysed by 0\./,
    ])
      expect(stdout).toMatch(said);
    rmSync(join(attempt, 'raw/facts-before.txt'));
    const record = JSON.parse(readFileSync(join(attempt, 'attempt.json'), 'utf8')) as Record<string, unknown>;
    writeFileSync(join(attempt, 'attempt.json'), JSON.stringify({ ...record, madeFrom: undefined }));
    const unknown = (await vmpart(['results', NAME, '--methods'], folder)).stdout;
    for (const said of [
      'its processor, memory, kernel and settings are not known',
      'whose version is not known',
      'the seed is not known',
    ])
      expect(unknown).toContain(said);
  });
});

describe('vmpart results --archive', () => {
  it('is read back to the same JSON, CSV, table, methods and page, byte by byte', async () => {
    const { folder } = await whole();
    const archive = join(folder, 'x.tar.gz');
    expect((await vmpart(['results', NAME, '--archive', 'x.tar.gz'], folder)).stdout).toBe(`${archive}\n`);
    const elsewhere = temporaryFolder();
    for (const how of [['--json'], ['--csv'], ['--methods'], []])
      expect(await vmpart(['results', archive, ...how], elsewhere)).toEqual(
        await vmpart(['results', NAME, ...how], folder),
      );
    await vmpart(['results', NAME, '--html', 'page.html'], folder);
    await vmpart(['results', archive, '--html', 'page.html'], elsewhere);
    expect(readFileSync(join(elsewhere, 'page.html'), 'utf8')).toBe(
      readFileSync(join(folder, 'page.html'), 'utf8'),
    );
    // And packed once more it is the same archive.
    await vmpart(['results', archive, '--archive', 'y.tgz'], elsewhere);
    expect(readFileSync(join(elsewhere, 'y.tgz')).equals(readFileSync(archive))).toBe(true);
  });

  it('is unpacked by tar into a workspace whose attempt is read as any other, with right check sums', async () => {
    const { folder } = await whole();
    await vmpart(['results', NAME, '--archive', 'x.tar.gz'], folder);
    const there = temporaryFolder();
    expect(spawnSync('tar', ['-xzf', join(folder, 'x.tar.gz'), '-C', there]).status).toBe(0);
    const [top = ''] = readdirSync(there);
    expect(spawnSync('sha256sum', ['--quiet', '-c', 'SHA256SUMS'], { cwd: join(there, top) }).status).toBe(0);
    const json = (await vmpart(['results', NAME, '--json'], folder)).stdout;
    const unpacked = join(there, top, 'documents', NAME);
    expect((await vmpart(['results', unpacked, '--json'], there)).stdout).toBe(json);
    expect(readFileSync(join(there, top, 'results.json'), 'utf8')).toBe(json);
    const readme = readFileSync(join(there, top, 'README.md'), 'utf8');
    expect(readme).toContain(`- documents/${NAME}: a document as it was when the attempt was planned`);
    expect(readme).toContain(
      '- machines/rehearsal-4x2.vmtopology.json: a machine that comes with the program',
    );
  });

  it('keeps documents as they lie to each other', async () => {
    const { folder, attempt } = await whole();
    mkdirSync(join(folder, 'plans'));
    for (const name of ['x.vmexperiment.json', 'x.vmresults'])
      spawnSync('mv', [join(folder, name), join(folder, 'plans')]);
    mkdirSync(join(folder, 'cuts'));
    const [layout = ''] = /\{\s*"version": 1, "machine".*?\}\s*\}/s.exec(EXPERIMENT) ?? [];
    writeFileSync(join(folder, 'cuts/four.vmlayout.json'), layout);
    writeFileSync(join(folder, 'plans', NAME), EXPERIMENT.replace(layout, '"../cuts/four.vmlayout.json"'));
    await vmpart(['results', join(folder, 'plans', NAME), '--archive', 'x.tar.gz'], folder);
    const read = untar(gunzipSync(readFileSync(join(folder, 'x.tar.gz'))));
    const paths = read.kind === 'files' ? read.files.map(({ path }) => path.replace(/^[^/]+\//, '')) : [];
    expect(paths).toEqual(
      expect.arrayContaining([
        'documents/cuts/four.vmlayout.json',
        `documents/plans/${NAME}`,
        `documents/plans/x.vmresults/${attempt.split('/').at(-1) ?? ''}/journal.jsonl`,
      ]),
    );
  });

  it('packs what is there where the experiment is gone', async () => {
    const { folder, attempt } = await whole();
    const json = (await vmpart(['results', attempt, '--json'], folder)).stdout;
    rmSync(join(folder, NAME));
    await vmpart(['results', attempt, '--archive', 'x.tar.gz'], folder);
    expect((await vmpart(['results', 'x.tar.gz', '--json'], folder)).stdout).toBe(json);
  });

  it('packs no file that is no document, whatever the record of an attempt names', async () => {
    const { folder, attempt } = await whole();
    writeFileSync(join(folder, 'secret.txt'), 'do not tell');
    const record = JSON.parse(readFileSync(join(attempt, 'attempt.json'), 'utf8')) as object;
    writeFileSync(
      join(attempt, 'attempt.json'),
      JSON.stringify({ ...record, experiment: '../../secret.txt' }),
    );
    expect((await vmpart(['results', attempt, '--archive', 'x.tar.gz'], folder)).code).toBe(0);
    expect(gunzipSync(readFileSync(join(folder, 'x.tar.gz'))).includes('do not tell')).toBe(false);
  });

  describe('that is not as it was packed', () => {
    /** Packs an attempt, changes the files of the archive, and reads it. */
    async function changed(
      change: (files: Map<string, Uint8Array>, top: string) => void,
    ): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
      const { folder } = await whole();
      await vmpart(['results', NAME, '--archive', 'x.tar.gz'], folder);
      const read = untar(gunzipSync(readFileSync(join(folder, 'x.tar.gz'))));
      if (read.kind === 'refused') throw new Error(read.why);
      const files = new Map(read.files.map(({ path, bytes }) => [path, bytes]));
      change(files, read.files[0]?.path.split('/')[0] ?? '');
      const packed = [...files].map(([path, bytes]) => ({ path, bytes, executable: false }));
      writeFileSync(join(folder, 'x.tar.gz'), gzipSync(tarOf(packed)));
      return await vmpart(['results', 'x.tar.gz', '--json'], folder);
    }
    const text = (words: string): Uint8Array => new TextEncoder().encode(words);
    const journal = (files: Map<string, Uint8Array>): string =>
      [...files.keys()].find((path) => path.endsWith('/journal.jsonl')) ?? '';

    it.each<[string, (files: Map<string, Uint8Array>, top: string) => void, RegExp]>([
      [
        'in one file',
        (files) => {
          const path = journal(files);
          const was = new TextDecoder().decode(files.get(path));
          files.set(path, text(was.replaceAll('1', '2')));
        },
        /x\.tar\.gz is not as it was packed: \S+\/journal\.jsonl has another content\. Fetch it once more\./,
      ],
      [
        'because a file is missing',
        (files, top) => files.delete(`${top}/documents/${NAME}`),
        /packed: \S+\/documents\/x\.vmexperiment\.json is missing\./,
      ],
      [
        'because a file came in',
        (files, top) => files.set(`${top}/documents/more.txt`, text('x')),
        /packed: \S+\/documents\/more\.txt is not in the list\./,
      ],
      [
        'because its list is gone',
        (files, top) => files.delete(`${top}/SHA256SUMS`),
        /packed: \S+\/SHA256SUMS is missing\./,
      ],
      [
        'because its list is no list',
        (files, top) => files.set(`${top}/SHA256SUMS`, text('x\n')),
        /packed: \S+\/SHA256SUMS cannot be read in line 1\./,
      ],
      [
        'in its README',
        (files, top) => files.set(`${top}/README.md`, text('x\n')),
        /packed: \S+\/README\.md has another content\./,
      ],
      [
        'in many files',
        (files) => {
          for (const path of files.keys()) if (!path.endsWith('SUMS')) files.set(path, text('x'));
        },
        /has another content, and \d+ more\. Fetch .* unpack it and name the folder of the attempt in it\./,
      ],
    ])('%s shows no results, and says which file', async (_, change, says) => {
      const { code, stdout, stderr } = await changed(change);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(says);
    });

    it('is read as ever where its list is of an earlier version, which did not name the README', async () => {
      const { code } = await changed((files, top) => {
        const list = new TextDecoder().decode(files.get(`${top}/SHA256SUMS`));
        files.set(`${top}/SHA256SUMS`, text(list.replace(/^.*README\.md\n/m, '')));
      });
      expect(code).toBe(0);
    });
  });

  const tar = (path: string, text: string): Uint8Array =>
    tarOf([{ path, bytes: new TextEncoder().encode(text), executable: false }]);

  it.each([
    [
      'no gzip',
      new TextEncoder().encode('hello'),
      /x\.tar\.gz is damaged, or not compressed by gzip\. Fetch/,
    ],
    ['no tar', gzipSync('hello'.repeat(500)), /cannot be read as an archive: at byte 0 there is no header/],
    ['no attempt', gzipSync(tar('a/b.txt', 'x')), /x\.tar\.gz holds no attempt\. Name a file that/],
    ['a damaged attempt', gzipSync(tar('a/attempt.json', '{')), /attempt\.json is not JSON/],
  ])('of %s is one message with a remedy', async (_, bytes, says) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'x.tar.gz'), bytes);
    const { code, stdout, stderr } = await vmpart(['results', 'x.tar.gz'], folder);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(says);
  });

  it('of more than fits into memory is told as that', async () => {
    const packed = gzipSync(new Uint8Array(10_000));
    expect(await nodeGzip.expand(packed, 9_999)).toBe('tooLarge');
    expect(await nodeGzip.expand(packed, 10_000)).toHaveLength(10_000);
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'x.tar.gz'), packed);
    const gzip = { ...nodeGzip, expand: (bytes: Uint8Array) => nodeGzip.expand(bytes, 9_999) };
    const { stderr } = await vmpart(['results', 'x.tar.gz'], folder, { gzip });
    expect(stderr).toMatch(/x\.tar\.gz is larger than an archive .* 1 GiB unpacked\. Unpack it/);
  });

  it('does not read files of this machine for an archive that names them', async () => {
    const { folder, attempt } = await whole();
    const secret = join(folder, 'secret.vmlayout.json');
    const inline = /\{\s*"version": 1, "machine".*?\}\s*\}/s.exec(EXPERIMENT)?.[0] ?? '';
    writeFileSync(secret, inline);
    const files = ['attempt.json', 'plan.json', 'journal.jsonl'].map((name) => ({
      ...{
        path: `a/x.vmresults/b/${name}`,
        bytes: new Uint8Array(readFileSync(join(attempt, name))),
        executable: false,
      },
    }));
    const document = new TextEncoder().encode(EXPERIMENT.replace(inline, JSON.stringify(secret)));
    const archive = gzipSync(tarOf([...files, { path: `a/${NAME}`, bytes: document, executable: false }]));
    writeFileSync(join(folder, 'x.tar.gz'), archive);
    const { code } = await vmpart(['results', 'x.tar.gz', '--archive', 'y.tar.gz'], folder);
    expect(code).toBe(0);
    const read = untar(gunzipSync(readFileSync(join(folder, 'y.tar.gz'))));
    expect(JSON.stringify(read.kind === 'files' ? read.files.map(({ path }) => path) : [])).not.toContain(
      'secret',
    );
  });
});

describe('wrong use of exports', () => {
  it.each([
    [['--csv', '--methods'], '--csv and --methods do not go together'],
    [['--csv', '--html', 'x.html'], '--csv and --html do not go together'],
    [['--html', 'x.pdf'], '--html takes a file in .html, not "x.pdf"'],
    [['--archive', 'x.zip'], '--archive takes a file in .tar.gz, not "x.zip"'],
    [['--svg', ''], '--svg takes a folder, not ""'],
  ])('%j', async (words, says) => {
    const told = await vmpart(['results', 'x', ...words]);
    expect([told.code, told.stdout]).toEqual([2, '']);
    expect(told.stderr).toContain(says);
  });

  it('nothing is written where there are no results', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, NAME), EXPERIMENT);
    const { code, stderr } = await vmpart(['results', NAME, '--archive', 'x.tar.gz'], folder);
    expect(code).toBe(2);
    expect(stderr).toContain('has no results yet. Run it');
    expect(existsSync(join(folder, 'x.tar.gz'))).toBe(false);
  });
});
