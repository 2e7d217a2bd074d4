/** Longest that a page's image is taken, characters of base64. */
const MOST_CHARACTERS = 2 ** 26;
/** Widest and highest, pixels: what a canvas holds. */
const MOST_SIDE = 16_384;

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** A chunk without data: its length, its name, its check sum. */
const END = [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82];
/** Signature, and the first chunk with its check sum. */
const HEAD = 8 + 25;

/**
 * The bytes of a PNG in base64, which a page has made: null for anything that is none, that has no pixels, or more than a
 * canvas holds. What lies between its head and its end is not looked at.
 */
export function pngBytes(base64: string): Uint8Array | null {
  if (base64.length > MOST_CHARACTERS || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length < HEAD + END.length) return null;
  const isFramed = startsWith(bytes, SIGNATURE) && startsWith(bytes.subarray(-END.length), END);
  const isHead = bytes.readUInt32BE(8) === 13 && bytes.toString('latin1', 12, 16) === 'IHDR';
  const sides = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  return isFramed && isHead && sides.every((side) => side > 0 && side <= MOST_SIDE) ? bytes : null;
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}
