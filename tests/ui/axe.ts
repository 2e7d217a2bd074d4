import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { uiFolder } from '../../scripts/ui-setup.mjs';
import type { Page } from './browser';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly target: readonly unknown[] }[];
}

/** The checker, to be evaluated in a page before `violations` is asked. */
export const axe = readFileSync(
  createRequire(join(uiFolder(), 'package.json')).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** What is against WCAG 2 A and AA in a page, one text a place. */
export async function violations(page: Page): Promise<readonly string[]> {
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }).then((result) => result.violations)`,
  )) as readonly Violation[];
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, target }) => `${id}: ${help}: ${JSON.stringify(target)} ${html.slice(0, 200)}`),
  );
}
