// The few globals that every JavaScript runtime of today has and ECMAScript's own types lack. Nothing here reaches a
// file, a clock or a screen. Source: WHATWG Encoding.

declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}
