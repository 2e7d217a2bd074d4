import { quoteShell } from '../core/plan/quote';

/** A script on its way to a shell: a command line without any text of the user's, and the input that carries it. */
export interface ScriptFrame {
  /** For `sh -c`; holds no quote, backslash, newline or exclamation mark, so csh and fish pass it on unchanged too. */
  readonly loader: string;
  /** Goes to the shell's input before the script's own input. */
  readonly bytes: Buffer;
}

/**
 * Script and arguments go by the shell's input, so that neither their length nor the login shell of a remote user
 * matters: one argument of a process is limited to 128 KiB on Linux, and ssh hands all of a command over as one.
 * `dd` reads exactly the frame (`head` of some systems reads ahead), so that the rest of the input is the script's.
 * The braces make a frame that was cut on its way a syntax error, of which no command runs.
 *
 * Throws RangeError for a NUL character in the script or an argument.
 */
export function frameScript(script: string, args: readonly string[]): ScriptFrame {
  if (script.includes('\0')) throw new RangeError('A script cannot hold a NUL character.');
  const text = `{ set -- ${args.map(quoteShell).join(' ')}\n${script}\n}\n`;
  const bytes = Buffer.from(text, 'utf8');
  return {
    loader: `eval "$(dd bs=${bytes.length} count=1 iflag=fullblock 2>/dev/null)"`,
    bytes,
  };
}

/** The frame with the script's own input behind it. */
export function frameInput(frame: ScriptFrame, input: Uint8Array | string | undefined): Buffer {
  if (input === undefined) return frame.bytes;
  return Buffer.concat([frame.bytes, typeof input === 'string' ? Buffer.from(input, 'utf8') : input]);
}
