import { originNote } from '../core/analysis/format';
import { printable } from '../core/text/printable';
import type { KnownAttempt } from './knownAttempt';
import type { PlacedDocument } from './resultsArchive';

interface Contents {
  /** Folder of the attempt in the archive. */
  readonly attempt: string;
  readonly documents: readonly PlacedDocument[];
}

/** What an archive is, what lies where in it, and how it is read: Markdown. */
export function archiveReadme({ found, plan, record, facts }: KnownAttempt, contents: Contents): string {
  const { results } = found;
  const note = originNote(results.origin);
  return [
    `# ${printable(results.experiment)}, attempt ${printable(results.attempt)}`,
    '',
    `Standing: ${results.standing}.${note === '' ? '' : ` These are ${note}.`} Planned by VM Partition Lab ${printable(plan.tool)}.`,
    '',
    '## How to read it back',
    '',
    'With `vmpart` of VM Partition Lab, without unpacking:',
    '',
    '    vmpart results FILE.tar.gz                the tables',
    '    vmpart results FILE.tar.gz --json         the same as results.json',
    '    vmpart results FILE.tar.gz --html PAGE    all of it as a page',
    '',
    `Unpacked, the folder \`${contents.attempt}\` is that of an attempt as any other. \`sha256sum -c SHA256SUMS\` checks the files.`,
    'Without `vmpart`: `results.csv` has one row a run, units in the head.',
    '',
    '## What lies where',
    '',
    ...['results.json: all numbers', 'results.csv: every run', 'methods.txt: how it was done, in words'].map(
      item,
    ),
    item(`${contents.attempt}/plan.json: what was to be run, as data`),
    item(`${contents.attempt}/journal.jsonl: what happened, a line an event`),
    item(
      `${contents.attempt}/raw/: what programs printed, a file a session, and what the host said of itself`,
    ),
    ...contents.documents.map((document) => item(`${printable(document.place)}: ${standingOf(document)}`)),
    ...(contents.documents.length === 0
      ? [item('No documents: the experiment was gone when this was packed.')]
      : []),
    '',
    '## What is not in it',
    '',
    `Programs, their input and the guests' files stay on the host. ${filesSentence(facts !== null && facts.used.length > 0)}`,
    `It names the host as \`${printable(record.host)}\` and holds what the host says of itself: look at it before you give it away.`,
    '',
  ].join('\n');
}

function item(text: string): string {
  return `- ${text}`;
}

function filesSentence(known: boolean): string {
  return known
    ? 'The SHA-256 of each is in the facts of the host.'
    : 'What was in them is not known: the host did not say.';
}

function standingOf({ place, asPlanned }: PlacedDocument): string {
  if (place.startsWith('machines/')) return 'a machine that comes with the program';
  if (asPlanned === null) return 'a document as it was when this was packed';
  return asPlanned
    ? 'a document as it was when the attempt was planned'
    : 'a document that has changed since the attempt was planned; the plan says what was run';
}
