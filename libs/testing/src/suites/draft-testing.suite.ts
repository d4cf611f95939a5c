import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import type {
  CaptureStore,
  Clock,
  DraftTestStore,
  Ids,
  RunStore,
  SampleStore,
  TestPlan,
  WorkflowMarks,
  WorkflowStore,
} from '@millrace/runtime';
import { aMachine } from '../builders/machine.ts';
import { aRun } from '../builders/run.ts';
import { aWorkflow } from '../builders/workflow.ts';

/** The stores behind testing a draft, with nothing in them, and what a suite needs around them. */
export interface DraftTestingSubject {
  readonly workflows: WorkflowStore;
  readonly draftTests: DraftTestStore;
  readonly samples: SampleStore;
  readonly captures: CaptureStore;
  readonly workflowMarks: WorkflowMarks;
  readonly runs: RunStore;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly ids: Ids;
  /** The slug is `main`. */
  readonly workspaceId: string;
  /** The slug is `other`. */
  readonly otherWorkspaceId: string;
}

const PLAN: TestPlan = { endAfter: ['End'], mocks: { End: { kind: 'returns', output: 1 } } };
const hooked = (path: string, name = 'orders'): WorkflowDocument =>
  aWorkflow(aMachine().pass('End'), { name, triggers: { hook: { type: 'webhook', path } } });
const json = (document: WorkflowDocument): JsonValue => document as unknown as JsonValue;
const missing = expect.objectContaining({ code: 'workflow.not_found' });

interface Suite {
  readonly setup: () => Promise<DraftTestingSubject>;
  readonly teardown: () => Promise<void>;
}

