/** Attributes as they are set, `null` for none; `class` and `aria-*` included. No styles: the policy forbids them. */
export type Attributes = Readonly<Record<string, string | null>>;

export type Child = Node | string | null;

/** An element with its children. Texts become text nodes, never markup. */
export function element(
  name: string,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** The same element with something to do when it is used. */
export function on<T extends HTMLElement>(made: T, event: string, act: () => void): T {
  made.addEventListener(event, act);
  return made;
}
