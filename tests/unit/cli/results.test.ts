import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Results } from '../../../src/core/analysis/results';
import { temporaryFolder } from '../../support/temporaryFolder';
import { journalText, type Said } from '../journal/lines';
import { EXPERIMENT, preparedAttempt } from './preparedAttempt';
import { vmpart } from './runMain';

describe('vmpart results', () => {
  it('reads plans and journals of before there were factors', async () => {
    const folder = temporaryFolder();
    const attempt = await preparedAttempt(folder);
    const now = (await vmpart(['results', 'x.vmexperiment.json'], folder)).stdout;
    const path = join(folder, 'x.vmresults', attempt, 'plan.json');
    const text = readFileSync(path, 'utf8');
    const old = JSON.parse(text, (key, value: unknown) =>
      ['factors', 'levels', 'variants', 'history'].includes(key) ? undefined : value,
    ) as unknown;
    writeFileSync(path, JSON.stringify(old));
    expect(JSON.stringify(old)).not.toMatch(/"levels"|"factors"/);
    expect((await vmpart(['results', 'x.vmexperiment.json'], folder)).stdout).toBe(now);
    expect(now).toMatch(/^four +stencil +cold/m);
  });

  it('shows the newest attempt of an experiment as a table', async () => {
    const folder = temporaryFolder();
    const attempt = await preparedAttempt(folder);
    const { code, stdout, stderr } = await vmpart(['results', 'x.vmexperiment.json'], folder);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(attempt);
    expect(stdout).toContain('4 of 4 runs, 0 failed, 0 marked');
    // sqrt(11/10 * 24/20) - 1 = 14.9 %; two blocks leave it between e^(0.139 - 0.553) and e^(0.139 + 0.553).
    expect(stdout).toMatch(/^four +stencil +cold +2 +2 .*\+14\.9 % \(-33\.9 to \+99\.7\)$/m);
    expect(stdout).toMatch(/^native .*baseline$/m);
  });

  it('gives the same numbers as JSON, and by the name of the attempt', async () => {
    const folder = temporaryFolder();
    const attempt = await preparedAttempt(folder);
    const { stdout } = await vmpart(['results', `x.vmresults/${attempt}`, '--json'], folder);
    const results = JSON.parse(stdout) as { cells: readonly object[] };
    expect(results).toMatchObject({ attempt, origin: 'measured', blocks: { ended: 2, planned: 2 } });
    expect(results.cells).toContainEqual(
      expect.objectContaining({
        layout: 'four',
        sessions: 2,
        minSeconds: 11,
        maxSeconds: 24,
        clock: 'program',
      }),
    );
    expect(stdout).toBe((await vmpart(['results', 'x.vmexperiment.json', '--json'], folder)).stdout);
  });

  it('holds one attempt against another, and not against itself', async () => {
    const folder = temporaryFolder();
    const attempt = await preparedAttempt(folder);
    const copy = `x.vmresults/${attempt.replace(/^\d{4}/, '2001')}`;
    cpSync(join(folder, 'x.vmresults', attempt), join(folder, copy), { recursive: true });
    const against = ['results', 'x.vmexperiment.json', '--against'];
    const held = await vmpart([...against, copy], folder);
    expect([held.code, held.stderr]).toEqual([0, '']);
    expect(held.stdout).toMatch(/^four +stencil +cold +2, 2 +0\.0 % .*undecided$/m);
    expect(held.stdout).toContain('differs: What host and software were is not known of');
    const json = await vmpart([...against, copy, '--json'], folder);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ...{ refused: null, rows: [{ ratio: 1 }, { ratio: 1 }] },
      differences: [{ means: 'A difference in them cannot be told.' }],
    });
    const same = await vmpart([...against, `x.vmresults/${attempt}`], folder);
    expect(same).toMatchObject({ code: 2, stderr: expect.stringContaining('the same attempt') as string });
    expect(await vmpart([...against, copy, '--csv'], folder)).toMatchObject({ code: 2 });
  });

  it('holds an attempt against one in an archive, and says what differs', async () => {
    const folder = temporaryFolder();
    const attempt = await preparedAttempt(folder);
    await vmpart(['results', 'x.vmexperiment.json', '--archive', 'x.tar.gz'], folder);
    const at = join(folder, 'x.vmresults', attempt);
    const record = JSON.parse(readFileSync(join(at, 'attempt.json'), 'utf8')) as object;
    const later = attempt.replace(/^\d{4}/, '2027');
    cpSync(at, join(folder, 'x.vmresults', later), { recursive: true });
    const changed = JSON.stringify({ ...record, attempt: later, host: 'quad' });
    writeFileSync(join(folder, 'x.vmresults', later, 'attempt.json'), changed);
    const held = await vmpart(['results', 'x.vmexperiment.json', '--against', 'x.tar.gz'], folder);
    expect([held.code, held.stderr]).toEqual([0, '']);
    expect(held.stdout).toContain('differs: The host is quad, and was local.');
    // From the earlier to the later, whichever is held against the other.
    const turned = await vmpart(['results', 'x.tar.gz', '--against', 'x.vmexperiment.json'], folder);
    expect(turned.stdout).toContain('differs: The host is quad, and was local.');
  });

  it('tells what the host became meanwhile, from the captures beside the output', async () => {
    const folder = temporaryFolder();
    const at = join(folder, 'x.vmresults', await preparedAttempt(folder));
    const capture = readFileSync(join(import.meta.dirname, '../topology/captured/smt.capture'), 'utf8');
    writeFileSync(join(at, 'raw/facts-before.txt'), capture);
    writeFileSync(join(at, 'raw/facts-after.txt'), capture.replace('ksm/run:0', 'ksm/run:1'));
    const facts = (when: string, file: string): Said => ({ event: 'facts', block: null, when, file });
    const lines = [facts('before', 'raw/facts-before.txt'), facts('after', 'raw/facts-after.txt')];
    // A file elsewhere is nobody's business, and one that has not been copied yet is no fault.
    lines.push(facts('before', '../../x.vmexperiment.json'), facts('after', 'raw/facts-after-2.txt'));
    appendFileSync(join(at, 'journal.jsonl'), journalText(lines));
    const { stdout } = await vmpart(['results', 'x.vmexperiment.json'], folder);
    expect(stdout).toContain(
      '\nhost: KSM is 1, and was 0. The kernel places, moves or merges pages otherwise',
    );
    const { drift } = JSON.parse(
      (await vmpart(['results', 'x.vmexperiment.json', '--json'], folder)).stdout,
    ) as Results;
    expect(drift).toMatchObject([{ what: 'KSM is 1, and was 0.' }]);
  });

  it('gives every run as CSV', async () => {
    const folder = temporaryFolder();
    await preparedAttempt(folder);
    const { stdout } = await vmpart(['results', 'x.vmexperiment.json', '--csv'], folder);
    const [head, ...rows] = stdout
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    const column = (name: string): (string | undefined)[] =>
      rows.map((row) => row[head?.indexOf(name) ?? -1]);
    expect(column('layout')).toEqual(['native', 'four', 'native', 'four']);
    expect(column('seconds')).toEqual(['10', '11', '20', '24']);
    expect(column('counted')).toEqual(['true', 'true', 'true', 'true']);
  });

  it('reads the plan of the attempt, not the document as it is now', async () => {
    const folder = temporaryFolder();
    await preparedAttempt(folder);
    const before = await vmpart(['results', 'x.vmexperiment.json'], folder);
    writeFileSync(join(folder, 'x.vmexperiment.json'), EXPERIMENT.replace('stencil', 'sort'));
    expect(await vmpart(['results', 'x.vmexperiment.json'], folder)).toEqual(before);
  });

  it.each([
    ['x.vmexperiment.json', /x\.vmexperiment\.json has no results yet\. Run it: vmpart run \S+ --host/],
    ['gone.vmexperiment.json', /There is no file \S+gone\.vmexperiment\.json\. Look at the path/],
    ['nowhere', /nowhere is not the folder of an attempt: it has no attempt\.json\. Name a folder below/],
    ['x.vmexperiment.json/y', /attempt\.json lies below something that is no folder\. Look at the path/],
  ])('%s: one message with place and remedy', async (name, says) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'x.vmexperiment.json'), EXPERIMENT);
    const { code, stdout, stderr } = await vmpart(['results', name], folder);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(says);
  });

  it.each([
    ['attempt.json', '{', /attempt\.json is not JSON\. .*restore the file/],
    ['attempt.json', '{}', /attempt\.json is damaged\. /],
    ['plan.json', '{', /plan\.json is damaged.*Restore it from the host/],
    ['plan.json', '{"version": 2}', /plan\.json is damaged, or no plan of this version/],
    ['plan.json', 'null', /plan\.json is damaged/],
    ['plan.json', null, /has no plan\.json/],
  ])('a damaged %s (%j) is told as that', async (name, text, says) => {
    const folder = temporaryFolder();
    const attempt = join(folder, 'x.vmresults', await preparedAttempt(folder));
    if (text === null) rmSync(join(attempt, name));
    else writeFileSync(join(attempt, name), text);
    const { code, stderr } = await vmpart(['results', attempt], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
  });

  it('works with what is there: lost output, a torn journal, a line of nonsense', async () => {
    const folder = temporaryFolder();
    const attempt = join(folder, 'x.vmresults', await preparedAttempt(folder));
    rmSync(join(attempt, 'raw/s0004.txt'));
    const journal = readFileSync(join(attempt, 'journal.jsonl'), 'utf8').replace('\n', '\nnonsense\n');
    writeFileSync(join(attempt, 'journal.jsonl'), `${journal}{"v":1,`);
    const { code, stdout } = await vmpart(['results', attempt], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^four +stencil +cold +1 +1 /m);
  });

  it('takes no half of an output for the whole', async () => {
    const folder = temporaryFolder();
    const attempt = join(folder, 'x.vmresults', await preparedAttempt(folder));
    writeFileSync(join(attempt, 'raw/s0004.txt'), 'time 2');
    const { stdout } = await vmpart(['results', attempt, '--csv'], folder);
    expect(stdout.split('\r\n').filter((row) => row.includes('its output is not here'))).toHaveLength(1);
  });

  it('counts programs that print nothing by the wall clock, though no file of them is here', async () => {
    const folder = temporaryFolder();
    const experiment = EXPERIMENT.replace(/,\s*"time": \{.*\}/, '');
    const attempt = join(folder, 'x.vmresults', await preparedAttempt(folder, experiment));
    rmSync(join(attempt, 'raw'), { recursive: true });
    const path = join(attempt, 'journal.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/"bytes":\d+/g, '"bytes":0'));
    const { stdout, stderr } = await vmpart(['results', attempt], folder);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^four +stencil +cold +2 +2 /m);
    expect(stdout).not.toContain('not here');
  });

  it('does not follow a journal out of its folder', async () => {
    const folder = temporaryFolder();
    const attempt = join(folder, 'x.vmresults', await preparedAttempt(folder));
    mkdirSync(join(folder, 'x.vmresults/secret'), { recursive: true });
    writeFileSync(join(folder, 'x.vmresults/secret/s.txt'), 'time 99999\n');
    const path = join(attempt, 'journal.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/raw\/s000\d\.txt/g, '../secret/s.txt'));
    expect((await vmpart(['results', attempt, '--csv'], folder)).stdout).not.toContain('99999');
  });
});
