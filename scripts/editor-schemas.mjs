// The schemas as the editor's JSON service gets them. It lets a definition's own words win over those beside the
// reference to it, so that every size would be explained as "a size with its unit" and never as what it is the size of.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes all schemas of a folder into another, minified. */
export function writeEditorSchemas(from, to) {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const schema = JSON.parse(readFileSync(join(from, name), 'utf8'));
    writeFileSync(join(to, name), JSON.stringify(withOwnWords(schema)));
  }
}

/** The words of each definition stand at the references to it that have none, and no longer at the definition. */
export function withOwnWords(schema) {
  const definitions = schema.definitions ?? {};
  const nameOf = (ref) => /^#\/definitions\/([^/]+)$/.exec(ref ?? '')?.[1];
  const copied = (node, keepsWords) => {
    if (Array.isArray(node)) return node.map((item) => copied(item, true));
    if (node === null || typeof node !== 'object') return node;
    const entries = Object.entries(node)
      .filter(([key, value]) => keepsWords || key !== 'description' || typeof value !== 'string')
      .map(([key, value]) => [key, copied(value, true)]);
    const words = typeof node.$ref === 'string' ? definitions[nameOf(node.$ref)]?.description : undefined;
    if (words === undefined || node.description !== undefined) return Object.fromEntries(entries);
    return { ...Object.fromEntries(entries), description: words };
  };
  const { definitions: all, ...body } = schema;
  void all;
  const bare = Object.entries(definitions).map(([name, value]) => [name, copied(value, false)]);
  return { ...copied(body, true), definitions: Object.fromEntries(bare) };
}
