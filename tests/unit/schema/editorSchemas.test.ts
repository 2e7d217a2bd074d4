import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { getLanguageService, TextDocument } from 'vscode-json-languageservice';
import { withOwnWords } from '../../../scripts/editor-schemas.mjs';

// The editor's own JSON service, with the schemas as they are packaged: what it shows when the mouse rests on a value.

const root = join(import.meta.dirname, '../../..');

async function hover(kind: string, text: string, at: string): Promise<string> {
  const schema = JSON.parse(readFileSync(join(root, `schemas/${kind}.schema.json`), 'utf8')) as object;
  const service = getLanguageService({});
  service.configure({
    schemas: [{ uri: 'vmpart://schema', fileMatch: ['*.json'], schema: withOwnWords(schema) }],
  });
  const document = TextDocument.create('file:///x.json', 'jsonc', 1, text);
  const position = document.positionAt(text.indexOf(at) + 1);
  const found = await service.doHover(document, position, service.parseJSONDocument(document));
  return JSON.stringify(found?.contents ?? null);
}

const layout = `{ "version": 1, "machine": "m", "accept": { "NUM01": "why" }, "regions": { "r": { "size": "1GiB" } },
  "defaults": { "memory": "2GiB" },
  "vms": [{ "name": "a", "pus": "0-3", "nics": [{ "network": "lan" }], "cells": [{ "vcpus": "0", "memory": "4GiB", "node": 0 }] }] }`;

describe('schemas for the editor', () => {
  it.each([
    ['"0-3"', 'Host PUs in vCPU order'],
    ['"1GiB"', 'a multiple of 128 MiB'],
    ['"2GiB"', 'Memory of the VM'],
    ['"4GiB"', 'Memory of the cell'],
    ['"lan"', 'The network that it is on'],
    ['"a"', 'Name of the VM'],
    ['"accept"', 'Findings that are meant to be so'],
  ])('explain %s as what it is here', async (at, words) => {
    expect(await hover('vmlayout', layout, at)).toContain(words);
  });

  it('explain what an experiment says', async () => {
    const text =
      '{ "version": 1, "layouts": [], "timeLimit": "1h", "collect": ["numaStat"], "workloads": [{ "suite": "command", "time": { "pattern": "x", "unit": "s" } }] }';
    expect(await hover('vmexperiment', text, '"1h"')).toContain('Longest time that a run may take');
    expect(await hover('vmexperiment', text, '"collect"')).toContain('What is recorded beside times');
    expect(await hover('vmexperiment', text, '"time"')).toContain('own timed region');
  });
});
