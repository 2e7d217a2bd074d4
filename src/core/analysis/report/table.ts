import { element, type Markup } from './markup';

/** A table in which the first cell of a row is its heading. A wide one scrolls by itself, not the page. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): Markup {
  const headings = head.map((text) => element('th', { scope: 'col' }, [text]));
  const body = rows.map(([first = '', ...others]) =>
    element('tr', {}, [
      element('th', { scope: 'row' }, [first]),
      ...others.map((text) => element('td', {}, [text])),
    ]),
  );
  return element('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': caption }, [
    element('table', {}, [
      element('caption', {}, [caption]),
      element('thead', {}, [element('tr', {}, headings)]),
      element('tbody', {}, body),
    ]),
  ]);
}

/** Names with what belongs to them. */
export function facts(pairs: readonly (readonly [name: string, text: string])[]): Markup {
  return element(
    'dl',
    {},
    pairs.flatMap(([name, text]) => [element('dt', {}, [name]), element('dd', {}, [text])]),
  );
}
