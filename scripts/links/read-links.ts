// Links, headings and outer addresses of a page in Markdown, as the forge understands them.
//
// The tests of the pages, scripts/check-links.ts and the site of site/ share these rules.

function withoutFences(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```/gm, '');
}

/** The anchor that the forge makes of a heading. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** Anchors of all headings. The second of two equal ones has `-1` at its end. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutFences(markdown).matchAll(/^#+ +(.*)$/gm)) {
    const anchor = anchorOf(heading);
    let unique = anchor;
    for (let i = 1; anchors.has(unique); i++) unique = `${anchor}-${i}`;
    anchors.add(unique);
  }
  return anchors;
}

/** Targets of links and images that have no scheme: paths and anchors. Code blocks have none. */
export function innerLinksOf(markdown: string): string[] {
  const inline = withoutFences(markdown).matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g);
  const html = markdown.matchAll(/\b(?:src|srcset|href)="([^"\s]+)"/g);
  const targets = [...inline, ...html].map(([, target]) => target as string);
  return targets.filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target));
}

/** Addresses of http and https anywhere in a text, code blocks and lists too, without what follows `#`. */
export function outerLinksOf(text: string): string[] {
  const found = text.matchAll(/\bhttps?:\/\/[^\s<>"'`)\]}]+/g);
  const apart = Array.from(found).flatMap(([links]) => links.split(/,(?=https?:)/));
  const links = apart.map((link) => link.replace(/[.,;:]+$/, '').replace(/#.*$/, ''));
  return [...new Set(links)];
}
