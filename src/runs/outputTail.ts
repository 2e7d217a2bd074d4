const keptLines = 12;
const keptCharacters = 400;

/** The last lines of what a program printed, for the moment in which it fails. */
export interface OutputTail {
  add(bytes: Uint8Array): void;
  /** Returns the lines and forgets them. */
  take(): readonly string[];
}

export function outputTail(): OutputTail {
  let decoder = new TextDecoder();
  let text = '';
  return {
    add(bytes) {
      text = (text + decoder.decode(bytes, { stream: true })).slice(-keptLines * keptCharacters);
    },
    take() {
      const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
      decoder = new TextDecoder();
      text = '';
      return lines.slice(-keptLines).map((line) => line.slice(0, keptCharacters));
    },
  };
}
