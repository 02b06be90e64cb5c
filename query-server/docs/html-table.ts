// Tables of the pages about the API, as HTML; the cells are HTML already.

/** A cell; `name` is not broken, `whole` has a line of its own on a phone. */
export function cell(html: string, look = ''): string {
  return `<td role="cell"${look && ` class="${look}"`}>${html}</td>`;
}

export const name = (html: string) => cell(html, 'name');
export const whole = (html: string) => cell(html, 'whole');
export const muted = (html: string) => cell(html, 'muted');

type Row = readonly string[] | { readonly id: string; readonly cells: readonly string[] };

/** The roles are said outright because the phone's layout (docs.css) takes them from the elements. */
export function table(titles: readonly string[], rows: readonly Row[]): string {
  const head = titles.map((title) => `<th scope="col" role="columnheader">${title}</th>`).join('');
  const body = rows.map((row) =>
    'cells' in row
      ? `<tr role="row" id="${row.id}">${row.cells.join('')}</tr>`
      : `<tr role="row">${row.join('')}</tr>`,
  );
  return `<table role="table"><thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">${body.join('\n')}</tbody></table>`;
}
