/**
 * Lets a call through at once, and the next when `milliseconds` have passed: of several that come meanwhile one goes on,
 * so that what was told last is never lost.
 */
export function paced(milliseconds: number, work: () => void): () => void {
  let isOpen = true;
  let waits = false;
  const go = (): void => {
    isOpen = false;
    waits = false;
    setTimeout(() => {
      isOpen = true;
      if (waits) go();
    }, milliseconds);
    work();
  };
  return () => {
    if (isOpen) go();
    else waits = true;
  };
}
