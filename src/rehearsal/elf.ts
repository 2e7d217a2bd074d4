/** A function that an ELF file exports, and how its code begins. */
export interface ExportedFunction {
  /** Relative to where the file is loaded. */
  readonly address: number;
  readonly code: Uint8Array;
}

/** ELF-64 File Format: section types, and the sizes of a section header and a symbol. */
const DYNSYM = 11;
const SECTION_BYTES = 64;
const SYMBOL_BYTES = 24;

/**
 * Finds an exported function in the bytes of a little-endian 64-bit ELF file. null when there is none of that name, or
 * the bytes are no such file.
 */
export function exportedFunction(elf: Buffer, name: string, codeBytes: number): ExportedFunction | null {
  if (elf.length < 64 || elf.readUInt32BE(0) !== 0x7f454c46 || elf[4] !== 2 || elf[5] !== 1) return null;
  try {
    const sections = sectionsOf(elf);
    const symbols = sections.find(({ type }) => type === DYNSYM);
    const names = symbols === undefined ? undefined : sections[symbols.link];
    if (symbols === undefined || names === undefined) return null;
    const wanted = Buffer.from(`${name}\0`);
    for (let at = symbols.offset; at < symbols.offset + symbols.bytes; at += SYMBOL_BYTES) {
      const text = names.offset + elf.readUInt32LE(at);
      if (wanted.compare(elf, text, text + wanted.length) !== 0) continue;
      const address = Number(elf.readBigUInt64LE(at + 8));
      const home = sections.find(
        (s) => s.address !== 0 && s.address <= address && address < s.address + s.bytes,
      );
      if (home === undefined) return null;
      const offset = home.offset + address - home.address;
      return { address, code: elf.subarray(offset, offset + codeBytes) };
    }
    return null;
  } catch (error) {
    // Offsets that lead out of the file.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

interface Section {
  readonly type: number;
  readonly address: number;
  readonly offset: number;
  readonly bytes: number;
  readonly link: number;
}

function sectionsOf(elf: Buffer): readonly Section[] {
  const table = Number(elf.readBigUInt64LE(40));
  const count = elf.readUInt16LE(60);
  return Array.from({ length: count }, (_, index) => {
    const at = table + index * SECTION_BYTES;
    return {
      type: elf.readUInt32LE(at + 4),
      address: Number(elf.readBigUInt64LE(at + 16)),
      offset: Number(elf.readBigUInt64LE(at + 24)),
      bytes: Number(elf.readBigUInt64LE(at + 32)),
      link: elf.readUInt32LE(at + 40),
    };
  });
}
