import t from 'tap';
import { simpleUnits, unitKinds } from '../../text/simple-units.ts';

const kindOf = (character: string): number => simpleUnits().kinds[character.charCodeAt(0)]!;

t.test('what needs its neighbours to be understood is complex', (t) => {
  const complex = 'Σİ\u212a\u0308\u200d\u00ad\ufeff\u1161\udc00\ud800\u202f\u2000\u0958\u0378';
  for (const unit of complex)
    t.equal(kindOf(unit), unitKinds.complex, unit.charCodeAt(0).toString(16));
  t.end();
});

t.test('ordinary text of many scripts is simple', (t) => {
  const words = 'aZéßЖяάΩאش가ẞ学あก—…«»“’„。，!№€';
  for (const unit of words) t.not(kindOf(unit), unitKinds.complex, unit);
  t.end();
});

t.test('kinds follow the Word_Break property of what the unit becomes', (t) => {
  t.equal(kindOf('ʼ'), unitKinds.singleQuote);
  t.equal(kindOf('‘'), unitKinds.singleQuote);
  t.equal(kindOf('„'), unitKinds.doubleQuote);
  t.equal(kindOf('é'), unitKinds.aLetter);
  t.equal(kindOf('学'), unitKinds.other);
  t.equal(kindOf('\t'), unitKinds.space);
  t.equal(kindOf('\u00a0'), unitKinds.space);
  t.equal(kindOf('\u0000'), unitKinds.control);
  t.end();
});

t.test('folding is lower case for words, and quotes for both', (t) => {
  const { fold } = simpleUnits();
  for (let unit = 0; unit < 0x10000; unit += 1) {
    const character = String.fromCharCode(unit);
    const kind = kindOf(character);
    if (kind === unitKinds.complex || kind >= unitKinds.singleQuote) continue;
    if (fold.words[unit] !== character.toLowerCase().charCodeAt(0)) t.fail(unit.toString(16));
    if (fold.cased[unit] !== unit) t.fail(unit.toString(16));
  }
  t.equal(fold.words[0x2019], 0x27);
  t.equal(fold.cased[0x201e], 0x22);
  t.equal(fold.cased[0x41], 0x41);
  t.end();
});