/** What every store behind testing a draft promises. */
export function testDraftTesting({ setup, teardown }: Suite): void {
  let subject: DraftTestingSubject;
  beforeEach(async () => {
    subject = await setup();
  });
  afterEach(teardown);
  const named = (name = 'orders') => ({ workspaceId: subject.workspaceId, name });
  const create = (document = hooked('in')) =>
    subject.workflows.create({ ...named(document.name), document: json(document), savedBy: 'Ada' });

  describe('what tests execute', () => {
    test('is found like a version, and is none', async () => {
      const { workflowId } = await create();
      const document = hooked('in');
      const kept = await subject.draftTests.keep({ ...named(), document, plan: PLAN });
      expect(kept).toMatchObject({ workflowId, workflowName: 'orders', document, test: PLAN });
      expect(kept).not.toHaveProperty('number');
      expect(await subject.workflows.findVersion(kept.id)).toEqual(kept);
      expect(await subject.workflows.listVersions(named())).toEqual([]);
      const request = { ...named(), document, contentHash: 'h', note: '' };
      expect(await subject.workflows.publish(request)).toMatchObject({ number: 1 });
      await expect(subject.draftTests.keep({ ...named('nobody'), document, plan: PLAN })).rejects.toEqual(missing);
    });

    test('a list of a workflow with its tests has both in their order, page by page', async () => {
      const { workflowId } = await create();
      const { id: versionId } = await subject.draftTests.keep({ ...named(), document: hooked('in'), plan: PLAN });
      const accept = async (isTest: boolean): Promise<string> => {
        const about = { id: subject.ids.runId(), acceptedAtMs: subject.clock.nowMs() };
        const origin = { ...about, workspaceId: subject.workspaceId, workflowId, versionId };
        const run = aRun(origin, { trigger: { id: 'test', type: 'test' }, ...(isTest ? { isTest } : {}) });
        await subject.runs.accept(run);
        return run.id;
      };
      const ids: string[] = [];
      for (const isTest of [true, false, true, true, false]) ids.unshift(await accept(isTest));
      const wanted = { workspaceId: subject.workspaceId, workflowName: 'orders', tests: 'included', limit: 3 } as const;
      const first = await subject.runs.list(wanted);
      const second = await subject.runs.list({ ...wanted, cursor: first.nextCursor ?? '' });
      expect([first, second].map(({ items }) => items.map(({ id }) => id))).toEqual([ids.slice(0, 3), ids.slice(3)]);
      expect(second.nextCursor).toBeUndefined();
      expect((await subject.workflows.find(named()))?.lastRun?.id).toBe(ids[0]);
    });

    test('its runs are listed and counted only for those who ask', async () => {
      const { workflowId } = await create();
      const { id: versionId } = await subject.draftTests.keep({ ...named(), document: hooked('in'), plan: PLAN });
      const about = { id: subject.ids.runId(), acceptedAtMs: subject.clock.nowMs() };
      const origin = { ...about, workspaceId: subject.workspaceId, workflowId, versionId };
      const run = aRun(origin, { trigger: { id: 'test', type: 'test' }, isTest: true });
      await subject.runs.accept(run);
      const { workspaceId } = subject;
      const found = await subject.runs.find({ workspaceId, runId: run.id });
      expect(found).toMatchObject({ isTest: true, workflowName: 'orders' });
      expect(found).not.toHaveProperty('versionNumber');
      const list = async (filter: Partial<Parameters<RunStore['list']>[0]>) =>
        (await subject.runs.list({ workspaceId, limit: 10, ...filter })).items.map(({ id }) => id);
      expect(await list({})).toEqual([]);
      expect(await list({ tests: 'included' })).toEqual([run.id]);
      expect(await list({ tests: 'only' })).toEqual([run.id]);
      expect(await subject.runs.countByStatus({ workspaceId, acceptedFromMs: 0 })).toEqual({});
      expect(await subject.workflows.find(named())).not.toHaveProperty('lastRun');
      const [claimed] = await subject.runs.claimDue({ workerId: 'w', leaseSeconds: 30, limit: 10 });
      expect(claimed).toMatchObject({ runId: run.id, isTest: true });
    });
  });

  describe('samples', () => {
    const pin = (state: string, output = '1') => ({ state, kind: 'pin' as const, output });
    const outputs = async () =>
      Object.fromEntries((await subject.samples.list(named())).map(({ state, output }) => [state, output]));

    test('are kept, replaced and removed by step', async () => {
      await create();
      const runId = subject.ids.runId();
      const from = { runId, path: 'Each\u0000[1]/A' };
      const kept = await subject.samples.keep({ ...named(), sample: { ...pin('A'), from, updatedBy: 'Ada' } });
      expect(kept).toMatchObject({ ...pin('A'), from, updatedBy: 'Ada' });
      expect(kept.updatedAtMs).toBeGreaterThan(0);
      expect(await subject.samples.list(named())).toEqual([kept]);
      const mock = { state: 'A', kind: 'mock' as const, error: 'E', cause: 'c' };
      const replaced = await subject.samples.keep({ ...named(), sample: mock });
      expect(replaced).toMatchObject(mock);
      expect(Object.keys(replaced).sort()).toEqual(['cause', 'error', 'kind', 'state', 'updatedAtMs']);
      await subject.samples.remove({ ...named(), state: 'A' });
      await subject.samples.remove({ ...named(), state: 'A' });
      expect(await subject.samples.list(named())).toEqual([]);
    });

    test('move with the names of their steps, also where two change names', async () => {
      await create();
      for (const [state, output] of [
        ['A', '1'],
        ['B', '2'],
        ['C', '3'],
      ] as const)
        await subject.samples.keep({ ...named(), sample: pin(state, output) });
      await subject.samples.rename({ ...named(), names: { A: 'B', B: 'A', C: 'C', Nobody: 'A' } });
      expect(await outputs()).toEqual({ A: '2', B: '1', C: '3' });
      await subject.samples.rename({ ...named(), names: { A: 'C' } });
      expect(await outputs()).toEqual({ B: '1', C: '2' });
    });

    test('belong to one workflow, and go with it', async () => {
      await create();
      await create(hooked('other', 'others'));
      await subject.samples.keep({ ...named(), sample: pin('A') });
      expect(await subject.samples.list(named('others'))).toEqual([]);
      await subject.workflows.remove(named());
      await expect(subject.samples.list(named())).rejects.toEqual(missing);
      await create();
      expect(await subject.samples.list(named())).toEqual([]);
      await expect(subject.samples.keep({ ...named('nobody'), sample: pin('A') })).rejects.toEqual(missing);
      const elsewhere = { workspaceId: subject.otherWorkspaceId, name: 'orders' };
      await expect(subject.samples.list(elsewhere)).rejects.toEqual(missing);
    });
  });

  testCaptures({ get: () => subject, create, named });
}

interface CaptureContext {
  readonly get: () => DraftTestingSubject;
  readonly create: (document?: WorkflowDocument) => Promise<{ readonly workflowId: string; readonly revision: number }>;
  readonly named: (name?: string) => { readonly workspaceId: string; readonly name: string };
}

