import { EventEmitter, type TreeDataProvider } from 'vscode';

/** Makes a thing when it is first asked for, and only once; it may learn who asked first. */
export function once<T, A = void>(make: (asker: A) => Promise<T>): (asker: A) => Promise<T> {
  let made: Promise<T> | undefined;
  return (asker) => (made ??= make(asker));
}

/** A tree whose provider is made when the view is first shown. */
export function lazyTree<T>(provider: () => Promise<TreeDataProvider<T>>): TreeDataProvider<T> {
  const changed = new EventEmitter<T | T[] | undefined | null>();
  const shown = once(async () => {
    const made = await provider();
    made.onDidChangeTreeData?.((item) => changed.fire(item ?? undefined));
    return made;
  });
  return {
    onDidChangeTreeData: changed.event,
    getChildren: async (item) => (await shown()).getChildren(item),
    getTreeItem: async (item) => (await shown()).getTreeItem(item),
  };
}
