// A source of rows as plain data, so that it can go to a worker: its files, and how they become records.
//
// A run description is read for it once, here, with all defaults filled in.

import { textFields } from '../../input/lines/field-path.ts';
import type { NamedPath } from '../../input/paths/named-path.ts';
import type { TokenFormat } from '../format.ts';
import type { LogRowsSource } from '../order-log/log-rows.ts';
import type { LogOrder } from '../orders/log-order.ts';
import { type ListOrder, nameOrder } from '../orders/named-order.ts';
import { formatNamed, numberedFormats, type RunFormat, rowFormats } from '../registry.ts';
import type { RunDescription } from '../run-description.ts';
import type { IdCut, IdOptions } from './id-source.ts';
import type { RowFields } from './row-values.ts';

interface Rows {
  /** Of the source, in messages and in the catalogue. */
  readonly name: string;
  /** Data files, or the folder of a dataset, or the path before two endings. */
  readonly data: readonly NamedPath[];
  readonly format: RunFormat;
  readonly order: ListOrder | LogOrder | undefined;
  /** Records of a batch; the last ones that fill no batch are not consumed. */
  readonly wholeBatches: number | undefined;
  /** How the files become records, as the catalogue keeps it. */
  readonly reading: Readonly<Record<string, unknown>>;
  /** Whether it is one file, known by its path as well. */
  readonly isOneFile: boolean;
}

export type RowsSpec = Rows &
  (
    | { readonly kind: 'columns'; readonly fields: RowFields }
    | { readonly kind: 'ids'; readonly ids: IdOptions }
    | { readonly kind: 'log'; readonly logged: LogRowsSource }
  );

/** The source of these data files; `place` says where a file of the description lies. */
export function specRows(
  run: RunDescription,
  { data, place }: { data: readonly NamedPath[]; place: (file: string) => NamedPath },
): RowsSpec {
  const { dtype, steps } = run;
  const format = formatNamed([...rowFormats, ...numberedFormats], run.format);
  const { list, log, gpt } = nameOrder(run.order, place);
  const isFiles = format.naming.kind === 'files';
  const rows = {
    name: nameAll(data),
    data,
    format: run.format,
    order: list ?? log,
    wholeBatches: steps?.drop_last === undefined ? undefined : steps.batch_size,
    reading: describeReading(run),
    isOneFile: format.holds === 'text' && isFiles && data.length === 1,
  };
  if (format.holds === 'log') {
    const log = { files: data, gaps: run.gaps ?? false, found: {} };
    return { ...rows, kind: 'log', logged: { log, holdsTokens: run.tokens_field !== undefined } };
  }
  if (format.holds === 'ids') {
    return { ...rows, kind: 'ids', ids: { dtype, cut: cutIds(run, format), gpt } };
  }
  const fields = {
    text: run.tokens_field ?? run.text_field ?? 'text',
    ...(run.tokens_field !== undefined && { tokens: { dtype } }),
    id: run.id_field ?? 'id',
    step: steps?.field,
    stepFormat: steps?.format ?? 'integer',
    facet: run.facet_field,
  };
  return { ...rows, kind: 'columns', fields };
}

function nameAll(paths: readonly NamedPath[]): string {
  const first = paths[0]?.name ?? '';
  return paths.length < 2 ? first : `${first} and ${paths.length - 1} more`;
}

function cutIds(run: RunDescription, { rowTokens }: TokenFormat): IdCut {
  const tokens = run.row_tokens ?? (rowTokens === 'needed' ? undefined : rowTokens);
  if (tokens === undefined) return { kind: 'units', unit: run.unit ?? 'document' };
  return { kind: 'rows', tokens, stride: run.row_stride ?? tokens };
}

/** All keys of the description that say how files become records, as they were given. */
function describeReading(run: RunDescription): Record<string, unknown> {
  const { format, text_field, tokens_field, id_field, facet_field, row_tokens, row_stride, dtype } =
    run;
  const { end_of_document, unit, gaps, steps } = run;
  const { files: _, datasets: __, ...order } = run.order ?? { kind: 'none' };
  const fields = textFields(text_field ?? []);
  const all = {
    format,
    // A list of one field is that field.
    text_field: fields.length > 1 ? fields : fields[0],
    tokens_field,
    id_field,
    facet_field,
    row_tokens,
    row_stride,
    dtype,
    end_of_document,
    unit,
    gaps,
    order,
    drop_last: steps?.drop_last,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
