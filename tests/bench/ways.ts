import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type AnySchemaObject } from 'ajv';
import { getNodeValue, parseTree, type ParseError } from 'jsonc-parser';
import { getLanguageService, TextDocument, type LanguageService } from 'vscode-json-languageservice';
import { checkLayout, documentFindings } from '../../src/core/check/engine';
import type { Finding } from '../../src/core/check/rule';
import { layoutFromDocument } from '../../src/core/layout/fromDocument';
import type { LayoutDocument } from '../../src/core/schema/generated/vmlayout.types';
import type { TopologyDocument } from '../../src/core/schema/generated/vmtopology.types';
import { validateDocument } from '../../src/core/schema/validate';
import { parseDocument } from '../../src/core/text/parse';
import { machineFromDocument } from '../../src/core/topology/fromDocument';
import type { Machine } from '../../src/core/topology/machine';

export type Kind = 'layout' | 'topology';

/** Text of a topology to a machine: parse, schema, what a schema cannot say. Throws when it has a fault. */
export function readMachine(text: string): Machine {
  const doc = parseDocument(text);
  const wrong = [...doc.problems, ...validateDocument('topology', doc)];
  const { machine, problems } = machineFromDocument(doc.value as TopologyDocument, 'bench');
  const first = wrong[0] ?? problems[0];
  if (first !== undefined) throw new Error(first.message);
  return machine;
}

/** Text of a layout to findings, as the use cases go: parse, schema, VMs with their defaults, every rule. */
export function findingsOf(text: string, machine: Machine): readonly Finding[] {
  const doc = parseDocument(text);
  const wrong = [...doc.problems, ...validateDocument('layout', doc)];
  if (wrong.length > 0) return documentFindings(wrong);
  const { layout, problems } = layoutFromDocument(doc.value as LayoutDocument, machine, 'bench');
  return checkLayout(doc, layout, problems);
}

/** The first peer: jsonc-parser's tree, its value, and ajv compiled for the same schema. True when it is valid. */
export function treeAndAjv(schemas: string): (kind: Kind, text: string) => boolean {
  const compiled = (kind: Kind) =>
    new Ajv({ allErrors: true, strict: false, discriminator: true }).compile(schemaOf(schemas, kind));
  const validators = { layout: compiled('layout'), topology: compiled('topology') };
  return (kind, text) => {
    const errors: ParseError[] = [];
    const tree = parseTree(text, errors, { allowTrailingComma: true });
    return tree !== undefined && errors.length === 0 && validators[kind](getNodeValue(tree)) === true;
  };
}

/** The second peer: the editor's JSON service with the same schemas. Number of its complaints. */
export function languageService(schemas: string): (kind: Kind, text: string) => Promise<number> {
  const service: LanguageService = getLanguageService({});
  service.configure({
    validate: true,
    schemas: (['layout', 'topology'] as const).map((kind) => ({
      uri: `bench://schema/${kind}`,
      fileMatch: [`*.vm${kind}.json`],
      schema: schemaOf(schemas, kind),
    })),
  });
  let version = 0;
  return async (kind, text) => {
    const document = TextDocument.create(`file:///bench.vm${kind}.json`, 'jsonc', version++, text);
    const json = service.parseJSONDocument(document);
    const settings = { comments: 'ignore', trailingCommas: 'ignore' } as const;
    return (await service.doValidation(document, json, settings)).length;
  };
}

function schemaOf(folder: string, kind: Kind): AnySchemaObject {
  return JSON.parse(readFileSync(join(folder, `vm${kind}.schema.json`), 'utf8')) as AnySchemaObject;
}
