import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { example } from '../../support/labOptions';
import { folderWith } from '../../support/temporaryFolder';
import { vmpart } from './runMain';

const CLEAN = 'vm-per-node.vmlayout.json';
/** vm1 shares PU 1 with vm0: an error. */
const SHARED = `{
  "version": 1,
  "machine": "rehearsal-4x2",
  "vms": [
    { "name": "vm0", "pus": "0-1", "memory": "256MiB" },
    { "name": "vm1", "pus": "1", "memory": "256MiB" }
  ]
}
`;
/** A card that is only worth a warning. */
const CARD = `{ "version": 1, "machine": "rehearsal-4x2", "partition": { "per": "node" },
  "defaults": { "memory": "640MiB", "policy": "bind", "nics": [{ "model": "rtl8139" }] } }`;

const folderOf = (texts: Readonly<Record<string, string>>): string =>
  folderWith({ [CLEAN]: example(CLEAN).text, ...texts });

describe('vmpart check', () => {
  it('prints FILE:LINE:COL severity RULE message, with the name that the user gave', async () => {
    const folder = folderOf({ 'x.vmlayout.json': SHARED });
    const { code, stdout, stderr } = await vmpart(['check', 'x.vmlayout.json'], folder);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^x\.vmlayout\.json:6:\d+ error CPU02 .*\n/m);
    for (const line of stdout.trimEnd().split('\n')) {
      expect(line).toMatch(/^x\.vmlayout\.json:\d+:\d+ (error|warning|info) [A-Z]+\d* \S/);
    }
  });

  it('prints nothing about a document in which there is nothing to find', async () => {
    expect(await vmpart(['check', CLEAN], folderOf({}))).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('takes many files, and one bad one decides', async () => {
    const folder = folderOf({ 'x.vmlayout.json': SHARED });
    const { code, stdout } = await vmpart(['check', CLEAN, 'x.vmlayout.json', '--json'], folder);
    const rows = JSON.parse(stdout) as Record<string, unknown>[];
    expect(code).toBe(1);
    const row = rows.find((candidate) => candidate['rule'] === 'CPU02');
    expect(row).toMatchObject({ file: join(folder, 'x.vmlayout.json'), line: 6, severity: 'error' });
    expect(row?.['endLine']).toBe(6);
    expect(row?.['endColumn']).toBeGreaterThan(row?.['column'] as number);
    expect(row?.['message']).toContain('PU 1');
  });

  it('--json of nothing is an empty list', async () => {
    expect((await vmpart(['check', CLEAN, '--json'], folderOf({}))).stdout).toBe('[]\n');
  });

  it('lets warnings pass, and does not with --strict', async () => {
    const folder = folderOf({ 'card.vmlayout.json': CARD });
    const lax = await vmpart(['check', 'card.vmlayout.json'], folder);
    expect(lax.stdout).toContain(' warning IO04 ');
    expect(lax.code).toBe(0);
    expect((await vmpart(['check', 'card.vmlayout.json', '--strict'], folder)).code).toBe(1);
  });

  it('--fix writes what can be mended safely, says how much, and leaves comments alone', async () => {
    const [before, after] = ['// kept\n', '// kept too\n'];
    // An acceptance of something that is not there: the safe fix takes it away.
    const folder = folderOf({
      'x.vmexperiment.json': `${before}${example('first-cut.vmexperiment.json').text.replace(
        '"phases": ["cold", "warm"],',
        '"phases": ["cold", "warm"],\n  "accept": { "NUM01": "not needed" },',
      )}${after}`,
    });
    copyFileSync(example('whole-machine.vmlayout.json').path, join(folder, 'whole-machine.vmlayout.json'));
    const path = join(folder, 'x.vmexperiment.json');
    const { code, stdout, stderr } = await vmpart(['check', 'x.vmexperiment.json', '--fix'], folder);
    expect([code, stderr]).toEqual([0, 'x.vmexperiment.json: 1 fix applied\n']);
    // What it takes is said of every experiment.
    expect(stdout).toMatch(/^x\.vmexperiment\.json:\d+:\d+ info EXP03 [^\n]*\n$/);
    const text = readFileSync(path, 'utf8');
    expect(text).not.toContain('NUM01');
    expect([text.startsWith(before), text.endsWith(after)]).toEqual([true, true]);
    // Nothing is left, nothing is written.
    expect((await vmpart(['check', 'x.vmexperiment.json', '--fix'], folder)).stderr).toBe('');
  });

  it('text that is no JSON is unreadable input: exit code 2, at its place', async () => {
    const folder = folderOf({ 'x.vmlayout.json': '{ "version": 1,\n  "machine" }' });
    const { code, stdout } = await vmpart(['check', 'x.vmlayout.json'], folder);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^x\.vmlayout\.json:2:\d+ error SYNTAX /);
  });

  it('a machine that is not there is an error in the document, at its place', async () => {
    const folder = folderOf({ 'x.vmlayout.json': SHARED.replace('rehearsal-4x2', 'cray-1') });
    const { code, stdout } = await vmpart(['check', 'x.vmlayout.json'], folder);
    expect(code).toBe(1);
    expect(stdout).toMatch(/:3:14 error MACHINE No built-in machine is named "cray-1"\. .*topology list/);
  });

  it.each([
    ['gone.vmlayout.json', /gone\.vmlayout\.json.* Look at the path\.\n$/],
    ['notes.txt', /no document that can be checked\. Name a file that ends in/],
    ['folder.vmlayout.json', /folder\.vmlayout\.json is a folder, not a file\. Name a file/],
  ])('%s is unreadable input: one message with the place and what to do', async (name, says) => {
    const folder = folderOf({ 'notes.txt': 'x' });
    mkdirSync(join(folder, 'folder.vmlayout.json'));
    const { code, stdout, stderr } = await vmpart(['check', name], folder);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(says);
    expect(stderr.match(new RegExp(join(folder, name), 'g'))).toHaveLength(1);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('--live looks at the host first, and a host that nobody knows is told with those that exist', async () => {
    const folder = folderOf({});
    const { code, stderr } = await vmpart(['check', CLEAN, '--live', '--host', 'quad'], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^There is no host "quad"\..* local, model, rehearsal/);
  });
});
