/**
 * The one way in which a string reaches an XML document: as text or as an attribute's value that every reader gives back
 * unchanged. Characters that XML 1.0 cannot hold at all (its section 2.2) become U+FFFD.
 */
export function escapeXml(text: string): string {
  return possibleInXml(text).replace(
    /[&<>"'\t\n\r]/g,
    (character) => ENTITIES[character] ?? `&#${character.charCodeAt(0)};`,
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Characters that no XML document can hold become U+FFFD. */
export function possibleInXml(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
