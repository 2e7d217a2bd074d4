import { fnv1a64 } from '../core/text/hash';
import type { AttemptRecord } from './attemptFolder';
import { UserError } from './lab';
import { cutRaw, journalPath, type LocalCopy, putAside } from './localCopy';
import type { LabOptions } from './options';
import { type Channel, HostError } from './ports';

/**
 * Makes the local copy a prefix of what the host has. A journal that is none (a disk restored from a backup, a folder
 * copied by hand) is put aside, never overwritten, and the copy begins again. Output that the host lost in a power cut
 * before it was on its disk is cut off.
 *
 * Throws UserError when the attempt is not on the host or not whole there, HostError when it cannot be looked at.
 */
export async function verifyCopy(
  options: LabOptions,
  channel: Channel,
  record: AttemptRecord,
  copy: LocalCopy,
  signal?: AbortSignal,
): Promise<void> {
  const raw = rawParts(copy);
  const words = raw.flatMap(({ name, bytes, hashed }) => [name, hashed ? String(bytes) : '']);
  const result = await channel.exec(VERIFY, [record.remote, String(copy.journalBytes), ...words], {
    ...(signal === undefined ? {} : { signal }),
  });
  if (result.code !== 0) throw refused(channel, record, result.code, result.stderr);
  const [journal, ...lines] = result.stdout.split('\n');
  if (journal !== (await hashOf(options, journalPath(copy.folder), copy.journalBytes))) {
    const aside = await putAside(options, copy);
    options.log.warn(
      `What is here of ${record.attempt} is not the beginning of the host's; it is kept in ${aside}.`,
    );
    return;
  }
  for (const [index, part] of raw.entries()) {
    const [size = '', hash = ''] = (lines[index] ?? '').split(' ');
    const path = `${copy.folder}/raw/${part.name}`;
    const same = !part.hashed || hash === (await hashOf(options, path, part.bytes));
    const keep = Math.min(same ? part.bytes : part.promised, Number(size));
    if (keep < part.bytes) await cutRaw(options, copy, part.name, keep);
  }
}

interface RawPart {
  readonly name: string;
  /** Size of the local copy. */
  readonly bytes: number;
  /** Bytes that the journal speaks of: they were on the host's disk before the line was. */
  readonly promised: number;
  /** Whether there is more than that, which only a hash can vouch for. */
  readonly hashed: boolean;
}

function rawParts(copy: LocalCopy): readonly RawPart[] {
  const ends = new Map<string, number>();
  const { runs, earlierTries } = copy.reader.state();
  for (const { raw } of [...runs, ...Object.values(earlierTries).flat()]) {
    if (raw !== null) ends.set(raw.file, Math.max(ends.get(raw.file) ?? 0, raw.offset + raw.bytes));
  }
  return [...copy.rawBytes].map(([name, bytes]) => {
    const promised = Math.min(bytes, ends.get(`raw/${name}`) ?? 0);
    return { name, bytes, promised, hashed: bytes > promised };
  });
}

async function hashOf({ files }: LabOptions, path: string, bytes: number): Promise<string> {
  return fnv1a64(bytes === 0 ? new Uint8Array(0) : await files.readBytes(path, 0, bytes));
}

function refused(channel: Channel, record: AttemptRecord, code: number, stderr: string): Error {
  if (code === GONE) {
    return new UserError(
      `${record.attempt} is no longer on ${channel.name}: there is no folder ${record.remote}.`,
      'What was copied before is still here; start the experiment again for more.',
    );
  }
  if (code === LOST) {
    return new UserError(
      `The files of ${record.attempt} are not whole on ${channel.name}: it went down before they were on its disk.`,
      'What was copied before is still here; run the experiment without --resume, which begins a new attempt.',
    );
  }
  return new HostError(
    `${record.attempt} cannot be read on ${channel.name}: ${stderr.trim() || `exit code ${code}`}`,
    `Look whether ${record.remote}/bin/vmpart-host can be started there.`,
  );
}

const GONE = 4;
const LOST = 6;

/** Arguments: FOLDER JOURNAL-BYTES, then NAME BYTES for each file in raw/, BYTES empty where no hash is wanted. */
const VERIFY = `
cd -- "$1" || exit ${GONE}
# An empty program ends well and says nothing.
[ -s bin/vmpart-host ] || [ ! -e bin/vmpart-host ] || exit ${LOST}
prefix() {
  [ -f "$1" ] || { echo shorter; return; }
  bin/vmpart-host hash "$1" "$2"
  case $? in 0) ;; 1) echo shorter ;; *) exit 5 ;; esac
}
if [ "$2" -eq 0 ]; then echo ${fnv1a64(new Uint8Array(0))}; else prefix journal.jsonl "$2"; fi
shift 2
while [ "$#" -ge 2 ]; do
  size=0
  [ ! -f "raw/$1" ] || size=$(wc -c <"raw/$1")
  printf '%d ' "$size"
  if [ -n "$2" ]; then prefix "raw/$1" "$2"; else echo -; fi
  shift 2
done
`;
