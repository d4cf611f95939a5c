import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';
import { SpanQueue, type SpanOutcome } from './span-queue.ts';

const aSpan = {} as ReadableSpan;
type Answer = (result: { readonly code: number }) => void;

function aQueue(exporting: (batch: readonly ReadableSpan[], answer: Answer) => void) {
  const counts: Record<SpanOutcome, number> = { exported: 0, failed: 0, dropped: 0 };
  const exporter: SpanExporter = { export: exporting, shutdown: () => Promise.resolve() };
  const queue = new SpanQueue({ exporter, count: (outcome, spans) => (counts[outcome] += spans) });
  return { queue, counts };
}

test('spans go in batches, one on its way', async () => {
  const batches: number[] = [];
  const { queue, counts } = aQueue((batch, answer) => {
    batches.push(batch.length);
    setImmediate(() => answer({ code: 0 }));
  });
  for (let span = 0; span < 1200; span += 1) queue.onEnd(aSpan);
  await queue.shutdown();
  expect(batches).toEqual([512, 512, 176]);
  expect(counts).toEqual({ exported: 1200, failed: 0, dropped: 0 });
});

test('an exporter that never answers costs bounded memory and nobody’s time', async () => {
  let answerLate: Answer = () => undefined;
  const { queue, counts } = aQueue((_batch, answer) => {
    answerLate = answer;
  });
  for (let span = 0; span < 20_000; span += 1) queue.onEnd(aSpan);
  // 512 are on their way and 4096 wait.
  expect(counts.dropped).toBe(20_000 - 512 - 4096);
  const ending = queue.shutdown();
  answerLate({ code: 1 });
  await ending;
  expect(counts.failed).toBe(512);
});

test('an exporter that throws, or fails, is asked again at the next turn', async () => {
  let calls = 0;
  const { queue, counts } = aQueue((_batch, answer) => {
    calls += 1;
    if (calls === 1) throw new Error('refused');
    answer({ code: calls === 2 ? 1 : 0 });
  });
  while (counts.exported === 0) {
    queue.onEnd(aSpan);
    await queue.forceFlush();
  }
  expect(counts).toEqual({ exported: 1, failed: 2, dropped: 0 });
  await queue.shutdown();
});
