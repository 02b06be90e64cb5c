// The double of the Hub answers the library of the Hub itself, huggingface_hub, as the Hub does.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { planPaths } from '../../../input/paths/plan-paths.ts';
import { sha256, startHub } from './hub-double.ts';
import { setEnv } from './set-env.ts';

const script = `
import json, sys
try:
    from huggingface_hub import HfApi, HfFileSystem, hf_hub_download
    from huggingface_hub.utils import RepositoryNotFoundError, RevisionNotFoundError
except ImportError:
    print(json.dumps({'missing': True}))
    sys.exit(0)
endpoint, cache = sys.argv[1:]
repo = dict(repo_id='our/corpus', repo_type='dataset')
api = HfApi(endpoint=endpoint, token='hf_right')

def refused(error, **changes):
    try:
        HfApi(endpoint=endpoint, token=changes.pop('token', 'hf_right')).repo_info(**{**repo, **changes})
    except error:
        return True
    return False

path = hf_hub_download(filename='data/b c#.jsonl', endpoint=endpoint, token='hf_right', cache_dir=cache, **repo)
print(json.dumps({
    'sha': api.repo_info(**repo).sha,
    'tree': [
        [entry.path, entry.size, entry.lfs.sha256 if entry.lfs else None]
        for entry in api.list_repo_tree(recursive=True, **repo) if hasattr(entry, 'size')
    ],
    'folder': sorted(entry.path for entry in api.list_repo_tree(path_in_repo='data', **repo)),
    'text': open(path).read(),
    'refused': [
        refused(RepositoryNotFoundError, repo_id='our/other'),
        refused(RepositoryNotFoundError, token='hf_wrong'),
        refused(RevisionNotFoundError, revision='v9'),
    ],
}))
`;

async function askLibrary(endpoint: string, cache: string): Promise<Record<string, unknown>> {
  const python = process.env['FIRSTSEEN_PYTHON'] ?? 'python3';
  const child = spawn(python, ['-c', script, endpoint, cache], {
    env: { ...process.env, HF_HUB_DISABLE_XET: '1', HF_HUB_DISABLE_TELEMETRY: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const isThere = await once(child, 'close').then(
    () => true,
    () => false,
  );
  if (!isThere) return { missing: true };
  if (out === '') throw new Error(errors);
  return JSON.parse(out) as Record<string, unknown>;
}

t.test('huggingface_hub finds the same files at the same commit', async (t) => {
  const files = {
    'README.md': 'about it',
    'data/a.jsonl': '{"text":"a"}\n',
    'data/b c#.jsonl': '{"text":"b"}\n',
    'data/sub/d.jsonl': '{"text":"d"}\n',
    'e.jsonl': '{"text":"e"}\n',
  };
  const hub = await startHub(t, files);
  hub.token = 'hf_right';
  const found = await askLibrary(hub.endpoint, t.testdir({}));
  if (found['missing'] === true) {
    t.pass('the library', { skip: 'no Python with huggingface_hub (pip install huggingface_hub)' });
    return;
  }
  const main = hub.revisions.get('main');
  const tree = Object.entries(files).map(([path, text]) => {
    return [path, text.length, path.endsWith('.md') ? null : sha256(text)];
  });
  t.strictSame(found, {
    sha: main,
    tree: found['tree'],
    folder: ['data/a.jsonl', 'data/b c#.jsonl', 'data/sub'],
    text: files['data/b c#.jsonl'],
    refused: [true, true, true],
  });
  const sorted = (some: unknown) => [...(some as unknown[][])].sort().map((one) => one.join(' '));
  t.strictSame(sorted(found['tree']), sorted(tree));

  setEnv(t, { HF_ENDPOINT: hub.endpoint, HF_TOKEN: 'hf_right' });
  const plans = await planPaths(['hf://datasets/our/corpus/**']);
  const ours = plans.map(({ name, sizeBytes, remote }) => {
    t.equal(remote?.version, main);
    return [name.replace('hf://datasets/our/corpus/', ''), sizeBytes, remote?.sha256 ?? null];
  });
  t.strictSame(sorted(ours), sorted(found['tree']), 'as firstseen does');
});
