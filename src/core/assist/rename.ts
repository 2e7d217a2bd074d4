import type { TextEdit, TextRange } from '../text/document';
import { occurrenceAt, occurrencesIn, sameName, type Occurrence, type SymbolKind } from './symbols';
import type { Subject } from './subject';

/** The name without its quotes; `problem` says in words why it cannot be changed here. */
export type Renameable = { readonly range: TextRange; readonly name: string } | { readonly problem: string };

export function renameableAt(subject: Subject, offset: number): Renameable {
  const found = occurrenceAt(subject, offset);
  if (found === null)
    return { problem: 'Only names of VMs, hosts, networks, regions and layouts can be renamed.' };
  const file = sameName(subject, found).find((one) => one.declares && isFile(subject, one));
  if (file !== undefined)
    return {
      problem: `"${found.name}" is named by its file. Rename the file, or give the layout a name here.`,
    };
  return { range: inside(found.range), name: found.name };
}

/** Edits of all places of the name at an offset, or in words why the new name cannot be taken. */
export function renameAt(
  subject: Subject,
  offset: number,
  name: string,
): readonly TextEdit[] | { readonly problem: string } {
  const able = renameableAt(subject, offset);
  const found = occurrenceAt(subject, offset);
  if ('problem' in able || found === null) return 'problem' in able ? able : [];
  const problem = name === found.name ? null : nameProblem(subject, found, name);
  if (problem !== null) return { problem };
  return sameName(subject, found).map(({ range }) => ({ ...inside(range), text: name }));
}

/** Why nothing of a kind can be named so, in words; null when it can. */
export function nameProblem(
  subject: Subject,
  { symbol, scope }: Pick<Occurrence, 'symbol' | 'scope'>,
  name: string,
): string | null {
  const { pattern, words } = NAMES[symbol];
  if (!pattern.test(name)) return `"${name}" is not possible: ${words}.`;
  const taken = occurrencesIn(subject).some(
    (other) => other.symbol === symbol && other.scope === scope && other.declares && other.name === name,
  );
  return taken ? `There is a ${WORDS[symbol]} named "${name}" already.` : null;
}

const SMALL = 'small letters, digits and "-", beginning with a letter';

/** As in the schemas. */
const NAMES: Readonly<Record<SymbolKind, { readonly pattern: RegExp; readonly words: string }>> = {
  vm: { pattern: /^[a-z][a-z0-9-]{0,31}$/, words: `a VM's name has ${SMALL}, at most 32` },
  host: { pattern: /^[a-z][a-z0-9-]{0,31}$/, words: `a host's name has ${SMALL}, at most 32` },
  network: { pattern: /^[a-z][a-z0-9-]{0,14}$/, words: `a network's name has ${SMALL}, at most 15` },
  region: { pattern: /^[a-z][a-z0-9-]{0,14}$/, words: `a region's name has ${SMALL}, at most 15` },
  level: {
    pattern: /^(?!native$)[A-Za-z][A-Za-z0-9_.-]{0,62}$/,
    words: 'a layout\'s name has letters, digits, "_", "." and "-", at most 63, and is not "native"',
  },
};

const WORDS: Readonly<Record<SymbolKind, string>> = {
  vm: 'VM',
  host: 'host',
  network: 'network',
  region: 'region',
  level: 'layout',
};

/** Is the level's declaration the path of a file? */
function isFile({ doc }: Subject, { symbol, name, range }: Occurrence): boolean {
  return symbol === 'level' && doc.text.slice(range.offset + 1, range.offset + range.length - 1) !== name;
}

function inside({ offset, length }: TextRange): TextRange {
  return { offset: offset + 1, length: length - 2 };
}
