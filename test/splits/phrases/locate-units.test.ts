import fc from 'fast-check';
import t from 'tap';
import { findCriticalPhrases } from '../../../splits/phrases/find-critical-phrase.ts';
import { locateUnits } from '../../../splits/phrases/locate-units.ts';
import { analyze } from '../../../text/analyzer.ts';

function unitsOf(sentence: string): string[] {
  return locateUnits(sentence).map(({ start, end }) => sentence.slice(start, end));
}

t.test('words stay whole, and scripts without spaces are cut at the tokens', async (t) => {
  const cases: [sentence: string, units: string[]][] = [
    ["The well-known dog's tail, yes.", ['The', 'well-known', "dog's", 'tail', 'yes']],
    ['$5 is 5% of C# (R&D)', ['$5', 'is', '5%', 'of', 'C#', 'R&D']],
    ['dogs—they bark and/or howl', ['dogs', 'they', 'bark', 'and', 'or', 'howl']],
    ['老师买了三本书。', ['老', '师', '买', '了', '三', '本', '书']],
    ['我用iPhone15拍照，很好！', ['我', '用', 'iPhone15', '拍', '照', '很', '好']],
    ['只要3€的票', ['只', '要', '3€', '的', '票']],
    ['妹はコーヒーを飲んだ。', ['妹', 'は', 'コーヒー', 'を', '飲', 'ん', 'だ']],
    ['แมวนอน', ['แ', 'ม', 'ว', 'น', 'อ', 'น']],
    ['ข้าว', ['ข้', 'า', 'ว']],
    ['학생이 책을 읽는다.', ['학생이', '책을', '읽는다']],
    ['3\u202f000 chats', ['3\u202f000', 'chats']],
    [' ... ', []],
    ['\u200b', []],
    ['', []],
  ];
  for (const [sentence, units] of cases) t.strictSame(unitsOf(sentence), units, sentence);
});

/** Does `part` stand in `whole` as a run? */
function isRun(part: readonly string[], whole: readonly string[]): boolean {
  return whole.some((_, at) => part.every((token, i) => whole[at + i] === token));
}

t.test('a stretch of units has the tokens that it has inside the sentence', async (t) => {
  const characters = [
    ...[
      '苹',
      '果',
      '猫',
      'が',
      'ア',
      'ッ',
      'プ',
      'ก',
      '้',
      'า',
      'ข',
      'ខ',
      '្',
      'မ',
      '한',
      'é',
      'e\u0301',
    ],
    ...[
      'a',
      'B',
      '7',
      ' ',
      ' ',
      '.',
      ',',
      '。',
      '，',
      '“',
      '”',
      "'",
      '’',
      '-',
      '—',
      '(',
      ')',
      '_',
      '€',
    ],
    ...[':', '😀', '\u200b', '\u202f', '\ufeff', '\u00ad', 'Σ', 'क', 'ि', '।', '؟', 'ب', '%', '#'],
  ];
  const sentence = fc.array(fc.constantFrom(...characters), { maxLength: 16 });
  let kept = 0;
  fc.assert(
    fc.property(sentence, sentence, fc.nat({ max: 2 }), (good, bad, context) => {
      const pair = { good: good.join(''), bad: bad.join('') };
      const phrases = findCriticalPhrases('mine', pair, { context });
      if ('dropped' in phrases) return true;
      kept += 1;
      return (['good', 'bad'] as const).every((side) => {
        const tokens = analyze(phrases[side], 'words');
        return tokens.length > 0 && isRun(tokens, analyze(pair[side], 'words'));
      });
    }),
    { numRuns: 5000, seed: 8 },
  );
  t.ok(kept > 500, `${kept} pairs of 5,000 have phrases`);
});

t.test('pairs in scripts without spaces: difference and context in tokens', async (t) => {
  const find = (good: string, bad: string, context = 1) =>
    findCriticalPhrases('mine', { good, bad }, { context });
  const cases: [good: string, bad: string, phrases: [string, string]][] = [
    ['老师买了三本书。', '老师买了三条书。', ['三本书', '三条书']],
    ['妹はコーヒーを飲んだ。', '妹はコーヒーが飲んだ。', ['コーヒーを飲', 'コーヒーが飲']],
    ['หมาเห่าเสียงดัง', 'หมาเห่าเสียงดำ', ['งดัง', 'งดำ']],
    ['她用Python写程序。', '她用Pythons写程序。', ['用python写', '用pythons写']],
    ['她把Tokyo的地图丢了', '她被Tokyo的地图丢了', ['她把tokyo', '她被tokyo']],
    ['学生们走了。', '学生走了。', ['生们走', '生走']],
    ['他讨厌下雨。', '他喜欢下雨。', ['他讨厌下', '他喜欢下']],
    ['我 喜欢 红苹果', '我 喜欢 红苹们', ['苹果', '苹们']],
    ['“雨停了。”', '“雨停子。”', ['停了', '停子']],
  ];
  for (const [good, bad, [phraseGood, phraseBad]] of cases) {
    t.strictSame(find(good, bad), { good: phraseGood, bad: phraseBad }, good);
  }
  t.strictSame(find('老师买了三本书。', '老师买了三条书。', 0), { good: '本', bad: '条' });
  t.strictSame(find('老师买了三本书。', '老师买了三条书。', 2), {
    good: '了三本书',
    bad: '了三条书',
  });
  t.strictSame(find('学生们走了', '学生走了', 0), { dropped: 'empty_phrase' });
  t.strictSame(find('猫 走了', '猫走了'), { dropped: 'phrases_equal' }, 'white space alone');
  t.strictSame(find('猫走了。', '猫走了！'), { dropped: 'good_equals_bad' });
  t.strictSame(find('\u200b', '猫'), { dropped: 'phrase_without_token' });
});
