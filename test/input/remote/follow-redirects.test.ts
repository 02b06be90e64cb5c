import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { redirectTarget } from '../../../input/remote/follow-redirects.ts';
import { runCli } from '../../cli/run-cli.ts';
import { temporaryFolder } from '../../store/small-index.ts';

t.test('a redirect goes where it leads, but not from https to anything else', (t) => {
  const secure = 'https://one.example/a';
  const plain = 'http://one.example/a';
  t.equal(redirectTarget(secure, secure, '/b'), 'https://one.example/b');
  t.equal(redirectTarget(secure, secure, '//two.example/b'), 'https://two.example/b');
  t.equal(redirectTarget(plain, plain, 'https://two.example/'), 'https://two.example/');
  t.equal(redirectTarget(plain, plain, 'b'), 'http://one.example/b');
  const refused = (url: string, at: string, to: string, message: RegExp) =>
    t.throws(() => redirectTarget(url, at, to), { code: 'transfer_failed', message });
  const both =
    /cannot read https:\/\/one.*redirects to http:\/\/two.example\/b, which is not https/;
  refused(secure, secure, 'http://two.example/b', both);
  // On the way, too: the url that was named, and the one that leads away.
  refused(
    plain,
    'https://two.example/',
    'http://three.example/',
    /read http:\/\/one.*https:\/\/two/,
  );
  refused(secure, secure, 'ftp://two.example/b', /ftp:/);
  refused(plain, plain, 'file:///etc/passwd', /expected http or https/);
  refused(plain, plain, 'http://', /not a url/);
  t.end();
});

async function listenAt<T extends Server>(t: Test, server: T): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A key and a certificate for this machine, or undefined where no openssl makes them. */
function makeCertificate(folder: string): { key: Buffer; cert: Buffer; path: string } | undefined {
  const [key, path] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const what = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  const files = ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', path];
  try {
    execFileSync('openssl', ['req', ...what, ...files], { stdio: 'pipe' });
  } catch {
    return undefined;
  }
  return existsSync(path) ? { key: readFileSync(key), cert: readFileSync(path), path } : undefined;
}

t.test('`index` reads https, and refuses what it redirects to http', async (t) => {
  const folder = temporaryFolder(t);
  const certificate = makeCertificate(folder);
  if (certificate === undefined) {
    t.pass('an https server', { skip: 'openssl makes no certificate here' });
    return;
  }
  const asked: string[] = [];
  const answer: RequestListener = (request, response) => {
    asked.push(String(request.url));
    if (request.url === '/away.jsonl') {
      response.writeHead(302, { location: `http://${plain}/a.jsonl` }).end();
    } else if (request.url === '/moved.jsonl') {
      response.writeHead(302, { location: '/a.jsonl' }).end();
    } else response.end('{"text":"the model"}\n');
  };
  const plain = await listenAt(t, createServer(answer));
  const secure = await listenAt(t, createSecureServer(certificate, answer));
  const run = (name: string, url: string) =>
    runCli(folder, ['index', name, '--from', url], {
      env: { NODE_EXTRA_CA_CERTS: certificate.path },
    });
  const read = await run('one.idx', `https://${secure}/moved.jsonl`);
  t.equal(read.code, 0, read.stderr);
  asked.length = 0;
  const refused = await run('two.idx', `https://${secure}/away.jsonl`);
  t.equal(refused.code, 3);
  t.match(refused.stderr, `https://${secure}/away.jsonl redirects to http://${plain}/a.jsonl`);
  t.match(refused.stderr, '[transfer_failed]');
  t.notOk(asked.includes('/a.jsonl'), 'nothing is asked of the second address');
});
