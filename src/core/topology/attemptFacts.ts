import { type Capture, readCapture } from './capture';
import { readCaptureText, sectionOf, textAt } from './captureText';

/** What an attempt wrote down of its host when it began or ended: a capture, and the files that it uses. */
export interface AttemptFacts extends Capture {
  readonly used: readonly UsedFile[];
  /** Release of the guests' kernel; null where no guests are run. */
  readonly guestKernel: string | null;
}

/** A file that decides what is measured. */
export interface UsedFile {
  /** `tool`: of the host. `program`, `file`: of guests too. `kernel`: the guests'. */
  readonly kind: 'tool' | 'program' | 'file' | 'kernel';
  readonly path: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

const KINDS = ['tool', 'program', 'file', 'kernel'] as const;

/** null when the text holds no capture. Never throws. */
export function readAttemptFacts(text: string): AttemptFacts | null {
  const read = readCapture(text);
  const capture = readCaptureText(text);
  if (read === null || capture === null) return null;
  const section = sectionOf(capture, 'used');
  const used = KINDS.flatMap((kind) => (section.get(kind) ?? []).flatMap((line) => usedFile(kind, line)));
  return { ...read, used, guestKernel: textAt(section, 'release') };
}

function usedFile(kind: UsedFile['kind'], line: string): readonly UsedFile[] {
  const [, sha256, path] = /^([0-9a-f]{64}) (\/.*)$/.exec(line) ?? [];
  return sha256 === undefined || path === undefined ? [] : [{ kind, path, sha256 }];
}
