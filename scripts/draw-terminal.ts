// Draws the README's picture from real output: `... | node scripts/draw-terminal.ts > docs/first-seen.svg`.
//
// Reads what a command printed, its command line first ("$ ..."), and writes it as a terminal in SVG.

const charWidth = 8.43;
const lineHeight = 20;
const margin = 20;
const top = 46;

const colours = {
  back: '#14171f',
  bar: '#1f2430',
  text: '#d5d9e3',
  dim: '#8a93a6',
  hit: '#f0c674',
  spark: '#7fd1ae',
};

function escapeXml(text: string): string {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;');
}

/** Parts of a line with their colours: hits in brackets, sparklines, the rest. */
function colourParts(line: string): { text: string; colour: string }[] {
  const base = /^(\$|phrase\s{2,}| {2}step )/u.test(line) ? colours.dim : colours.text;
  return line
    .split(/(\[[^\]]+\]|[▁▂▃▄▅▆▇█·]{12,})/u)
    .filter((text) => text !== '')
    .map((text) => {
      if (text.startsWith('[')) return { text, colour: colours.hit };
      if (/^[▁▂▃▄▅▆▇█·]+$/u.test(text)) return { text, colour: colours.spark };
      return { text, colour: base };
    });
}

function drawLine(line: string, row: number): string {
  let column = 0;
  const parts = colourParts(line).map(({ text, colour }) => {
    const x = (margin + column * charWidth).toFixed(1);
    const length = [...text].length;
    column += length;
    const width = (length * charWidth).toFixed(1);
    return `<tspan x="${x}" textLength="${width}" lengthAdjust="spacingAndGlyphs" fill="${colour}">${escapeXml(text)}</tspan>`;
  });
  return `<text y="${top + row * lineHeight}" xml:space="preserve">${parts.join('')}</text>`;
}

function draw(lines: readonly string[]): string {
  const columns = Math.max(...lines.map((line) => [...line].length));
  const width = Math.ceil(columns * charWidth + 2 * margin);
  const height = top + lines.length * lineHeight;
  const dots = ['#e0696b', '#e5b567', '#7fbf7f'].map(
    (fill, i) => `<circle cx="${20 + i * 18}" cy="15" r="5" fill="${fill}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="firstseen in a terminal: a table of phrases with count, first step and a sparkline, contexts below">`,
    `<rect width="${width}" height="${height}" rx="8" fill="${colours.back}"/>`,
    `<path d="M0 8a8 8 0 0 1 8-8h${width - 16}a8 8 0 0 1 8 8v22H0z" fill="${colours.bar}"/>`,
    ...dots,
    `<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14">`,
    ...lines.map(drawLine),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

let input = '';
for await (const chunk of process.stdin) input += chunk;
process.stdout.write(draw(input.trimEnd().split('\n')));
