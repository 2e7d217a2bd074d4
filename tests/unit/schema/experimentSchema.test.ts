import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { experimentSchema } from '../../../scripts/experiment-schema.mjs';
import { allLaunchers, allSuites } from '../../../src/core/programs/all';
import { hpcc } from '../../../src/core/programs/hpcc';
import type { Suite } from '../../../src/core/programs/program';

const read = (kind: string): object =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, `../../../schemas/${kind}.schema.json`), 'utf8'),
  ) as object;

/** The schema with one more suite, as `npm run generate` would make it. */
function schemaWith(more: Partial<Suite>): object {
  const suites = [...allSuites, { ...hpcc, ...more }];
  return experimentSchema(read('vmexperiment'), read('vmlayout'), suites, allLaunchers);
}

/** A suite of a newcomer with one key. */
function toy(key: string, schema: object): Partial<Suite> {
  return {
    id: 'no-suite-of-ours' as never,
    entry: { keys: { [key]: schema }, required: [], launchers: null },
  };
}

describe('the schema of experiments', () => {
  it('takes the keys of a new suite', () => {
    const size = { type: 'integer', description: 'Edge of the grid.' };
    expect(schemaWith(toy('grid', size))).toMatchObject({
      definitions: { workload: { properties: { grid: size } } },
    });
  });

  it('takes a key that another suite declares alike', () => {
    expect(() => schemaWith(toy('binary', hpcc.entry.keys['binary'] ?? {}))).not.toThrow();
  });

  it('says which suites declare a key differently, how, and what to do', () => {
    const other = { type: 'string', description: 'Where the program is.' };
    expect(() => schemaWith(toy('binary', other))).toThrow(
      /suites "[\w-]+" and "[\w-]+" declare the key `binary` differently:\n {2}\{.*\n {2}\{.*\nWrite the same in both/,
    );
  });

  it('says that every workload has a key already', () => {
    expect(() => schemaWith(toy('ranks', { type: 'integer' }))).toThrow(
      /"no-suite-of-ours" declares the key `ranks`, which every workload has\. Use what is there/,
    );
  });

  it('says that two suites have one id', () => {
    expect(() => schemaWith({ id: 'npb' })).toThrow(/call themselves npb/);
  });
});
