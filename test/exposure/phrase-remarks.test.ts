import t from 'tap';
import { remarksOnPhrase } from '../../exposure/phrase-remarks.ts';

function codesOf(phrase: string): string[] {
  return remarksOnPhrase(phrase).map(({ code }) => code);
}

t.test('an asterisk beside a word is taken for a wildcard', async (t) => {
  for (const phrase of ['computer*', '*ing', 'the * of', 'comp*ter', 'größe*', '*3']) {
    t.strictSame(codesOf(phrase), ['wildcard_is_a_token'], phrase);
  }
  for (const phrase of ['computer', '*', '* * *', '*, *', 'who is it?']) {
    t.strictSame(codesOf(phrase), [], phrase);
  }
});

t.test('quotation marks around all of a phrase are tokens', async (t) => {
  const quoted = ['"the cat"', "'the cat'", '\u201cthe cat\u201d', '\u2018the cat\u2019'];
  quoted.push('«the cat»', ' "the cat" ', '"the\u201d', "'don't go'", '\u201ethe cat\u201c');
  for (const phrase of quoted) t.strictSame(codesOf(phrase), ['quotes_are_tokens'], phrase);
  const others = [
    'the cat',
    '"the cat',
    'the cat"',
    '""',
    '"',
    "'tis",
    "the dogs'",
    "'tis the dogs",
  ];
  others.push('"yes" and "no"', "don't", 'the "cat"', '');
  for (const phrase of others) t.strictSame(codesOf(phrase), [], phrase);
  t.strictSame(codesOf('"comput*"'), ['wildcard_is_a_token', 'quotes_are_tokens']);
});

t.test('a remark says what is matched and what to do', async (t) => {
  for (const { message } of remarksOnPhrase('"comput*"')) {
    t.match(message, /matched as (a token|tokens).* Leave (it|them) out/);
  }
});
