// What the figures of concepts and attention share. Text is text, colours follow the reader's light or
// dark mode, nothing is loaded from elsewhere.

const style = `svg { --ink: #1f2328; --faint: #59636e; --line: #d8dee4; --null: #8c959f40; --a: #0b62a4; --b: #b35900; background: #fff; font: 11px ui-sans-serif, system-ui, sans-serif; font-variant-numeric: tabular-nums; }
@media (prefers-color-scheme: dark) { svg { --ink: #e6edf3; --faint: #9198a1; --line: #30363d; --null: #8c959f55; --a: #58a6ff; --b: #f0883e; background: #0d1117; } }
text { fill: var(--ink); } .faint { fill: var(--faint); font-size: 10px; } .title { font-size: 16px; font-weight: 600; } .end { text-anchor: end; } .middle { text-anchor: middle; }
.grid { stroke: var(--line); fill: none; } .null { fill: var(--null); }`;

export interface Figure {
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

/** Where the body of a figure may begin. */
export function figureTop(notes: number): number {
  return 46 + 15 * notes;
}

export function svgOf({ width, height, label, title, notes, style: more, body }: Figure): string {
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

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** To a tenth of a pixel. */
export function pixels(value: number): number {
  return Math.round(value * 10) / 10;
}

/** 1950 -> 1950; 143000 -> 143,000 */
export function stepText(step: number): string {
  return step < 10_000 ? String(step) : step.toLocaleString('en');
}
