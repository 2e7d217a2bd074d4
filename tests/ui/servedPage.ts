import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { pageText, type Page } from '../../src/platform/pageText';
import { dressing, type EditorTheme } from './themes';

const dist = resolve(import.meta.dirname, '../../dist/webview');

/** What the editor gives a page before its script runs: its window has `toHost`, which takes messages. */
export function editorApi(theme: EditorTheme | undefined): string {
  return `
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => void window.toHost(message),
      getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
      setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
    });
    document.addEventListener('DOMContentLoaded', () => { ${theme === undefined ? '' : dressing(theme)} });`;
}

export interface ServedPage {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** A page of dist/webview, or of another folder, over HTTP, with the HTML and the policy that the editor gives pages. */
export async function servePage(name: string, folder = dist): Promise<ServedPage> {
  const server = createServer((request, response) => {
    const file = (request.url ?? '/').slice(1);
    if (![`${name}.js`, 'shared.js', `${name}.css`].includes(file)) {
      response.setHeader('Content-Type', 'text/html');
      response.end(pageText(layoutPage(name), { policySource: "'self'", addressOf: (at) => `/${at}` }));
      return;
    }
    response.setHeader('Content-Type', file.endsWith('.js') ? 'text/javascript' : 'text/css');
    response.end(readFileSync(join(folder, file)));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The page has no port.');
  return {
    address: `http://127.0.0.1:${address.port}/`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function layoutPage(name: string): Page {
  return { title: 'Layout', language: 'en', script: `${name}.js`, style: `${name}.css`, drawsImages: true };
}
