// The events of a watch list for people: lines of a log, or a few lines on a terminal that change.

import { formatStep } from '../../errors/format-step.ts';
import type { FollowedEvent } from '../../library/watches/watch-client.ts';
import type { WatchSummary } from '../../schemas/watches.ts';
import { formatCount } from './format-amounts.ts';
import { printable, shorten, sparkline } from './terminal-text.ts';

/** The event and its id as an object on a line. */
export function jsonLine({ id, data }: FollowedEvent): string {
  return `${JSON.stringify({ id, ...data })}\n`;
}

/** The event as a line of a log. */
export function eventLine({ kind, data }: FollowedEvent): string {
  if (kind === 'share') {
    const [step, seen, of] = ['step', 'seen', 'of'].map((name) => Number(data[name]));
    const share = `${formatShare(Number(data['share']))} of the list`;
    return `step ${formatStep(step ?? 0)}  ${share} was seen: ${formatCount(seen ?? 0)} of ${formatCount(of ?? 0)}\n`;
  }
  const { step, rank, id } = data['first'] as {
    readonly step: number;
    readonly rank: number | null;
    readonly id: string | null;
  };
  const where = [
    `step ${formatStep(step)}`,
    ...(rank === null ? [] : [`rank ${formatCount(rank)}`]),
    ...(id === null ? [] : [printable(id)]),
  ];
  return `${where.join(', ')}  ${nameOf(data)}\n`;
}

function nameOf(data: FollowedEvent['data']): string {
  return printable(String(data['phrase'] ?? data['name'] ?? data['query']));
}

function formatShare(share: number): string {
  return `${Number((100 * share).toFixed(4))} %`;
}

const lastEvents = 8;
const sparkBins = 40;
/** Events beyond this are thinned: their steps are for the sparkline only. */
const maxSteps = 10_000;

/** A list on a terminal: how much of it was seen, the curve of that by step, and the last events. */
export class WatchTable implements Disposable {
  #name: string;
  #epoch = '';
  #summary: WatchSummary | undefined;
  #last: FollowedEvent[] = [];
  #steps: number[] = [];
  #lost = '';
  #height = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  update(summary: WatchSummary): void {
    this.#summary = summary;
    this.#lost = '';
    this.#drawSoon();
  }

  add(event: FollowedEvent): void {
    const [epoch = ''] = event.id.split('-');
    if (epoch !== this.#epoch) {
      // The list was replaced: its events begin again.
      this.#epoch = epoch;
      this.#last = [];
      this.#steps = [];
    }
    this.#lost = '';
    this.#last = [...this.#last, event].slice(-lastEvents);
    const { step } = (event.data['first'] ?? event.data) as { readonly step: number };
    if (event.kind === 'seen') this.#steps.push(step);
    if (this.#steps.length > maxSteps) this.#steps = this.#steps.filter((_, i) => i % 2 === 0);
    this.#drawSoon();
  }

  lose(reason: string): void {
    this.#lost = reason;
    this.#drawSoon();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#draw();
  }

  /** Many events at once are drawn together. */
  #drawSoon(): void {
    this.#timer ??= setTimeout(() => this.#draw(), 100);
  }

  #draw(): void {
    this.#timer = undefined;
    const width = Math.max(20, (process.stdout.columns || 80) - 1);
    const lines = this.#lines().map((line) => shorten(line, width));
    const up = this.#height > 0 ? `\x1b[${this.#height}A` : '';
    process.stdout.write(`${up}\x1b[J${lines.map((line) => `${line}\n`).join('')}`);
    this.#height = lines.length;
  }

  #lines(): string[] {
    const { seen = 0, items = 0, unaskable = 0 } = this.#summary ?? {};
    const share = items === 0 ? '' : ` (${formatShare(Math.floor((1000 * seen) / items) / 1000)})`;
    const asked = unaskable > 0 ? `, ${formatCount(unaskable)} cannot be asked` : '';
    const head = `${this.#name}: ${formatCount(seen)} of ${formatCount(items)} seen${share}${asked}`;
    return [
      head,
      ...(this.#steps.length > 0 ? [this.#curve()] : []),
      ...this.#last.map((event) => `  ${eventLine(event).trimEnd()}`),
      ...(this.#lost === '' ? [] : [`connection lost (${this.#lost}): trying again`]),
    ];
  }

  /** Items seen by step, from the first event to the last. */
  #curve(): string {
    const [first = 0] = this.#steps;
    const last = Math.max(first, this.#steps.at(-1) ?? first);
    const bins = Math.max(1, Math.min(sparkBins, last - first + 1));
    const counts = new Array<number>(bins).fill(0);
    for (const step of this.#steps) {
      const bin = Math.min(bins - 1, Math.floor(((step - first) * bins) / (last - first + 1)));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    let sum = 0;
    const rising = counts.map((count) => {
      sum += count;
      return sum;
    });
    return `  ${sparkline(rising)}  steps ${formatStep(first)} to ${formatStep(last)}`;
  }
}
