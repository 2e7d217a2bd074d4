import { Uri, type Webview } from 'vscode';
import { pageText, type Page } from './pageText';

export function webviewFolder(extension: Uri): Uri {
  return Uri.joinPath(extension, 'dist', 'webview');
}

/** The HTML of a page in a webview of the editor. */
export function pageHtml(webview: Webview, extension: Uri, page: Page): string {
  return pageText(page, {
    policySource: webview.cspSource,
    addressOf: (file) => webview.asWebviewUri(Uri.joinPath(webviewFolder(extension), file)).toString(),
  });
}
