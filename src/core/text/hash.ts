/**
 * FNV-1a, 64 bits, of bytes: 16 hexadecimal digits. Names plans and tells whether a copied journal is a prefix of
 * the host's; it protects against accidents, not against forgery. The helper on the host computes the same.
 * Source: Fowler, Noll, Vo; draft-eastlake-fnv, parameters for 64 bits.
 */
export function fnv1a64(bytes: Uint8Array): string {
  // Four limbs of 16 bits, the lowest first: products stay exact in a double.
  let a = 0x2325;
  let b = 0x8422;
  let c = 0x9ce4;
  let d = 0xcbf2;
  for (const byte of bytes) {
    a ^= byte;
    // The prime is 2^40 + 0x1b3.
    const low = a * 0x1b3;
    const second = b * 0x1b3 + (low >>> 16);
    const third = c * 0x1b3 + ((a & 0xff) << 8) + (second >>> 16);
    const fourth = d * 0x1b3 + (((b & 0xff) << 8) | (a >>> 8)) + Math.floor(third / 0x10000);
    a = low & 0xffff;
    b = second & 0xffff;
    c = third & 0xffff;
    d = fourth & 0xffff;
  }
  return [d, c, b, a].map((limb) => limb.toString(16).padStart(4, '0')).join('');
}
