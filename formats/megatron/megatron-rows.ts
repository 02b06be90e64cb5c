// Opens Megatron's datasets: documents, sequences, rows, or samples of GPTDataset.

import type { NamedPath } from '../../input/paths/named-path.ts';
import { type BlendedSet, openBlendOrder } from '../orders/blend-order.ts';
import type { GptBlend } from '../orders/named-order.ts';
import type { IdCut, IdSource } from '../rows/id-source.ts';
import { joinRows } from '../rows/joined-rows.ts';
import { orderRows } from '../rows/ordered-rows.ts';
import type { RowReader } from '../rows/row-reader.ts';
import { fixedLayout } from '../tokens/fixed-layout.ts';
import { TokenStream } from '../tokens/token-file.ts';
import { type TokenLayout, TokenRows } from '../tokens/token-rows.ts';
import { type GptSamples, gptLayout } from './gpt-layout.ts';
import { MegatronIndex } from './megatron-index.ts';
import { megatronLayout } from './megatron-layout.ts';

export function openMegatron(source: IdSource): RowReader | Promise<RowReader> {
  const { data, gpt } = source;
  if (gpt?.kind === 'gpt-blend') return openBlend(source, gpt);
  return joinRows(data, (prefix) => openPrefix(source, prefix, gpt));
}

/** Each prefix with its own GPTDataset's order, and the blend's over all of them. */
async function openBlend(source: IdSource, blend: GptBlend): Promise<RowReader> {
  const { repeats, datasets } = blend;
  const sets: BlendedSet[] = [];
  const rows = await joinRows(source.data, (prefix, at) => {
    const files = datasets[at];
    if (files === undefined) throw new Error('a data set without its order');
    const one = openPrefix(source, prefix, { files, samples: undefined, repeats });
    sets.push({ name: prefix.name, records: one.records });
    return one;
  });
  return orderRows(rows, () => openBlendOrder(sets, blend));
}

function openPrefix({ dtype, cut }: IdSource, prefix: NamedPath, gpt?: GptSamples): RowReader {
  const neighbour = (extension: string) => ({
    name: `${prefix.name}${extension}`,
    path: `${prefix.path}${extension}`,
  });
  const index = new MegatronIndex(neighbour('.idx'), neighbour('.bin'));
  const stream = new TokenStream([index.tokens]);
  const { type, file } = index.tokens;
  try {
    if (dtype !== undefined && dtype !== type) {
      throw file.refuse(
        'source_damaged',
        `holds ${type}, as its .idx says; the run description says "dtype": "${dtype}"`,
        { found: type, expected: dtype },
      );
    }
    const layout = gpt === undefined ? layOut(index, stream, cut) : gptLayout(index, cut, gpt);
    return new TokenRows(stream, layout);
  } catch (error) {
    index.file.close();
    stream.close();
    throw error;
  }
}

function layOut(index: MegatronIndex, stream: TokenStream, cut: IdCut): TokenLayout {
  if (cut.kind === 'units') return megatronLayout(index, cut.unit);
  const { tokens: rowTokens, stride: rowStride } = cut;
  const layout = fixedLayout(stream, {
    rowTokens,
    rowStride,
    byFile: true,
    wholeBatches: undefined,
  });
  const check = (signal: AbortSignal) => index.check(signal);
  return { ...layout, check, files: [{ role: 'index', file: index.file }] };
}
