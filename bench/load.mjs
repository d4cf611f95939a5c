// The load generator, in a process of its own: keeps `connections` requests in flight for `seconds`, then prints figures.
import { Agent, request } from 'undici';

const { url, body, connections, seconds } = JSON.parse(process.argv[2]);
const dispatcher = new Agent({ connections, pipelining: 1 });
const latenciesMs = [];
const failures = new Map();
const endAt = performance.now() + seconds * 1000;

async function worker() {
  while (performance.now() < endAt) {
    const startedAt = performance.now();
    try {
      const answer = await request(url, {
        dispatcher,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      await answer.body.dump();
      if (answer.statusCode === 200) latenciesMs.push(performance.now() - startedAt);
      else failures.set(answer.statusCode, (failures.get(answer.statusCode) ?? 0) + 1);
    } catch (cause) {
      const name = cause.code ?? cause.message;
      failures.set(name, (failures.get(name) ?? 0) + 1);
    }
  }
}

const startedAt = performance.now();
await Promise.all(Array.from({ length: connections }, worker));
const elapsedSeconds = (performance.now() - startedAt) / 1000;
await dispatcher.close();
latenciesMs.sort((left, right) => left - right);
const quantile = (share) => latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(share * latenciesMs.length))] ?? 0;
process.stdout.write(
  JSON.stringify({
    requests: latenciesMs.length,
    perSecond: latenciesMs.length / elapsedSeconds,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    failures: Object.fromEntries(failures),
  }),
);
