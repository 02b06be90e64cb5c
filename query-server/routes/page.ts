// The web page: the files of web/ and the modules it shares with the project, read once at the start.
// No request names a file of the system.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isFresh, setEtag } from '../http/etags.ts';
import type { App } from '../http/fastify-app.ts';
import { pageHeaders } from '../http/response-headers.ts';
import { readPageModules } from '../page-modules.ts';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Files of packages that the page uses, by their path on the server. */
const packageFiles: Readonly<Record<string, string>> = {
  '/vendor/uplot.js': 'uplot/dist/uPlot.esm.js',
  '/vendor/uplot.css': 'uplot/dist/uPlot.min.css',
};

/** Files that have a second path. Browsers ask for favicon.ico where nothing names an icon. */
const aliases: Readonly<Record<string, string>> = {
  '/index.html': '/',
  '/icon.svg': '/favicon.ico',
};

interface PageFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly type: string;
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Serves every file of `folder` by its name, and by its alias. */
export function addPage(app: App, folder = fileURLToPath(new URL('../../web/', import.meta.url))) {
  const modules = readPageModules().map(({ path, text }) => describe(path, Buffer.from(text)));
  for (const file of [...readFolder(folder), ...readPackages(), ...modules]) {
    app.get(file.path, { schema: { hide: true }, config: { open: true } }, (request, reply) => {
      reply.headers(file.headers);
      setEtag(reply, file.etag);
      if (isFresh(request, file.etag)) reply.code(304).send();
      else reply.type(file.type).send(file.bytes);
    });
  }
}

function readFolder(folder: string): PageFile[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => {
    if (!entry.isFile() || entry.name.startsWith('.') || !(extname(entry.name) in types)) return [];
    const file = join(entry.parentPath, entry.name);
    const path = `/${file.slice(folder.length).replaceAll('\\', '/')}`.replace(/^\/\//, '/');
    const bytes = readFileSync(file);
    const served = describe(path, bytes);
    const alias = aliases[path];
    return alias === undefined ? [served] : [served, { ...served, path: alias }];
  });
}

function readPackages(): PageFile[] {
  return Object.entries(packageFiles).map(([path, name]) =>
    describe(path, readFileSync(fileURLToPath(import.meta.resolve(name)))),
  );
}

function describe(path: string, bytes: Buffer): PageFile {
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const headers = pageHeaders(extname(path) === '.html' ? inlineScripts(bytes.toString()) : []);
  return { path, bytes, type: types[extname(path)] ?? '', etag: `"${digest}"`, headers };
}

/** The text of each script that stands in a page itself. */
function inlineScripts(html: string): string[] {
  return Array.from(html.matchAll(/<script>(.*?)<\/script>/gs), ([, text = '']) => text);
}
