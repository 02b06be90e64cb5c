// A page of small pictures, as concepts and attention have it. Text is text, colours follow the reader's
// light or dark mode, nothing is loaded from elsewhere.

import { escapeXml } from '../../splits/output/svg-text.ts';

const style = `svg { --ink: #1f2328; --faint: #59636e; --line: #d8dee4; --null: #8c959f40; --a: #0b62a4; --b: #c2410c; background: #fff; font: 11px ui-sans-serif, system-ui, sans-serif; font-variant-numeric: tabular-nums; }
@media (prefers-color-scheme: dark) { svg { --ink: #e6edf3; --faint: #9198a1; --line: #30363d; --null: #8c959f55; --a: #58a6ff; --b: #ff9a62; background: #0d1117; } }
text { fill: var(--ink); } .faint { fill: var(--faint); font-size: 10px; } .title { font-size: 16px; font-weight: 600; } .end { text-anchor: end; } .middle { text-anchor: middle; }
.grid { stroke: var(--line); fill: none; } .null { fill: var(--null); }`;

interface Page {
  readonly width: number;
  readonly height: number;
  /** Read aloud in place of the picture. */
  readonly label: string;
  readonly title: string;
  /** Lines below the title. */
  readonly notes: readonly string[];
  /** More rules of CSS. */
  readonly style: string;
  readonly body: string;
}

/** Where the body of a page may begin. */
export function bodyTop(notes: number): number {
  return 46 + 15 * notes;
}

export function drawPage({ width, height, label, title, notes, style: more, body }: Page): string {
  const lines = notes.map(
    (note, i) => `<text class="faint" x="20" y="${46 + 15 * i}">${escapeXml(note)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(label)}">
<style>
${style}
${more}
</style>
<text class="title" x="20" y="28">${escapeXml(title)}</text>
${lines.join('\n')}
${body}
</svg>
`;
}
