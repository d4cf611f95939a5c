import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  NewRun,
  RunHistogramRequest,
  RunSearch,
  RunSearchRequest,
  RunViewStore,
  StepRecord,
} from '@millrace/runtime';
import { parseRunQuery, selectRuns } from '@millrace/run-query';
import { aRun, aStep } from '../builders/run.ts';
import type { RunStoreSubject } from './run-store.suite.ts';

export interface RunSearchSubject extends RunStoreSubject {
  readonly runSearch: RunSearch;
  readonly runViews: RunViewStore;
}

const LARGE = 'x'.repeat(70_000);
const HOUR_MS = 3_600_000;

/** What every search of runs promises, and every store of its views. */
export function testRunSearch({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<RunSearchSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: RunSearchSubject;
  let search: RunSearch;
  /** Ids by name, in the order in which they were made. */
  let made: Map<string, string>;

  const nowMs = (): number => subject.clock.nowMs();
  interface Kept {
    readonly run?: Partial<NewRun>;
    readonly end?: object;
    readonly steps?: readonly StepRecord[];
  }
  async function keep(name: string, { run: members = {}, end = {}, steps = [] }: Kept): Promise<void> {
    // One look at the clock: the run has lasted a second, and no millisecond more.
    const acceptedAtMs = nowMs();
    const run = aRun({ id: subject.ids.runId(), acceptedAtMs, ...subject.origin }, members);
    made.set(name, run.id);
    const ended = { status: 'succeeded', output: '{"total":5}', endedAtMs: acceptedAtMs + 1000, ...end } as const;
    await subject.runs.acceptFinished(run, { end: ended, steps });
  }
  const requestOf = (query: string): Omit<RunSearchRequest, 'limit' | 'budgetMs'> => {
    const parsed = parseRunQuery(query);
    const { selection, problems } = selectRuns(parsed, nowMs());
    expect([...parsed.problems, ...problems]).toEqual([]);
    return { workspaceId: subject.origin.workspaceId, ...selection };
  };
  const namesOf = (ids: readonly string[]): readonly string[] =>
    ids.map((id) => [...made].find(([, known]) => known === id)?.[0] ?? id);
  const find = async (query: string, more: Partial<RunSearchRequest> = {}): Promise<readonly string[]> =>
    namesOf(
      (await search.search({ ...requestOf(query), limit: 10, budgetMs: 10_000, ...more })).items.map(({ id }) => id),
    );

  // Once: nothing here changes what others read.
  beforeAll(async () => {
    subject = await setup();
    search = subject.runSearch;
    made = new Map();
    await keep('plain', { run: { input: '{"id":"A-1","amount":100}', searchAttributes: { orderId: 'A-1' } } });
    const [note, end] = [
      { amount: 120, note: 'a "quoted" word' },
      { status: 'failed', endedAtMs: nowMs() + 9000 },
    ];
    await keep('failed', {
      run: { trigger: { id: 'daily', type: 'schedule' }, searchAttributes: { orderId: 'B-2' } },
      end: { ...end, error: 'Connector.Fatal', cause: 'card declined' },
      steps: [
        aStep(0, { state: 'Charge card', input: '{"a":1}', output: JSON.stringify(note) }),
        aStep(1, { state: 'Notify', input: JSON.stringify(note), output: '"sent"' }),
      ],
    });
    await keep('large', {
      run: { input: JSON.stringify({ filler: LARGE, token: 'Bearer [redacted]' }) },
      end: { output: JSON.stringify({ note: 'needle in the hay', filler: LARGE }) },
    });
    await keep('test', { run: { isTest: true, searchAttributes: { orderId: 'A-1' } } });
    const plain = made.get('plain') ?? '';
    const parent = { runId: plain, path: 'Call', depth: 1, isAwaited: false };
    await keep('child', { run: { parent, retryOf: { id: plain, kind: 'retry' } }, end: { status: 'cancelled' } });
  });
  afterAll(teardown);

  describe('a search', () => {
    test.each<readonly [string, readonly string[]]>([
      ['', ['child', 'large', 'failed', 'plain']],
      ['status:failed,cancelled', ['child', 'failed']],
      ['-status:succeeded', ['child', 'failed']],
      ['status:failed -status:failed', []],
      ['workflow:orders', ['child', 'large', 'failed', 'plain']],
      ['workflow:orders,others status:failed', ['failed']],
      ['-workflow:orders', []],
      ['workflow:others', []],
      ['version:1 -status:failed', ['child', 'large', 'plain']],
      ['version:2', []],
      ['-version:2 version:1 workflow:orders', ['child', 'large', 'failed', 'plain']],
      ['trigger:schedule', ['failed']],
      ['-trigger:schedule,form', ['child', 'large', 'plain']],
      ['error:Connector.Fatal', ['failed']],
      ['error:Connector.*', ['failed']],
      ['-error:Connector.*', ['child', 'large', 'plain']],
      ['error:Connector', []],
      ['duration:>5s', ['failed']],
      ['-duration:>5s', ['child', 'large', 'plain']],
      ['duration:=1s status:succeeded', ['large', 'plain']],
      ['orderId:A-1', ['plain']],
      ['orderId:A-1,B-2', ['failed', 'plain']],
      ['-orderId:A-1', ['child', 'large', 'failed']],
      ['orderId:A-1 orderId:B-2', []],
      ['orderId:B-2 status:failed trigger:schedule', ['failed']],
      ['is:test', ['test']],
      ['is:retry', ['child']],
      ['is:replay', []],
      ['-is:child', ['large', 'failed', 'plain']],
      ['from:-1h until:+1h', ['child', 'large', 'failed', 'plain']],
      ['until:-1h', []],
      ['input.id:A-1', ['plain']],
      ['input.amount:>=100', ['plain']],
      ['-input.amount:>=100 status:succeeded', ['large']],
      ['output.total:5 input.id:*', ['plain']],
      ['steps."Charge card".output.amount:>100', ['failed']],
      ['steps."Charge card".input.a:1', ['failed']],
      ['steps.Notify.input.amount:120', ['failed']],
      ['steps.Notify.output:sent', ['failed']],
      ['steps.Notify.output:"other"', []],
      ['text:"CARD declined"', ['failed']],
      ['text:"a \\"quoted\\" word"', ['failed']],
      ['output.note:"needle in the hay"', ['large']],
      ['text:"in the hay"', ['large']],
      ['input.token:*', []],
      ['text:bearer', []],
      ['text:amount', []],
    ])('%s', async (query, names) => {
      expect(await find(query)).toEqual(names);
    });

    test('of ids, parents and workspaces', async () => {
      const [plain = '', child = ''] = [made.get('plain'), made.get('child')];
      expect(await find(`id:${plain},${child}`)).toEqual(['child', 'plain']);
      expect(await find(`-id:${plain} status:succeeded`)).toEqual(['large']);
      expect(await find(`parent:${plain}`)).toEqual(['child']);
      const other = { workspaceId: subject.ids.runId() };
      for (const query of ['', 'trigger:schedule', 'input.id:A-1', 'version:1', 'orderId:A-1', `id:${plain}`])
        expect(await find(query, other)).toEqual([]);
      expect(await find('trigger:schedule', { workflowName: 'orders', statuses: ['failed'] })).toEqual(['failed']);
    });

    test('goes on where it stopped when its time is over, and says how far it came', async () => {
      const request = { ...requestOf('input.id:A-1'), limit: 10, budgetMs: 0 };
      const found: string[] = [];
      let [scanned, cursor]: [number, string | undefined] = [0, undefined];
      for (let page = 0; page < 10; page += 1) {
        const answer = await search.search({ ...request, ...(cursor === undefined ? {} : { cursor }) });
        found.push(...answer.items.map(({ id }) => id));
        scanned += answer.scan?.scanned ?? 0;
        cursor = answer.nextCursor;
        if (cursor === undefined) {
          expect(answer.scan?.isComplete).toBe(true);
          break;
        }
        expect(answer.scan?.isComplete).toBe(false);
        expect(answer.scan?.reachedAtMs).toBeGreaterThan(0);
      }
      expect(namesOf(found)).toEqual(['plain']);
      expect(scanned).toBe(4);
    });

    test.each(['', 'input.a:1', 'duration:>=1s', 'workflow:orders trigger:webhook'])('by pages: %s', async (query) => {
      const all = await find(query);
      const request = { ...requestOf(query), limit: 1, budgetMs: 10_000 };
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await search.search({ ...request, ...(cursor === undefined ? {} : { cursor }) });
        expect(page.items.length).toBeLessThanOrEqual(1);
        found.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(namesOf(found)).toEqual(all);
    });

    test('refuses a cursor that none gave out', async () => {
      await expect(find('', { cursor: 'x' })).rejects.toMatchObject({ code: 'list.cursor_invalid' });
    });
  });

  test('matches are counted, up to a bound', async () => {
    const count = (query: string, most: number) => search.count({ ...requestOf(query), most, budgetMs: 10_000 });
    expect(await count('', 10)).toEqual({ count: 4, isMore: false });
    expect(await count('', 3)).toEqual({ count: 3, isMore: true });
    expect(await count('trigger:webhook', 2)).toEqual({ count: 2, isMore: true });
    expect(await count('input.id:A-1', 2)).toEqual({ count: 1, isMore: false });
    expect(await count('workflow:others', 2)).toEqual({ count: 0, isMore: false });
  });

  describe('a histogram', () => {
    const histogram = (query: string, more: Partial<RunHistogramRequest> = {}) => {
      const around = { acceptedFromMs: nowMs() - HOUR_MS, acceptedUntilMs: nowMs() + HOUR_MS };
      const { payload: _, ...filter } = requestOf(query);
      return search.histogram({ ...filter, ...around, buckets: 2, budgetMs: 10_000, alwaysCounted: 1000, ...more });
    };
    const totalOf = async (query: string): Promise<object> => {
      const { buckets, countedShare } = await histogram(query);
      expect(countedShare).toBe(1);
      const total: Record<string, number> = {};
      for (const [status, runs] of buckets.flatMap((bucket) => Object.entries(bucket)))
        total[status] = (total[status] ?? 0) + runs;
      return total;
    };

    test('counts by status, as lists show it', async () => {
      expect(await totalOf('')).toEqual({ succeeded: 2, failed: 1, cancelled: 1 });
      expect(await totalOf('status:failed')).toEqual({ failed: 1 });
      expect(await totalOf('workflow:orders -status:failed')).toEqual({ succeeded: 2, cancelled: 1 });
      expect(await totalOf('orderId:A-1')).toEqual({ succeeded: 1 });
      expect(await totalOf('version:1 trigger:schedule')).toEqual({ failed: 1 });
      expect(await totalOf('is:test')).toEqual({ succeeded: 1 });
      expect(await totalOf('workflow:others')).toEqual({});
    });

    test('puts each run into its bucket, once', async () => {
      const [oldest = '', newest = ''] = [made.get('plain'), made.get('child')];
      const timeOf = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
      const span = { acceptedFromMs: timeOf(oldest), acceptedUntilMs: timeOf(newest) + 1 };
      const { buckets } = await histogram('', { ...span, buckets: 7 });
      expect(buckets).toHaveLength(7);
      expect(buckets.flatMap((bucket) => Object.values(bucket)).reduce((sum, runs) => sum + runs, 0)).toBe(4);
      expect((await histogram('', { ...span, acceptedUntilMs: timeOf(oldest), acceptedFromMs: 0 })).buckets).toEqual([
        {},
        {},
      ]);
    });

    test('shows a run that undoes what it did as nothing else', async () => {
      const run = aRun({ id: subject.ids.runId(), acceptedAtMs: nowMs(), ...subject.origin });
      await subject.runs.accept(run, { workerId: 'w', leaseSeconds: 60 });
      await subject.runs.advance({ lease: { runId: run.id, fence: 1 }, steps: [], isCompensating: true });
      expect(await totalOf('-status:succeeded')).toEqual({ failed: 1, cancelled: 1, compensating: 1 });
      expect(await totalOf('status:running')).toEqual({});
      expect(await totalOf('status:compensating')).toEqual({ compensating: 1 });
    });
  });

  describe('views', () => {
    const viewOf = (name: string) => {
      const { workspaceId } = subject.origin;
      return { id: subject.ids.runId(), workspaceId, name, query: 'status:failed', createdBy: 'ada@example.com' };
    };

    test('are kept in their order, changed and removed', async () => {
      const { runViews } = subject;
      const { workspaceId } = subject.origin;
      const first = await runViews.create(viewOf('Failed'));
      const second = await runViews.create({ ...viewOf('Slow'), columns: ['state', 'run'] });
      expect(await runViews.list({ workspaceId })).toEqual([first, second]);
      expect(second).toMatchObject({ name: 'Slow', query: 'status:failed', columns: ['state', 'run'] });
      expect(first).not.toHaveProperty('columns');
      const changed = await runViews.change({ workspaceId, id: second.id, name: 'Late', query: 'duration:>5s' });
      expect(changed).toEqual({ ...second, name: 'Late', query: 'duration:>5s' });
      expect(await runViews.remove({ workspaceId, id: first.id })).toBe(true);
      expect(await runViews.remove({ workspaceId, id: first.id })).toBe(false);
      expect(await runViews.list({ workspaceId })).toEqual([changed]);
    });

    test('have names of their own, and belong to their workspace', async () => {
      const { runViews } = subject;
      const [view, other] = [await runViews.create(viewOf('Open')), await runViews.create(viewOf('Lost'))];
      const taken = { code: 'runs.view_name_taken' };
      await expect(runViews.create(viewOf('OPEN'))).rejects.toMatchObject(taken);
      await expect(runViews.change({ ...other, name: 'open' })).rejects.toMatchObject(taken);
      expect(await runViews.change({ ...view, name: 'OPEN' })).toMatchObject({ name: 'OPEN' });
      const foreign = { workspaceId: subject.ids.runId(), id: view.id };
      expect(await runViews.list(foreign)).toEqual([]);
      expect(await runViews.change({ ...foreign, name: 'x' })).toBeUndefined();
      expect(await runViews.remove(foreign)).toBe(false);
      expect(await runViews.remove({ ...foreign, id: 'x' })).toBe(false);
    });
  });
}
