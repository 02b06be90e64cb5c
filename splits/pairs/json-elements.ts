// The elements of a JSON list as texts, one at a time, in time that is linear in the text.

import { jsonMarks } from './json-marks.ts';

const { quote, backslash, comma, openList, closeList, openObject, closeObject } = jsonMarks;

/** The text of each element of a list; `json` is valid JSON and a list. */
export function* jsonElements(json: string): Generator<string> {
  let depth = 0;
  let isInString = false;
  let start = json.indexOf('[') + 1;
  for (let i = start - 1; i < json.length; i += 1) {
    const mark = json.charCodeAt(i);
    if (mark === backslash) i += 1;
    else if (mark === quote) isInString = !isInString;
    else if (isInString) continue;
    else if (mark === openList || mark === openObject) depth += 1;
    else if (mark === closeList || mark === closeObject) depth -= 1;
    const isEnd = depth === 0 && mark === closeList;
    if (!isEnd && !(depth === 1 && mark === comma)) continue;
    const element = json.slice(start, i).trim();
    if (element !== '') yield element;
    if (isEnd) return;
    start = i + 1;
  }
}
