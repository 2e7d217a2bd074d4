import { randomBytes } from 'node:crypto';

/** What a webview page consists of: files under the extension's folder `dist/webview`. */
export interface Page {
  readonly title: string;
  /** Language of the texts, for readers of the screen. */
  readonly language: string;
  readonly script: string;
  readonly style: string;
  /** It makes images of its own: drawings that become pixels. */
  readonly drawsImages?: boolean;
}

/** Where a page's files come from: a source in the words of a content security policy, and the address of a file. */
export interface PageSource {
  readonly policySource: string;
  readonly addressOf: (file: string) => string;
}

/**
 * HTML that runs one script, with what that imports, and nothing else: no network, no inline code, no eval. The nonce in style-src and in the
 * meta element is for the toolkit, whose components make style elements of their own.
 */
export function pageText(page: Page, { policySource, addressOf }: PageSource): string {
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${policySource} 'nonce-${nonce}'`,
    `font-src ${policySource}`,
    `img-src ${policySource}${page.drawsImages === true ? ' data:' : ''}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escaped(page.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" nonce="${nonce}" href="${addressOf(page.style)}">
<title>${escaped(page.title)}</title>
</head>
<body>
<main id="root"></main>
<script type="module" nonce="${nonce}" src="${addressOf(page.script)}"></script>
</body>
</html>`;
}

/** HTML that says one thing, for a document that has no page. No script runs in it. */
export function noticeText(language: string, title: string, text: string): string {
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<title>${escaped(title)}</title>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
</main>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
