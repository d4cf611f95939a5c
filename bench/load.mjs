// The load generator, in a process of its own: keeps `connections` requests in flight, for `seconds` or for `requests` in all,
// and prints figures. What it shall do comes as JSON on standard input: bodies are longer than a command line may be.
import { text } from 'node:stream/consumers';
import { Agent, request } from 'undici';

const {
  url,
  body,
  connections,
  seconds = Infinity,
  requests = Infinity,
  expected = 200,
  slices = 0,
  wantsRunIds = false,
} = JSON.parse(await text(process.stdin));
const dispatcher = new Agent({ connections, pipelining: 1 });
const latenciesMs = [];
const failures = new Map();
const runIds = [];
/** When each further tenth (or what `slices` says) of all requests was answered, for rates over time. */
const sliceEndsMs = [];
let begun = 0;

const startedAt = performance.now();
const endAt = startedAt + seconds * 1000;

async function worker() {
  while (performance.now() < endAt && begun < requests) {
    begun += 1;
    const askedAt = performance.now();
    try {
      const answer = await request(url, {
        dispatcher,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      await answer.body.dump();
      if (answer.statusCode === expected) note(answer, performance.now() - askedAt);
      else countFailure(answer.statusCode);
    } catch (cause) {
      countFailure(cause.code ?? cause.message);
    }
  }
}

function note(answer, latencyMs) {
  latenciesMs.push(latencyMs);
  if (wantsRunIds) runIds.push(answer.headers['millrace-run-id']);
  if (slices > 0 && latenciesMs.length % Math.floor(requests / slices) === 0)
    sliceEndsMs.push(performance.now() - startedAt);
}

function countFailure(name) {
  failures.set(name, (failures.get(name) ?? 0) + 1);
}

await Promise.all(Array.from({ length: connections }, worker));
const elapsedSeconds = (performance.now() - startedAt) / 1000;
await dispatcher.close();
const sorted = latenciesMs.toSorted((left, right) => left - right);
const quantile = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
process.stdout.write(
  JSON.stringify({
    requests: sorted.length,
    elapsedSeconds,
    perSecond: sorted.length / elapsedSeconds,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    maxMs: sorted.at(-1) ?? 0,
    failures: Object.fromEntries(failures),
    ...(slices > 0 ? { sliceEndsMs } : {}),
    ...(wantsRunIds ? { runIds } : {}),
  }),
);
