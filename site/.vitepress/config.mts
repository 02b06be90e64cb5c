// The site of the docs: the pages of the repository as they are, with a menu and a search.
//
// README.md and docs/ are written for the forge, so links and anchors follow its rules, and are
// changed here into those of the site. FIRSTSEEN_DOCS_BASE is the path of the site at its host, such as
// /firstseen/ (default: /).

import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { anchorOf } from '../../scripts/links/read-links.ts';
import { groups, sitePath } from '../navigation.ts';
import { copyPages } from './copy-pages.ts';
import { changeLinks, checkSite, siteLink } from './site-links.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const outDir = fileURLToPath(new URL('../dist', import.meta.url));
const base = process.env['FIRSTSEEN_DOCS_BASE'] ?? '/';
const { version, description, repository } = JSON.parse(
  readFileSync(`${root}package.json`, 'utf8'),
) as { version: string; description: string; repository?: { url: string } };
const forge = repository?.url.replace(/^git\+/, '').replace(/\.git$/, '');
const srcDir = fileURLToPath(new URL('../pages/', import.meta.url));
copyPages(root, srcDir);

export default defineConfig({
  ...{ base, outDir, title: 'firstseen', description, lang: 'en' },
  srcDir,
  cacheDir: fileURLToPath(new URL('../node_modules/.cache', import.meta.url)),
  rewrites: sitePath,
  // checkSite looks at the pages as they were built, with their anchors.
  ignoreDeadLinks: true,
  lastUpdated: false,
  buildEnd: () => checkSite(outDir, base),
  markdown: {
    anchor: { slugify: anchorOf },
    config: (md) => {
      md.core.ruler.push('firstseen-links', ({ tokens, env }) => {
        const path = relative(srcDir, String(env.realPath ?? env.path)).replaceAll('\\', '/');
        changeLinks(tokens, (link) => siteLink(link, { path, root, repository: forge }));
      });
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [{ text: version, link: '/CHANGELOG' }],
    sidebar: groups.map(({ title, pages, closed }) => ({
      text: title,
      collapsed: closed === true,
      items: pages.map(([path, text]) => ({
        text,
        link: `/${sitePath(path)
          .replace(/index\.md$/, '')
          .replace(/\.md$/, '')}`,
      })),
    })),
  },
});
