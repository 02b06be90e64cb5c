// `firstseen overlap`: items of a benchmark -> how much of each stands in the corpus, and since when.

import { nameInput } from '../../library/lists/name-input.ts';
import { readItems } from '../../library/lists/read-items.ts';
import { OverlapPlan } from '../../library/questions/item-overlaps.ts';
import { overlapColumns } from '../../library/rows/overlap-rows.ts';
import { RowFiles, requireRowPaths } from '../../library/rows/row-files.ts';
import { OpenSnapshot } from '../../library/snapshots/open-snapshot.ts';
import type { FailedItem, ItemOverlap } from '../../schemas/overlap.ts';
import { printText } from '../print-text.ts';
import { warnOfSteps, warnOfUnicode } from '../remarks/question-remarks.ts';
import { warn } from '../remarks/remark.ts';
import { formatCount } from '../show/format-amounts.ts';
import { printable } from '../show/terminal-text.ts';
import type { OverlapOptions } from './overlap-command.ts';

export async function runOverlap(directory: string, options: OverlapOptions): Promise<void> {
  const { items: path, field, idField = 'id', json = false, quiet = false } = options;
  const { n, coverage, at } = options;
  const plan = new OverlapPlan({ n, coverage, at });
  requireRowPaths(options);
  using snapshot = OpenSnapshot.open(directory);
  if (!quiet) {
    warnOfUnicode(snapshot);
    warnOfSteps({ at }, snapshot);
  }
  const show = await import('../show/show-overlaps.ts');
  await using files = await RowFiles.open(options, overlapColumns(plan.parts));
  const ids = new IdCheck();
  const failed = new FailedItems();
  for await (const items of readItems(path, { text: field, id: idField })) {
    const answers: (ItemOverlap | FailedItem)[] = [];
    for (const answer of plan.walk(snapshot, items)) {
      if (answer === undefined) continue;
      answers.push(answer);
      ids.add(answer.id);
      if ('error' in answer) failed.add(answer);
    }
    if (answers.length > 0) {
      const lines = () => answers.map((answer) => `${JSON.stringify(answer)}\n`).join('');
      await printText(json ? lines() : show.overlapTable(answers, plan.parts));
    }
    await files?.write(answers);
    if (process.stdout.destroyed && files === undefined) return; // nobody reads any more
  }
  await files?.finish(() => {});
  if (quiet) return;
  failed.warn();
  ids.warn(path);
}

/** How many items could not be asked, and why the first of them could not. */
class FailedItems {
  #items = 0;
  #first = '';

  add({ error }: FailedItem): void {
    if (this.#items++ === 0) this.#first = error.message;
  }

  warn(): void {
    if (this.#items === 0) return;
    const items = this.#items === 1 ? 'an item' : `${formatCount(this.#items)} items`;
    warn(`${items} could not be asked; the first: ${printable(this.#first)}`);
  }
}

/** Remarks on ids by which items cannot be joined with anything. */
class IdCheck {
  #seen = new Set<string>();
  #items = 0;
  #missing = 0;
  #repeated = 0;
  #first = '';

  add(id: string | null): void {
    this.#items++;
    if (id === null) this.#missing++;
    else if (this.#seen.has(id) && this.#repeated++ === 0) this.#first = id;
    else this.#seen.add(id);
  }

  warn(path: string): void {
    const name = nameInput(path);
    if (this.#items === 0) warn(`${name} holds no item: nothing was asked`);
    if (this.#repeated > 0) {
      warn(
        `${name}: ${this.#repeated} ${this.#repeated === 1 ? 'item has' : 'items have'} the id of an earlier one (first: ${JSON.stringify(this.#first)}), so answers cannot be joined by id`,
      );
    }
    if (this.#missing > 0 && this.#missing < this.#items) {
      warn(
        `${name}: ${this.#missing} of ${this.#items} items ${this.#missing === 1 ? 'has' : 'have'} no id`,
      );
    }
  }
}
