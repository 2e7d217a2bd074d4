import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandIds } from '../../../src/platform/commands';

const root = resolve(import.meta.dirname, '../../..');
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');
const words = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
const { contributes } = JSON.parse(manifestText) as {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly alt?: string }[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly walkthroughs: readonly {
      readonly id: string;
      readonly steps: readonly {
        readonly media: { readonly svg: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
  };
};

const ours = commandIds.map((id) => `vmPartitionLab.${id}`);
const views = Object.values(contributes.views).flatMap((each) => each.map(({ id }) => id));

/** Commands that links of a text lead to. */
function linked(text: string): readonly string[] {
  return [...text.matchAll(/\(command:([A-Za-z.]+)/g)].map(([, command]) => command ?? '');
}

describe('the manifest', () => {
  it('has a title for every command that there is, and no other', () => {
    expect(contributes.commands.map(({ command }) => command).sort()).toEqual([...ours].sort());
  });

  it('has words for everything that it names, and names everything that it has words for', () => {
    const named = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
    expect(new Set(named)).toEqual(new Set(Object.keys(words)));
  });

  it('puts only commands that there are into menus', () => {
    const inMenus = Object.values(contributes.menus).flat();
    const asked = inMenus.flatMap(({ command, alt }) => (alt === undefined ? [command] : [command, alt]));
    expect(asked.filter((command) => !ours.includes(command))).toEqual([]);
  });

  it('leads from its texts to commands of ours that there are', () => {
    const known = [...ours, ...views.map((view) => `${view}.focus`)];
    const asked = Object.values(words).flatMap(linked);
    expect(
      asked.filter((command) => command.startsWith('vmPartitionLab.') && !known.includes(command)),
    ).toEqual([]);
  });

  it('has a walkthrough whose pictures and events there are', () => {
    const [start] = contributes.walkthroughs;
    const steps = start?.steps ?? [];
    expect([start?.id, steps.length]).toEqual(['start', 5]);
    expect(steps.filter(({ media }) => !existsSync(join(root, media.svg)))).toEqual([]);
    const events = steps.flatMap(({ completionEvents }) => completionEvents);
    const commands = events.map((event) => event.replace(/^onCommand:/, ''));
    expect(commands.filter((name) => name.startsWith('vmPartitionLab.') && !ours.includes(name))).toEqual([]);
  });
});
