import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
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

/** A page of dist/webview, or of another folder, over HTTP, under the policy that src/platform/page.ts gives pages. */
export async function servePage(name: string, folder = dist): Promise<ServedPage> {
  const server = createServer((request, response) => {
    const file = (request.url ?? '/').slice(1);
    if (file !== `${name}.js` && file !== `${name}.css`) {
      response.setHeader('Content-Type', 'text/html');
      response.end(html(name));
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

function html(name: string): string {
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" nonce="${nonce}" href="/${name}.css">
<title>Layout</title>
</head>
<body>
<main id="root"></main>
<script nonce="${nonce}" src="/${name}.js"></script>
</body>
</html>`;
}
