/**
 * The page of pictures, as one text: the editor's panel and the report on disk are the same page. In the panel script
 * and style are addresses that the editor serves; in a report they stand in the page itself, as does the data, so
 * that it can be sent by mail and opened without a network.
 *
 * The policy lets nothing run that does not bear the nonce, and nothing be loaded but what the host serves. Mermaid
 * writes a style element into each of its pictures, which is why inline styles are allowed.
 */
export interface PageParts {
  readonly title: string;
  readonly script: Part;
  readonly style: Part;
  /** Drawn with only when a sequence diagram comes into view, so it is not loaded before. */
  readonly mermaid: Part;
  /** A fresh random word of letters and digits. */
  readonly nonce: string;
  /** The source that the editor serves the parts from; empty for a report on disk. */
  readonly cspSource: string;
  /** A report from `encode`, for a page that stands alone. */
  readonly data?: string;
  /** Reports of sweeps from `encode`, for the same page. */
  readonly sweeps?: string;
}

export type Part = { readonly href: string } | { readonly text: string };

/** The page. Throws a RangeError where the nonce could break out of an attribute. */
export function pageHtml(parts: PageParts): string {
  if (!/^[A-Za-z0-9+/=_-]+$/.test(parts.nonce)) throw new RangeError('a nonce has only letters and digits');
  const nonce = `nonce="${parts.nonce}"`;
  const policy = [
    "default-src 'none'",
    `style-src ${parts.cspSource} 'unsafe-inline'`,
    `script-src 'nonce-${parts.nonce}'`,
    'img-src data: blob:',
    `font-src ${parts.cspSource || "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${attribute(parts.title)}</title>
${style(parts.style)}
</head>
<body>
<div id="app"></div>
${embedded('data', parts.data, nonce)}
${embedded('sweeps', parts.sweeps, nonce)}
${later(parts.mermaid, nonce)}
${script(parts.script, nonce)}
</body>
</html>
`;
}

function embedded(id: string, data: string | undefined, nonce: string): string {
  return data === undefined ? '' : `<script type="application/json" id="${id}" ${nonce}>${data}</script>`;
}

function style(part: Part): string {
  return 'href' in part
    ? `<link rel="stylesheet" href="${attribute(part.href)}">`
    : `<style>${part.text.replaceAll('</style', '<\\/style')}</style>`;
}

function script(part: Part, nonce: string): string {
  return 'href' in part
    ? `<script ${nonce} src="${attribute(part.href)}"></script>`
    : `<script ${nonce}>${closed(part.text)}</script>`;
}

/** A script that is there but does not run until the page asks for it: browsers leave unknown types alone. */
function later(part: Part, nonce: string): string {
  return 'href' in part
    ? `<script type="text/plain" id="mermaid" ${nonce} data-href="${attribute(part.href)}"></script>`
    : `<script type="text/plain" id="mermaid" ${nonce}>${closed(part.text)}</script>`;
}

/** Code that cannot close or comment out its own element. Both sequences can only stand in strings or patterns. */
function closed(code: string): string {
  return code.replaceAll(/<(\/script|!--)/gi, '\\x3c$1');
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
