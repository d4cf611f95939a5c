import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import { hashDocument, type Clock, type Ids, type RunStore, type WorkflowStore } from '@millrace/runtime';
import { aRun } from '../builders/run.ts';
import { aMachine } from '../builders/machine.ts';
import { aWorkflow } from '../builders/workflow.ts';

/** A workflow store with nothing in it, and what a suite needs around it. */
export interface WorkflowStoreSubject {
  readonly workflows: WorkflowStore;
  /** On the same data: runs show the names of their workflows. */
  readonly runs: RunStore;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly ids: Ids;
  /** The slug is `main`. */
  readonly workspaceId: string;
  /** The slug is `other`. */
  readonly otherWorkspaceId: string;
}

/** What every workflow store promises. */
export function testWorkflowStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<WorkflowStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: WorkflowStoreSubject;
  let workflows: WorkflowStore;
  beforeEach(async () => {
    subject = await setup();
    ({ workflows } = subject);
  });
  afterEach(teardown);

  const named = (name: string) => ({ workspaceId: subject.workspaceId, name });
  const json = (document: WorkflowDocument): JsonValue => document as unknown as JsonValue;
  const hooked = (path: string, title = 'Orders'): WorkflowDocument =>
    aWorkflow(aMachine().pass('End'), { title, triggers: { hook: { type: 'webhook', path } } });
  const create = (name: string, document: JsonValue = {}) => workflows.create({ ...named(name), document });
  const publish = (name: string, document: WorkflowDocument) =>
    workflows.publish({ ...named(name), document, contentHash: hashDocument(json(document)), note: '' });
  const findHook = (path: string, workspaceSlug = 'main') => workflows.findLiveWebhook({ workspaceSlug, path });

  describe('names and drafts', () => {
    test('of many who take one name at once, one gets it; after removal it is free', async () => {
      const results = await Promise.allSettled(Array.from({ length: 8 }, () => create('orders')));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'workflow.name_taken' });
      await workflows.remove(named('orders'));
      expect(await workflows.find(named('orders'))).toBeUndefined();
      expect(await workflows.findDraft(named('orders'))).toBeUndefined();
      await create('orders');
    });

    test('there may be as many as the quota in a workspace, and one more when one is removed', async () => {
      const make = (name: string) => workflows.create({ ...named(name), document: {}, quota: 2 });
      await make('first');
      await workflows.create({ workspaceId: subject.otherWorkspaceId, name: 'theirs', document: {}, quota: 2 });
      await make('second');
      await expect(make('third')).rejects.toMatchObject({
        code: 'workspace.quota_reached',
        detail: { limit: 2, actual: 3 },
      });
      await workflows.remove(named('first'));
      await make('third');
    });

    test('of some names, those that are taken are told', async () => {
      for (const name of ['first', 'second', 'removed']) await create(name);
      await workflows.remove(named('removed'));
      await workflows.create({ workspaceId: subject.otherWorkspaceId, name: 'theirs', document: {} });
      const ask = (names: readonly string[]) => workflows.findNames({ workspaceId: subject.workspaceId, names });
      const found = await ask(['second', 'removed', 'theirs', 'nothing', 'first']);
      expect([...found].sort()).toEqual(['first', 'second']);
      expect(await ask([])).toEqual([]);
    });

    test('a name counts in its workspace', async () => {
      await create('orders');
      await workflows.create({ workspaceId: subject.otherWorkspaceId, name: 'orders', document: { title: 'Theirs' } });
      expect(await workflows.find(named('orders'))).toMatchObject({ title: 'orders' });
    });

    test('of two who edit one revision, the second is told', async () => {
      const { revision } = await create('orders');
      const edits = [1, 2].map((n) => workflows.replaceDraft({ ...named('orders'), document: { n }, revision }));
      const results = await Promise.allSettled(edits);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'workflow.draft_changed', detail: { revision: revision + 1 } },
      });
    });

    test('a draft of any JSON comes back as it was; lists show it readably', async () => {
      const document = { title: 'nul \u0000 lone \ud800', description: 7, deep: [null, 1e300, ''] };
      await create('odd', document);
      expect((await workflows.findDraft(named('odd')))?.document).toEqual(document);
      expect(await workflows.find(named('odd'))).toMatchObject({ title: 'nul  lone \ufffd', description: '' });
      await create('none', null);
      expect(await workflows.find(named('none'))).toMatchObject({ title: 'none' });
    });

    test('what is not there is said', async () => {
      const missing = { code: 'workflow.not_found' };
      const draft = { ...named('none'), document: {}, revision: 1 };
      await expect(workflows.replaceDraft(draft)).rejects.toMatchObject(missing);
      await expect(publish('none', hooked('none'))).rejects.toMatchObject(missing);
      await expect(workflows.activate({ ...named('none'), number: 1 })).rejects.toMatchObject(missing);
      await expect(workflows.listVersions(named('none'))).rejects.toMatchObject(missing);
      await expect(workflows.remove(named('none'))).rejects.toMatchObject(missing);
      expect(await workflows.findVersion(subject.ids.runId())).toBeUndefined();
      expect(await workflows.findVersionByNumber({ ...named('none'), number: 1 })).toBeUndefined();
    });

    test('what is to be removed as nobody has touched it stays once somebody has', async () => {
      const changed = { code: 'workflow.draft_changed' };
      const { revision } = await create('touched');
      await expect(workflows.remove({ ...named('touched'), ifOnlyDraft: revision + 1 })).rejects.toMatchObject(changed);
      await publish('touched', hooked('touched'));
      await expect(workflows.remove({ ...named('touched'), ifOnlyDraft: revision })).rejects.toMatchObject(changed);
      expect(await workflows.find(named('touched'))).toMatchObject({ liveVersion: { number: 1 } });
      const untouched = await create('untouched');
      await workflows.remove({ ...named('untouched'), ifOnlyDraft: untouched.revision });
      expect(await workflows.find(named('untouched'))).toBeUndefined();
    });

    test('lists go by name, page by page', async () => {
      for (const name of ['c', 'a', 'b']) await create(name);
      const { workspaceId } = subject;
      const first = await workflows.list({ workspaceId, limit: 2 });
      expect(first.items.map(({ name }) => name)).toEqual(['a', 'b']);
      const rest = await workflows.list({ workspaceId, limit: 2, cursor: first.nextCursor ?? '' });
      expect(rest.items.map(({ name }) => name)).toEqual(['c']);
      expect(rest.nextCursor).toBeUndefined();
      expect((await workflows.list({ workspaceId: subject.otherWorkspaceId, limit: 2 })).items).toEqual([]);
    });
  });

  describe('where a document was promoted from', () => {
    const origin = { workspace: 'other', number: 4 };
    const listed = async () => (await workflows.listVersions(named('orders'))).map(({ promotedFrom }) => promotedFrom);

    test('a version says it when it is the draft that came', async () => {
      await workflows.create({ ...named('orders'), document: json(hooked('a')), promotedFrom: origin });
      expect(await workflows.findDraft(named('orders'))).toMatchObject({ promotedFrom: origin });
      const { promotedFrom, number } = await publish('orders', hooked('a'));
      expect(promotedFrom).toEqual(origin);
      await publish('orders', hooked('b'));
      expect(await listed()).toEqual([undefined, origin]);
      expect(await workflows.findVersionByNumber({ ...named('orders'), number })).toMatchObject({
        promotedFrom: origin,
      });
      await workflows.activate({ ...named('orders'), number });
      expect(await workflows.find(named('orders'))).toMatchObject({ liveVersion: { promotedFrom: origin } });
    });

    test('whoever edits the draft makes it their own', async () => {
      const { revision } = await create('orders', json(hooked('a')));
      const edit = { ...named('orders'), document: json(hooked('b')) };
      const promoted = await workflows.replaceDraft({ ...edit, revision, promotedFrom: origin });
      expect(promoted).toMatchObject({ promotedFrom: origin });
      const edited = await workflows.replaceDraft({ ...edit, revision: promoted.revision });
      expect(edited).not.toHaveProperty('promotedFrom');
      expect(await publish('orders', hooked('b'))).not.toHaveProperty('promotedFrom');
    });
  });

  describe('versions', () => {
    test('publishing moves the live pointer and the webhooks; activating an older version moves them back', async () => {
      const document = hooked('orders');
      await create('orders', json(document));
      const first = await publish('orders', document);
      const second = await publish('orders', hooked('orders/new', 'New'));
      expect([first.number, second.number]).toEqual([1, 2]);
      expect(await findHook('orders')).toBeUndefined();
      expect(await findHook('orders/new')).toMatchObject({ versionId: second.id, triggerId: 'hook' });
      expect(await workflows.find(named('orders'))).toMatchObject({ liveVersion: { number: 2 }, draftChanged: true });

      await workflows.activate({ ...named('orders'), number: 1 });
      expect(await findHook('orders')).toMatchObject({ versionId: first.id });
      expect(await findHook('orders/new')).toBeUndefined();
      expect(await workflows.find(named('orders'))).toMatchObject({ liveVersion: { number: 1 }, draftChanged: false });
      await expect(workflows.activate({ ...named('orders'), number: 9 })).rejects.toMatchObject({
        code: 'workflow.version_not_found',
      });
      const list = async (page: { readonly beforeNumber?: number; readonly limit?: number } = {}) =>
        (await workflows.listVersions({ ...named('orders'), ...page })).map(({ number }) => number);
      expect(await list()).toEqual([2, 1]);
      expect(await list({ limit: 1 })).toEqual([2]);
      expect(await list({ limit: 1, beforeNumber: 2 })).toEqual([1]);
    });

    test('a version is found by its id and by its number, with its document', async () => {
      const document = hooked('orders');
      await create('orders');
      const { id } = await publish('orders', document);
      await publish('orders', hooked('orders/new'));
      const expected = { id, number: 1, document, workspaceId: subject.workspaceId, workflowName: 'orders' };
      expect(await workflows.findVersion(id)).toMatchObject(expected);
      expect(await workflows.findVersionByNumber({ ...named('orders'), number: 1 })).toMatchObject(expected);
      expect(await workflows.findVersionByNumber({ ...named('orders'), number: 3 })).toBeUndefined();
    });

    test('editing the draft shows whether it differs from what is live', async () => {
      const document = hooked('orders');
      const { revision } = await create('orders', json(document));
      await publish('orders', document);
      const edit = async (draft: JsonValue, from: number) => {
        await workflows.replaceDraft({ ...named('orders'), document: draft, revision: from });
        return (await workflows.find(named('orders')))?.draftChanged;
      };
      expect(await edit({ ...document, title: 'Other' } as unknown as JsonValue, revision)).toBe(true);
      expect(await edit(json(document), revision + 1)).toBe(false);
    });

    test('a path that another workflow answers at is refused, and nothing of the version stays', async () => {
      await create('orders');
      await publish('orders', hooked('orders'));
      await create('copies');
      await expect(publish('copies', hooked('orders'))).rejects.toMatchObject({
        code: 'workflow.hook_taken',
        detail: { path: 'orders' },
      });
      expect(await workflows.listVersions(named('copies'))).toEqual([]);
      await workflows.remove(named('orders'));
      await publish('copies', hooked('orders'));
    });

    test('activating a version whose path somebody has taken meanwhile is refused, and changes nothing', async () => {
      await create('orders');
      await publish('orders', hooked('orders'));
      const second = await publish('orders', hooked('orders/new'));
      await create('copies');
      await publish('copies', hooked('orders'));
      await expect(workflows.activate({ ...named('orders'), number: 1 })).rejects.toMatchObject({
        code: 'workflow.hook_taken',
      });
      expect(await workflows.find(named('orders'))).toMatchObject({ liveVersion: { number: 2 } });
      expect(await findHook('orders/new')).toMatchObject({ versionId: second.id });
    });

    test('forms and webhooks have paths of their own', async () => {
      await create('orders');
      const triggers = { form: { type: 'form', path: 'orders' }, hook: { type: 'webhook', path: 'orders' } } as const;
      await publish('orders', aWorkflow(aMachine().pass('End'), { triggers }));
      const address = { workspaceSlug: 'main', path: 'orders' };
      expect(await findHook('orders')).toMatchObject({ triggerId: 'hook' });
      expect(await workflows.findLiveWebhook({ ...address, type: 'form' })).toMatchObject({ triggerId: 'form' });
      await create('copies');
      const form = aWorkflow(aMachine().pass('End'), { triggers: { form: triggers.form } });
      await expect(publish('copies', form)).rejects.toMatchObject({ code: 'workflow.hook_taken' });
      await publish('orders', hooked('orders'));
      expect(await workflows.findLiveWebhook({ ...address, type: 'form' })).toBeUndefined();
      await publish('copies', form);
    });

    test('workspaces have paths of their own', async () => {
      await create('orders');
      const { workflowId } = await publish('orders', hooked('orders'));
      expect(await findHook('orders', 'other')).toBeUndefined();
      expect(await findHook('orders', 'none')).toBeUndefined();
      expect(await findHook('orders')).toMatchObject({ workspaceId: subject.workspaceId, workflowId });
    });

    test('publishing at once numbers the versions without gaps', async () => {
      await create('orders');
      const made = await Promise.all([1, 2, 3, 4, 5].map((n) => publish('orders', hooked('orders', `T${n}`))));
      expect(made.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5]);
    });

    test('a removed workflow keeps its versions and the name of its runs', async () => {
      await create('orders');
      const version = await publish('orders', hooked('orders'));
      const { workspaceId } = subject;
      const origin = { workspaceId, workflowId: version.workflowId, versionId: version.id };
      const run = aRun({ id: subject.ids.runId(), acceptedAtMs: subject.clock.nowMs(), ...origin });
      await subject.runs.accept(run);
      const [listed] = (await workflows.list({ workspaceId, limit: 10 })).items;
      expect(listed?.lastRun).toMatchObject({ id: run.id, status: 'queued' });
      await workflows.remove(named('orders'));
      expect(await findHook('orders')).toBeUndefined();
      expect(await workflows.findVersion(version.id)).toMatchObject({ workflowName: 'orders' });
      expect(await subject.runs.find({ workspaceId, runId: run.id })).toMatchObject({
        workflowName: 'orders',
        versionNumber: 1,
      });
    });
  });
}
