/** The page of a webview: one script, and a policy that lets nothing else in. */

export interface WebviewPage {
  readonly page: 'lab' | 'training';
  /** BCP 47. */
  readonly language: string;
  readonly title: string;
  /** Address of the bundle, as the webview may load it. */
  readonly scriptUri: string;
  /** The editor's source of resources for this webview. */
  readonly cspSource: string;
  /** Letters and digits, new for each page. */
  readonly nonce: string;
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The whole document. Images are bytes that the host sent; fonts and connections are not needed. */
export const webviewHtml = (page: WebviewPage): string => {
  const nonce = escapeHtml(page.nonce);
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}' ${page.cspSource}`,
    'img-src blob: data:',
    "font-src 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(page.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}</title>
</head>
<body data-page="${page.page}">
<script type="module" nonce="${nonce}" src="${escapeHtml(page.scriptUri)}"></script>
</body>
</html>`;
};
