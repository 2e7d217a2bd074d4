import { readFileSync } from 'node:fs';
import { asTopologyDocument } from '../../../../src/core/schema/validate';
import { parseDocument } from '../../../../src/core/text/parse';
import { machineFromDocument } from '../../../../src/core/topology/fromDocument';
import type { Machine } from '../../../../src/core/topology/machine';

export function builtIn(id: string): Machine {
  const text = readFileSync(`media/machines/${id}.vmtopology.json`, 'utf8');
  const topology = asTopologyDocument(parseDocument(text).value);
  if (topology === null) throw new Error(`${id} is not valid`);
  return machineFromDocument(topology, '').machine;
}
