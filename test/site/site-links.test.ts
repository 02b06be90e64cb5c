// Links of pages become links of the site, and a link of the built site that leads nowhere is found.

import { fileURLToPath } from 'node:url';
import t from 'tap';
import { changeLinks, checkSite, siteLink } from '../../site/.vitepress/site-links.ts';
import { groups, sitePath } from '../../site/navigation.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

t.test('a link leads to the page of the site, to the forge, or nowhere', async (t) => {
  const from = (path: string, repository?: string) => (link: string) =>
    siteLink(link, { path, root, repository });
  const page = from('docs/formats/csv.md');
  t.equal(page('../exposures.md#what-matches'), '/exposures.html#what-matches');
  t.equal(page('README.md'), '/formats/');
  t.equal(page('../../README.md#install'), '/#install');
  t.equal(page('#here'), '#here');
  t.equal(page('https://a.org/b'), 'https://a.org/b');
  t.equal(page('../../errors.ts'), undefined);
  const forge = from('docs/formats/csv.md', 'https://forge.example/firstseen');
  t.equal(forge('../../errors.ts'), 'https://forge.example/firstseen/blob/HEAD/errors.ts');
  t.throws(() => page('gone.md'), /csv\.md: gone\.md leads nowhere/);
});

t.test('a link to nowhere becomes text, its neighbours stay', async (t) => {
  const link = (href: string) => [
    { type: 'link_open', tag: 'a', attrs: [['href', href]] as [string, string][], children: null },
    { type: 'link_close', tag: 'a', attrs: null, children: null },
  ];
  const children = [...link('a'), ...link('gone'), ...link('b')];
  const tokens = [{ type: 'inline', tag: '', attrs: null, children }];
  changeLinks(tokens, (href) => (href === 'gone' ? undefined : `/${href}`));
  t.same(
    children.map(({ tag }) => tag),
    ['a', 'a', 'span', 'span', 'a', 'a'],
  );
  t.same(
    children.map(({ attrs }) => attrs?.[0]?.[1]),
    ['/a', undefined, undefined, undefined, '/b', undefined],
  );
});

t.test('dead links, missing headings and missing pages of a built site are errors', async (t) => {
  const built = (html: string) => {
    const pages = groups.flatMap(({ pages }) => pages.map(([path]) => sitePath(path)));
    const files: Record<string, string> = { 'index.html': html };
    for (const path of pages)
      files[path.replace(/\.md$/, '.html').replaceAll('/', '-')] ??= '<h2 id="a">';
    return t.testdir(files);
  };
  checkSite(built('<a href="/x/search.html#a"> <a href="/x/"> <a href="https://a.org/">'), '/x/');
  const problem = (html: string) => () => checkSite(built(html), '/x/');
  t.throws(problem('<a class="y" href="/x/gone.html">'), /index\.html: \/x\/gone\.html/);
  t.throws(problem('<a href="/x/search.html#b">'), /search\.html#b/);
  t.throws(() => checkSite(t.testdir({ 'index.html': '' }), '/'), /1 pages were built of/);
});
