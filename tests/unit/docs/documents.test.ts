import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJournal } from '../../../src/core/journal/reader';
import { createLab } from '../../../src/lab/createLab';
import { labOptions } from '../../support/labOptions';

const DOCS = join(import.meta.dirname, '../../../docs');
const TEXT = readFileSync(join(DOCS, 'documents.md'), 'utf8');

function blocks(language: string): readonly string[] {
  return [...TEXT.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, text]) => text ?? '',
  );
}

it('docs/model/profiles.md has a profile as an experiment may have it', async () => {
  const page = readFileSync(join(DOCS, 'model/profiles.md'), 'utf8');
  const [, program = ''] = /^```jsonc\n(.*?)^```$/ms.exec(page) ?? [];
  const layouts =
    '[{ "name": "cut", "layout": { "version": 1, "machine": "barcelona-4x4", "partition": { "per": "node" } } }]';
  const accept = '{ "EXP01": "an example" }';
  const text = `{ "version": 1, "layouts": ${layouts}, "workloads": [${program}], "accept": ${accept} }`;
  const path = join(DOCS, 'x.vmexperiment.json');
  const { findings } = await createLab(labOptions({ [path]: text })).check(path);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(text).toContain('"profile"');
});

describe('docs/documents.md', () => {
  const examples = blocks('jsonc').map((text): readonly [string, string] => {
    const name = /^\/\/ (\S+)$/m.exec(text)?.[1] ?? '';
    return [name, text];
  });

  it('has an example of each of the four documents', () => {
    const names = examples.map(([name]) => name);
    expect(names.map((name) => name.replace(/^.*\.vm/, '.vm'))).toEqual([
      '.vmtopology.json',
      '.vmlayout.json',
      '.vmexperiment.json',
      'hosts.json',
    ]);
  });

  it.each(examples)('%s is a document in which there is nothing to find', async (name, text) => {
    const path = join(DOCS, name);
    const texts = Object.fromEntries(examples.map(([other, value]) => [join(DOCS, other), value]));
    const { findings } = await createLab(labOptions({ ...texts, [path]: text })).check(path);
    // EXP03 says of every experiment what it takes.
    const open = findings.filter(({ rule }) => rule !== 'EXP03');
    expect(open.map((finding) => `${finding.rule} ${finding.message}`)).toEqual([]);
  });

  it('has a journal that can be read whole', () => {
    const [text = '', ...others] = blocks('jsonl');
    const { state, events, torn } = readJournal(text);
    expect([others.length, state.badLines, torn]).toEqual([0, 0, false]);
    expect(events).toHaveLength(text.trimEnd().split('\n').length);
    expect(state).toMatchObject({ state: 'cancelled', runs: [{ run: 'r0001', state: 'ok', marks: [] }] });
  });

  it('names every event of the journal', () => {
    const schema = readFileSync(join(DOCS, '../schemas/journal-event.schema.json'), 'utf8');
    for (const [, event] of schema.matchAll(/"const": "([a-z_]+)"/g)) expect(TEXT).toContain(`\`${event}\``);
  });
});
