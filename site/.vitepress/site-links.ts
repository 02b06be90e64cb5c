// Links of the pages, which are made for the repository, as links of the site; and a check of the result.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { groups, sitePath } from '../navigation.ts';

/** As markdown-it has them; no types of it are installed in the checkout. */
interface Token {
  type: string;
  tag: string;
  attrs: [string, string][] | null;
  children: Token[] | null;
}

const pages = new Set(groups.flatMap(({ pages }) => pages.map(([path]) => path)));

/**
 * The link of the site for a link of the page at `path`; undefined where it leads to a file that is not
 * a page, and `repository` (the address of the forge) is not known. An Error where it leads nowhere.
 */
export function siteLink(
  link: string,
  { path, root, repository }: { path: string; root: string; repository: string | undefined },
): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link) || link.startsWith('#')) return link;
  const [file = '', anchor] = link.split('#');
  const target = posix.join(posix.dirname(path), decodeURIComponent(file));
  const end = anchor === undefined ? '' : `#${anchor}`;
  if (pages.has(target)) {
    return `/${sitePath(target)
      .replace(/index\.md$/, '')
      .replace(/\.md$/, '.html')}${end}`;
  }
  if (!existsSync(join(root, target))) throw new Error(`${path}: ${link} leads nowhere`);
  return repository === undefined ? undefined : `${repository}/blob/HEAD/${target}${end}`;
}

/** Changes the links of a page; those that lead nowhere from the site become plain text. */
export function changeLinks(tokens: Token[], change: (link: string) => string | undefined): void {
  for (const { children } of tokens) {
    const open: boolean[] = [];
    for (const token of children ?? []) {
      if (token.type === 'link_open') {
        const link = token.attrs?.find(([name]) => name === 'href');
        const changed = link === undefined ? '' : change(link[1]);
        open.push(changed !== undefined);
        if (link !== undefined && changed !== undefined) link[1] = changed;
        else token.tag = 'span';
        if (changed === undefined) {
          token.type = 'span_open';
          token.attrs = null;
        }
      } else if (token.type === 'link_close' && open.pop() === false) {
        token.type = 'span_close';
        token.tag = 'span';
      }
    }
  }
}

/** An Error with all links between pages of the built site that lead nowhere, or to no heading. */
export function checkSite(folder: string, base: string): void {
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  const built = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.html') && name !== '404.html');
  const dead = built.flatMap((page) =>
    Array.from(read(page).matchAll(/<a\b[^>]*\bhref="([^"]+)"/g), ([, href]) => href as string)
      .filter((href) => !/^[a-z][a-z0-9+.-]*:/i.test(href))
      .filter((href) => {
        const [path = '', anchor] = href.replaceAll('&amp;', '&').split('#');
        const inside = path.startsWith(base) ? path.slice(base.length) : join(dirname(page), path);
        const target = path === '' ? page : inside.replace(/(^|\/)$/, '$1index.html');
        if (!existsSync(join(folder, target))) return true;
        return (
          Boolean(anchor) && !read(target).includes(`id="${decodeURIComponent(anchor as string)}"`)
        );
      })
      .map((href) => `${page}: ${href}`),
  );
  if (dead.length > 0) throw new Error(`links that lead nowhere:\n${dead.join('\n')}`);
  if (built.length < pages.size)
    throw new Error(`${built.length} pages were built of ${pages.size}`);
  console.log(`${built.length} pages; every link between them leads somewhere`);
}
