import { readFileSync } from 'node:fs';
import t from 'tap';
import { generateWordBreakData } from '../../scripts/generate-word-break.ts';

const committed = new URL('../../text/word-break-data.generated.ts', import.meta.url);

t.test('generating the Unicode table again gives the committed file', async (t) => {
  t.equal(await generateWordBreakData(), readFileSync(committed, 'utf8'));
});
