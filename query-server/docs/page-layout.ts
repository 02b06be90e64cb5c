// The frame of the pages about the API. They need no script: one that they name keeps to the theme that
// was chosen on the page, another writes the address of the server into examples.

/** Where the head of every page leads, from the root of the server on. */
const places: readonly (readonly [path: string, title: string])[] = [
  ['', 'Exposures'],
  ['#view=splits', 'Splits'],
  ['docs', 'API'],
  ['docs/problems', 'Problems'],
];

interface Page {
  readonly title: string;
  /** Its path on the server. */
  readonly place: string;
  /** Files of the page; it can be read without them. */
  readonly scripts?: readonly string[];
}

/** Addresses are relative to the page's, so that they hold behind a proxy's path too. */
export function layout({ title, place, scripts = [] }: Page, body: string): string {
  const root = `./${'../'.repeat(place.split('/').length - 1)}`;
  const links = places.map(
    ([path, words]) =>
      `<a href="${root}${path}"${path === place ? ' aria-current="page"' : ''}>${words}</a>`,
  );
  const styles = ['theme', 'page', 'docs'].map(
    (file) => `<link rel="stylesheet" href="${root}style/${file}.css">`,
  );
  const more = scripts.map((file) => `<script type="module" src="${root}${file}"></script>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · firstseen</title><link rel="icon" href="${root}icon.svg" type="image/svg+xml">
${styles.join('')}<script src="${root}stored-theme.js"></script>${more.join('')}</head>
<body><header class="masthead"><p class="wordmark"><a href="${root}">firstseen</a></p>
<nav aria-label="Views">${links.join('')}</nav></header>
<main class="docs">${body}</main></body></html>
`;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
