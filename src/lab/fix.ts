import type { Fix } from '../core/check/rule';
import { applyEdits } from '../core/text/edits';
import { checkFile } from './check';
import type { CheckOptions } from './lab';
import type { LabOptions } from './options';

/** Rounds after which fixing stops even if fixes keep turning up: none of ours needs more. */
const MAX_ROUNDS = 100;

/**
 * Applies safe fixes one by one, looking again after each, until none is left, and writes the file once. Returns how
 * many were applied.
 */
export async function fixFile(options: LabOptions, path: string, check: CheckOptions = {}): Promise<number> {
  let fixed = 0;
  let text: string | null = null;
  while (fixed < MAX_ROUNDS) {
    const current = text;
    const view: LabOptions =
      current === null
        ? options
        : {
            ...options,
            readDocument: (other) =>
              other === path ? Promise.resolve(current) : options.readDocument(other),
          };
    const checked = await checkFile(view, path, check);
    const fix = firstSafeFix(checked.findings.flatMap((finding) => finding.fixes));
    if (fix === undefined) break;
    text = applyEdits(checked.text, fix.edits);
    fixed += 1;
  }
  if (text !== null) await options.files.writeText(path, text);
  return fixed;
}

function firstSafeFix(fixes: readonly Fix[]): Fix | undefined {
  return fixes.find((fix) => fix.safe);
}
