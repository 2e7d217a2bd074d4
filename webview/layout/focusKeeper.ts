/**
 * Remembers where the keyboard is, and brings it back there after parts of the page were made anew: to the control of the
 * same kind and name, or to `otherwise` where there is none any more.
 */
export function focusKeeper(root: HTMLElement, otherwise: HTMLElement): () => void {
  const had = document.activeElement;
  if (had === null || !root.contains(had)) return () => undefined;
  const name = nameOf(had);
  const within = had.closest('[class]')?.className;
  return () => {
    if (had.isConnected) return;
    const alike = [...root.querySelectorAll<HTMLElement>(had.localName)].filter(
      (one) => nameOf(one) === name,
    );
    const nearest =
      alike.find((one) => one.closest('[class]')?.className === within) ?? alike[0] ?? otherwise;
    nearest.focus({ preventScroll: true });
  };
}

function nameOf(control: Element): string {
  return control.getAttribute('aria-label') ?? control.textContent;
}
