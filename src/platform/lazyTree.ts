import { EventEmitter, type TreeDataProvider } from 'vscode';
import { once } from '../lab/whenCalled';

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
