import type { RunFeedEvent } from './ports.ts';
import { createRunFeed } from './run-feed.ts';

const event = (runId: string, workspaceId = 'w1'): RunFeedEvent => ({
  kind: 'run.started',
  workspaceId,
  runId,
  workflowName: 'orders',
  atMs: 1,
});
const runsOf = (heard: readonly RunFeedEvent[]): string[] => heard.map(({ runId }) => runId);

test('a listener hears of its workspace, or of one run of it, until it stops', () => {
  const feed = createRunFeed();
  const [all, one]: [RunFeedEvent[], RunFeedEvent[]] = [[], []];
  const stop = feed.subscribe({ workspaceId: 'w1' }, (heard) => all.push(heard));
  feed.subscribe({ workspaceId: 'w1', runId: 'b' }, (heard) => one.push(heard));
  for (const told of [event('a'), event('b'), event('b', 'w2')]) feed.publish(told);
  stop();
  stop();
  feed.publish(event('b'));
  expect(runsOf(all)).toEqual(['a', 'b']);
  expect(runsOf(one)).toEqual(['b', 'b']);
});

test('a listener that throws keeps none of the others from hearing, and is not hidden', () => {
  const feed = createRunFeed();
  const heard: RunFeedEvent[] = [];
  feed.subscribe({ workspaceId: 'w1' }, () => {
    throw new Error('deaf');
  });
  feed.subscribe({ workspaceId: 'w1' }, (told) => heard.push(told));
  expect(() => feed.publish(event('a'))).toThrow(AggregateError);
  expect(runsOf(heard)).toEqual(['a']);
});

test('whoever begins or stops to listen while it is told disturbs nobody', () => {
  const feed = createRunFeed();
  const order: string[] = [];
  const stop = feed.subscribe({ workspaceId: 'w1' }, () => {
    order.push('first');
    stop();
    feed.subscribe({ workspaceId: 'w1' }, () => order.push('late'));
  });
  feed.subscribe({ workspaceId: 'w1' }, () => order.push('second'));
  feed.publish(event('a'));
  expect(order).toEqual(['first', 'second']);
  feed.publish(event('a'));
  expect(order).toEqual(['first', 'second', 'second', 'late']);
});
