import type { Disposable } from 'vscode';

/** Things that end together. What is added after the end is ended at once. */
export class Store implements Disposable {
  readonly #held = new Set<Disposable>();
  #ended = false;

  add<T extends Disposable>(thing: T): T {
    if (this.#ended) thing.dispose();
    else this.#held.add(thing);
    return thing;
  }

  dispose(): void {
    this.#ended = true;
    for (const thing of this.#held) thing.dispose();
    this.#held.clear();
  }
}