function testCaptures({ get, create, named }: CaptureContext): void {
  const keep = async (path: string, { body = '1', most = 50, workspaceSlug = 'main' } = {}) => {
    const id = get().ids.runId();
    const capture = { id, path, method: 'POST', headers: '{}', query: '{}', body, bytes: body.length };
    return { id, workflowIds: await get().captures.keep({ workspaceSlug, capture, most }) };
  };
  const listed = async (more: { cursor?: string; limit?: number; maxBodyBytes?: number; name?: string } = {}) => {
    const { name, ...rest } = more;
    const page = await get().captures.list({ ...named(name), limit: 50, maxBodyBytes: 1000, ...rest });
    return { ids: page.items.map(({ id }) => id), nextCursor: page.nextCursor };
  };

  describe('captured calls', () => {
    test('are kept by every workflow whose draft, or live version, has the path', async () => {
      const { workflowId } = await create();
      const other = await create(hooked('in', 'others'));
      const both = await keep('in');
      expect([...both.workflowIds].sort()).toEqual([workflowId, other.workflowId].sort());
      expect((await keep('elsewhere')).workflowIds).toEqual([]);
      expect((await keep('in', { workspaceSlug: 'other' })).workflowIds).toEqual([]);
      const address = { workspaceSlug: 'main', path: 'in' };
      expect(await get().captures.hasListener(address)).toBe(true);
      expect(await get().captures.hasListener({ ...address, path: 'elsewhere' })).toBe(false);
      const { items } = await get().captures.list({ ...named(), limit: 1, maxBodyBytes: 1000 });
      expect(items).toMatchObject([{ id: both.id, triggerId: 'hook', path: 'in', body: '1', bytes: 1 }]);

      const document = json(hooked('new'));
      await get().workflows.replaceDraft({ ...named('others'), document, revision: other.revision });
      expect((await keep('in')).workflowIds).toEqual([workflowId]);
      expect((await keep('new')).workflowIds).toEqual([other.workflowId]);
      const live = { document: hooked('live', 'others'), contentHash: 'h', note: '' };
      await get().workflows.publish({ ...named('others'), ...live });
      expect((await keep('live')).workflowIds).toEqual([other.workflowId]);
    });

    test('the newest are kept, newest first, in pages that are not too long', async () => {
      await create();
      const ids: string[] = [];
      for (let count = 0; count < 5; count += 1) ids.unshift((await keep('in', { body: '12345', most: 4 })).id);
      expect(await listed()).toEqual({ ids: ids.slice(0, 4), nextCursor: undefined });
      expect(await listed({ limit: 2 })).toEqual({ ids: ids.slice(0, 2), nextCursor: ids[1] });
      expect((await listed({ cursor: ids[1] ?? '' })).ids).toEqual(ids.slice(2, 4));
      expect(await listed({ maxBodyBytes: 6 })).toEqual({ ids: ids.slice(0, 2), nextCursor: ids[1] });
      expect((await listed({ cursor: ids[0] ?? '', limit: 2, maxBodyBytes: 6 })).ids).toEqual(ids.slice(1, 3));
      expect((await listed({ maxBodyBytes: 1 })).ids).toEqual(ids.slice(0, 1));
      const invalid = expect.objectContaining({ code: 'list.cursor_invalid' });
      await expect(listed({ cursor: 'x' })).rejects.toEqual(invalid);
    });

    test('are removed one by one, all, or with their workflow', async () => {
      await create();
      const [first, second] = [await keep('in'), await keep('in')];
      await get().captures.remove({ ...named(), id: first.id });
      await get().captures.remove({ ...named(), id: 'no id' });
      expect((await listed()).ids).toEqual([second.id]);
      await get().captures.remove(named());
      expect((await listed()).ids).toEqual([]);
      await get().workflows.remove(named());
      expect((await keep('in')).workflowIds).toEqual([]);
      await expect(listed()).rejects.toEqual(missing);
    });

    test('a draft of any shape has its paths, or none', async () => {
      const draft = {
        name: 'orders',
        triggers: { a: null, b: 1, c: { type: 'form', path: 'form' }, d: { path: 'x' } },
      };
      await get().workflows.create({ ...named(), document: draft });
      expect((await keep('form')).workflowIds).toHaveLength(1);
      expect((await keep('x')).workflowIds).toEqual([]);
    });
  });

  test('marks tell of saves, versions and calls', async () => {
    const { workflowId } = await create();
    const read = async () => (await get().workflowMarks.read([workflowId, get().ids.runId()]))[0];
    expect(await read()).toEqual({ workflowId, revision: 1, savedBy: 'Ada', captures: [] });
    await get().workflows.replaceDraft({ ...named(), document: json(hooked('in')), revision: 1, savedBy: 'Bo' });
    const version = { document: hooked('in'), contentHash: 'h', note: '', publishedBy: 'Cy' };
    await get().workflows.publish({ ...named(), ...version });
    const { id } = await keep('in');
    const published = { number: 1, by: 'Cy' };
    expect(await read()).toEqual({ workflowId, revision: 2, savedBy: 'Bo', published, captures: [id] });
    await get().workflows.remove(named());
    expect(await read()).toBeUndefined();
    expect(await get().workflowMarks.read([])).toEqual([]);
  });
}
