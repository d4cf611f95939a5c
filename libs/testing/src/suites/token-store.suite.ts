import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { NewRun, TokenAnswer, TokenStore } from '@millrace/runtime';
import { aCheckpoint, aRun } from '../builders/run.ts';
import type { RunStoreSubject } from './run-store.suite.ts';

/** Tokens beside the runs that wait for them. */
export type TokenStoreSubject = RunStoreSubject & { readonly tokens: TokenStore };

const WORKER = { workerId: 'worker-1', leaseSeconds: 300 };
const YES: TokenAnswer = { kind: 'returned', output: '{"ok":true,"odd":"\\u0000"}' };
const NO: TokenAnswer = { kind: 'threw', error: 'Shop.Refused', cause: 'sold out' };

/** What every token store promises. */
export function testTokenStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<TokenStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: TokenStoreSubject;
  let tokens: TokenStore;
  let count = 0;
  beforeEach(async () => {
    subject = await setup();
    ({ tokens } = subject);
  });
  afterEach(teardown);

  const leaseOf = ({ id }: NewRun, fence = 1) => ({ runId: id, fence });
  async function held(): Promise<NewRun> {
    const run = aRun({ id: subject.ids.runId(), acceptedAtMs: subject.clock.nowMs(), ...subject.origin });
    await subject.runs.accept(run, WORKER);
    return run;
  }
  type Members = Partial<Parameters<TokenStore['open']>[0]>;
  const open = async (run: NewRun, members: Members = {}): Promise<string | undefined> =>
    (await openFully(run, members))?.token;
  function openFully(run: NewRun, members: Members): ReturnType<TokenStore['open']> {
    count += 1;
    return tokens.open({
      lease: leaseOf(run),
      workspaceId: run.workspaceId,
      path: 'Approve',
      attempt: 1,
      token: `token-${subject.ids.runId()}-${count}`,
      lifeSeconds: 3600,
      ...members,
    });
  }
  async function opened(run: NewRun, members: Members = {}): Promise<string> {
    const token = await open(run, members);
    if (token === undefined) throw new Error('The token was not opened.');
    return token;
  }
  const claim = () => subject.other.claimDue({ ...WORKER, limit: 100 });
  const park = (run: NewRun) =>
    subject.runs.park({
      lease: leaseOf(run),
      checkpoint: aCheckpoint('Approve'),
      steps: [],
      availableAtMs: subject.clock.nowMs() + 86_400_000,
    });

  test('an attempt that asks again is told when its token was opened', async () => {
    const run = await held();
    const startedMs = subject.clock.nowMs();
    const first = await openFully(run, {});
    expect(Math.abs((first?.openedAtMs ?? 0) - startedMs)).toBeLessThan(2000);
    await subject.elapse(60);
    const again = await openFully(run, {});
    expect(again?.token).toBe(first?.token);
    expect(Math.abs(subject.clock.nowMs() - 60_000 - (again?.openedAtMs ?? 0))).toBeLessThan(2000);
  });

  test('an attempt has one token, which is found with all that belongs to it', async () => {
    const run = await held();
    const token = await opened(run);
    expect(await open(run)).toBe(token);
    const others = [await opened(run, { attempt: 2 }), await opened(run, { path: 'Other\u0000' })];
    expect(new Set([token, ...others]).size).toBe(3);
    const { id: runId, workspaceId } = run;
    expect(await tokens.find(token)).toEqual({ token, runId, workspaceId, path: 'Approve', attempt: 1 });
    expect(await tokens.find(others[1] ?? '')).toMatchObject({ path: 'Other\u0000' });
    for (const unknown of ['none', '', '\u0000', '\ud800']) expect(await tokens.find(unknown)).toBeUndefined();
  });

  test('whoever has lost the run opens none', async () => {
    const run = await held();
    expect(await open(run, { lease: leaseOf(run, 0) })).toBeUndefined();
    await park(run);
    expect(await open(run)).toBeUndefined();
  });

  test('an answer makes the run that sleeps due, and is found byte for byte', async () => {
    const run = await held();
    const token = await opened(run);
    await park(run);
    expect(await claim()).toEqual([]);
    expect(await tokens.answer({ token, answer: YES })).toEqual({ kind: 'answered', runId: run.id });
    expect(await tokens.find(token)).toMatchObject({ answer: YES });
    expect(await claim()).toMatchObject([{ runId: run.id }]);
  });

  test('an answer that comes before the run sleeps is not slept over', async () => {
    const run = await held();
    const token = await opened(run);
    await tokens.answer({ token, answer: NO });
    expect(await tokens.find(token)).toMatchObject({ answer: NO });
    expect(await subject.runs.findSignals({ runIds: [run.id], heard: [] })).toEqual([
      { runId: run.id, answers: [token] },
    ]);
    const second = await opened(run, { attempt: 2 });
    await tokens.answer({ token: second, answer: YES });
    await park(run);
    expect(await claim()).toMatchObject([{ runId: run.id }]);
  });

  test('of many answers at once the first wins, and the others are told', async () => {
    const run = await held();
    const token = await opened(run);
    const answers = Array.from({ length: 20 }, (_, n): TokenAnswer => ({ kind: 'returned', output: String(n) }));
    const results = await Promise.all(answers.map((answer) => tokens.answer({ token, answer })));
    expect(results.filter(({ kind }) => kind === 'answered')).toHaveLength(1);
    expect(results.filter(({ kind }) => kind === 'already_answered')).toHaveLength(19);
    const winner = answers[results.findIndex(({ kind }) => kind === 'answered')];
    expect((await tokens.find(token))?.answer).toEqual(winner);
    expect(await tokens.beat(token)).toBe('already_answered');
  });

  test('signs of life are noted by the time of the store', async () => {
    const run = await held();
    const token = await opened(run);
    expect(await tokens.beat(token)).toBe('noted');
    const beatAtMs = (await tokens.find(token))?.beatAtMs ?? 0;
    expect(Math.abs(beatAtMs - subject.clock.nowMs())).toBeLessThan(2000);
    await park(run);
    expect(await claim()).toEqual([]);
  });

  test.each<[string, (run: NewRun) => Promise<unknown>]>([
    ['its life is over', () => subject.elapse(3601)],
    ['it was withdrawn', (run) => tokens.withdraw({ runId: run.id, paths: ['Approve', 'Other'] })],
    [
      'the run has ended',
      (run) =>
        subject.runs.finish({
          lease: leaseOf(run),
          end: { status: 'failed', endedAtMs: subject.clock.nowMs() },
          steps: [],
        }),
    ],
  ])('an answer comes too late when %s', async (_, happen) => {
    const run = await held();
    const token = await opened(run);
    await happen(run);
    expect(await tokens.answer({ token, answer: YES })).toEqual({ kind: 'expired' });
    expect(await tokens.beat(token)).toBe('expired');
    expect(await tokens.find(token)).not.toHaveProperty('answer');
  });

  test('a withdrawn path opens anew, for a composite state that begins again; other paths stay', async () => {
    const run = await held();
    const [first, other] = [await opened(run), await opened(run, { path: 'Other' })];
    await tokens.answer({ token: first, answer: YES });
    await tokens.withdraw({ runId: run.id, paths: ['Approve'] });
    await tokens.withdraw({ runId: run.id, paths: [] });
    const second = await opened(run);
    expect(second).not.toBe(first);
    expect(await open(run, { path: 'Other' })).toBe(other);
    expect(await tokens.answer({ token: first, answer: NO })).toEqual({ kind: 'already_answered' });
    expect(await tokens.answer({ token: second, answer: NO })).toEqual({ kind: 'answered', runId: run.id });
  });

  test('an unknown token is not found', async () => {
    for (const token of ['none', '\u0000', '\ud800']) {
      expect(await tokens.answer({ token, answer: YES })).toEqual({ kind: 'not_found' });
      expect(await tokens.beat(token)).toBe('not_found');
    }
  });
}
