// A curl command for each operation of openapi.json, by its operationId. A test runs them all against a
// server of the phrases of the demo.

/** The server in the examples; the page writes its own address in its place. */
export const exampleAddress = 'http://127.0.0.1:7333';

/** The commands by operation; undefined: there is none. */
export function findExample(operationId: string): string | undefined {
  return Object.entries(examples).find(([id]) => id === operationId)?.[1];
}

const get = (target: string) => `curl '${exampleAddress}${target}'`;

function post(path: string, body: object): string {
  return `curl '${exampleAddress}${path}' -H 'content-type: application/json' \\
  -d '${JSON.stringify(body)}'`;
}

function send(method: string, path: string, body: object): string {
  return post(path, body).replace('curl ', `curl -X ${method} `);
}

const pair = {
  sentence_good: 'Many girls see themselves.',
  sentence_bad: 'Many girls see herself.',
};

const examples = {
  getExposure: get('/v1/exposures?phrase=the+soviet+union&at=10,100'),
  postExposures: post('/v1/exposures', { phrases: ['of the', 'the lake'], at: [10, 100] }),
  getContexts: get('/v1/contexts?phrase=the+lake&order=last&limit=3'),
  postRecords: `curl '${exampleAddress}/v1/records' -H 'content-type: application/x-ndjson' \\
  -d '{"run":"r1","step":1,"records":[{"id":"a","text":"The lake was cold."}]}'`,
  getRuns: get('/v1/runs'),
  getRecords: get('/v1/records?step=5&limit=2'),
  getSearch: `curl -G '${exampleAddress}/v1/search' --data-urlencode 'query=(war OR wars) NEAR/5 peace'`,
  postSearch: post('/v1/search', { queries: ['lake AND water', '"the lake" NOT war'], at: [10] }),
  getWords: get('/v1/words?prefix=gra&min_count=5'),
  postWords: post('/v1/words', { terms: ['lake', 'grass'], at: [10] }),
  postTrace: post('/v1/trace', { text: 'He said that the lake was cold.', min_tokens: 3 }),
  postOverlap: post('/v1/overlap', { items: [{ id: 'q1', text: 'How cold was the lake?' }], n: 2 }),
  postSplitExposures: post('/v1/splits/exposures', { phrases: [['the', 'lake']], at: [10] }),
  postSplit: post('/v1/splits', { name: 'my_pairs', pairs: [pair], at: [10] }),
  postCurves: `curl '${exampleAddress}/v1/curves' \\
  -F 'pairs=@blimp/wh_island.jsonl' \\
  -F 'results=@results/step700.csv' -F 'results=@results/step1400.csv' \\
  -F 'question={"permutations":100}'`,
  getCurvesProgress: get('/v1/curves/progress?watch=0123456789abcdef'),
  putWatch: send('PUT', '/v1/watches/my_words', { phrases: ['of the', 'the lake'], shares: [0.5] }),
  getWatches: get('/v1/watches'),
  getWatch: get('/v1/watches/my_words'),
  getWatchEvents: `curl -N '${exampleAddress}/v1/watches/my_words/events'`,
  deleteWatch: `curl -X DELETE '${exampleAddress}/v1/watches/my_words'`,
  getIndex: get('/v1/index'),
  getFacets: get('/v1/facets'),
  getAxis: get('/v1/axis?bins=10'),
  getHealth: get('/health'),
  getReady: get('/ready'),
  getMetrics: get('/metrics'),
} as const;
