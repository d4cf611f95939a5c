import { aMachine, aRun, aWorkflow, intercept, MemoryMetricReader } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import type { Connection } from '../connection.ts';
import type { VersionFigures } from '../version-history.ts';
import { AlertCourier, MAX_DELIVERY_ATTEMPTS } from './alert-courier.ts';
import type { SendResult } from './alert-channel.ts';
import type { AlertRuleWish, QuietHours } from './alert-rule.ts';
import type { AlertStore, TakenDelivery } from './alert-store.ts';
import { AlertWatch } from './alert-watch.ts';

const MINUTE_MS = 60_000;
const RATE: AlertRuleWish = {
  ...{ name: 'Errors', severity: 'warning', channelIds: [], remindMinutes: 60, isEnabled: true },
  condition: { kind: 'above', metric: 'error_rate', threshold: 0.05, windowMinutes: 15, minCount: 20 },
};
const DOCUMENT = aWorkflow(aMachine().pass('End'));

/** An installation in which the workflow "orders" is live, and somebody wants to be told. */
async function open() {
  const place = new TestInstallation();
  const { clock, ids, stores } = place;
  const metrics = new MemoryMetricReader();
  const version = await place.publish(DOCUMENT);
  const { workspaceId, workflowId, workflowName } = version;
  const connections: Connection[] = [];
  const figures: VersionFigures[] = [];
  const letters = { open: 0 };
  const reports: unknown[] = [];
  const report = (cause: unknown): number => reports.push(cause);
  const { id: channelId } = await stores.alerts.createChannel({
    ...{ id: ids.runId(), workspaceId, name: 'team', createdBy: 'Ada' },
    target: { kind: 'email', to: ['team@example.com'] },
  });
  const sent: TakenDelivery[] = [];
  const answers: (SendResult | Error)[] = [];
  const send = (taken: TakenDelivery): Promise<SendResult> => {
    sent.push(taken);
    const answer = answers.shift() ?? { kind: 'sent', detail: 'Taken.' };
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const watchOf = (store: AlertStore) =>
    new AlertWatch({
      ...{ store, clock, ids, report, onNotices: () => undefined },
      sources: {
        ...{ metrics, arrivals: stores.alerts, schedules: stores.schedules, workflows: stores.workflows },
        connections: { list: () => Promise.resolve({ items: connections }) },
        groups: stores.errorGroups,
        deadLetters: { countOpen: () => Promise.resolve(letters.open) },
        history: { measure: (ids: readonly string[]) => Promise.resolve(figures.slice(0, ids.length)) },
      },
    });
  const courierOf = (store: AlertStore) => new AlertCourier({ store, send, clock, report });
  const watch = watchOf(stores.alerts);
  const courier = courierOf(stores.alerts);
  /** One look at everything, and all that is due is sent. */
  const look = async (minutes = 1): Promise<void> => {
    await clock.advance(minutes * MINUTE_MS);
    await watch.tick();
    await courier.tick();
  };
  const rule = async (more: Partial<AlertRuleWish> = {}, workflow: string | undefined = workflowName) => {
    const made = await stores.alerts.createRule({
      ...{ ...RATE, channelIds: [channelId], ...more, id: ids.runId(), workspaceId, createdBy: 'Ada' },
      ...(workflow === '' ? {} : { workflowName: workflow }),
    });
    return made.rule;
  };
  const measure = (count: number, outcome: 'succeeded' | 'failed'): void => {
    const nowMs = clock.nowMs();
    for (let n = 0; n < count; n += 1) {
      metrics.noteRun({ workspaceId, workflowId, outcome, acceptedAtMs: nowMs, startedAtMs: nowMs, endedAtMs: nowMs });
    }
  };
  const told = (): readonly string[] => sent.map(({ delivery }) => delivery.events.map(({ kind }) => kind).join(' '));
  const newest = async () => (await stores.alerts.listAlerts({ workspaceId, limit: 1 })).items[0];
  return {
    ...{
      place,
      clock,
      ids,
      stores,
      metrics,
      version,
      workspaceId,
      workflowId,
      connections,
      letters,
      figures,
      reports,
      channelId,
    },
    ...{ sent, answers, watch, watchOf, courier, courierOf, look, rule, measure, told, newest },
  };
}

test('what fires is one message, and one more when it is over', async () => {
  const { look, rule, measure, told, newest, sent } = await open();
  await rule();
  measure(10, 'succeeded');
  measure(10, 'failed');
  await look();
  await look(5);
  expect(told()).toEqual(['fired']);
  expect(sent[0]?.alerts).toMatchObject([{ ruleName: 'Errors', facts: { value: 0.5, count: 20 } }]);
  for (let n = 0; n < 3; n += 1) {
    measure(1000, 'succeeded');
    await look(5);
  }
  expect((await newest())?.clearedAtMs).toBeUndefined();
  measure(1000, 'succeeded');
  await look(5);
  expect(told()).toEqual(['fired', 'cleared']);
  expect((await newest())?.clearedAtMs).toBeDefined();
});

test('all that fires at once is one message', async () => {
  const { look, rule, measure, sent } = await open();
  await rule();
  await rule(
    { name: 'Failures', condition: { kind: 'above', metric: 'failed', threshold: 5, windowMinutes: 15, minCount: 1 } },
    '',
  );
  measure(20, 'failed');
  await look();
  expect(sent).toHaveLength(1);
  expect(sent[0]?.alerts.map(({ ruleName }) => ruleName).sort()).toEqual(['Errors', 'Failures']);
});

test('what happens in quiet hours is one message at their end, and what is critical does not wait', async () => {
  const { clock, look, rule, measure, told, sent } = await open();
  const minute = Math.floor(clock.nowMs() / MINUTE_MS) % 1440;
  const quietHours: QuietHours = {
    ...{ timeZone: 'UTC', days: [1, 2, 3, 4, 5, 6, 7] },
    ...{ fromMinute: minute, untilMinute: (minute + 120) % 1440 },
  };
  await rule({ quietHours });
  await rule({ quietHours, severity: 'critical', name: 'Worse' });
  measure(20, 'failed');
  await look();
  expect(sent.map(({ alerts }) => alerts.map(({ ruleName }) => ruleName))).toEqual([['Worse']]);
  for (let n = 0; n < 4; n += 1) {
    measure(1000, 'succeeded');
    await look(6);
  }
  expect(told()).toEqual(['fired', 'cleared']);
  await look(100);
  expect(told()).toEqual(['fired', 'cleared', 'fired cleared']);
  expect(sent[2]?.delivery.isDigest).toBe(true);
});

test('a rule that is muted tells nobody, and tells when it is not any more', async () => {
  const { clock, look, rule, measure, told, stores, workspaceId, newest } = await open();
  const { id } = await rule();
  await stores.alerts.changeRule({ workspaceId, id, mutedUntilMs: clock.nowMs() + 10 * MINUTE_MS });
  measure(20, 'failed');
  await look();
  expect(await newest()).toMatchObject({ ruleName: 'Errors' });
  expect(told()).toEqual([]);
  await look(10);
  expect(told()).toEqual(['reminded']);
});

test('whoever knows is not reminded', async () => {
  const { look, rule, measure, told, stores, workspaceId, newest } = await open();
  await rule();
  for (const minutes of [1, 59, 1]) {
    measure(50, 'failed');
    await look(minutes);
  }
  expect(told()).toEqual(['fired', 'reminded']);
  await stores.alerts.acknowledge({ workspaceId, id: (await newest())?.id ?? '', by: 'Bo' });
  measure(50, 'failed');
  await look(59);
  measure(50, 'failed');
  await look(5);
  expect(told()).toEqual(['fired', 'reminded']);
});

test('a version that does worse than the one before is advised against', async () => {
  const { place, look, rule, measure, figures, newest } = await open();
  await place.publish(aWorkflow(aMachine().pass('Other')));
  const known = { isCapped: false, versionId: '' };
  figures.push({ ...known, runs: 20, failed: 20 }, { ...known, runs: 30, failed: 3 });
  await rule();
  measure(20, 'failed');
  await look();
  expect((await newest())?.facts).toMatchObject({
    liveVersion: 2,
    rollBack: { from: 2, to: 1, errorRate: 1, errorRateBefore: 0.1 },
  });
});

test.each([
  ['does better than the one before', { runs: 20, failed: 1 }, { runs: 30, failed: 30 }],
  ['follows one that never ran', { runs: 20, failed: 20 }, { runs: 0, failed: 0 }],
])('a version that %s is not advised against', async (_what, now, then) => {
  const { place, look, rule, measure, figures, newest } = await open();
  await place.publish(aWorkflow(aMachine().pass('Other')));
  figures.push({ isCapped: false, versionId: '', ...now }, { isCapped: false, versionId: '', ...then });
  await rule();
  measure(20, 'failed');
  await look();
  expect(await newest()).toMatchObject({ facts: { liveVersion: 2 } });
  expect((await newest())?.facts).not.toHaveProperty('rollBack');
});

describe('silence', () => {
  test('of a workflow that does not succeed is told, and of one that nothing is live of it is not', async () => {
    const { look, rule, measure, told, stores, workspaceId, version } = await open();
    await rule({ condition: { kind: 'no_success', windowMinutes: 30 } });
    measure(1, 'succeeded');
    await look(29);
    measure(1, 'failed');
    await look(0);
    expect(told()).toEqual([]);
    await look(2);
    expect(told()).toEqual(['fired']);
    await stores.workflows.pause({ workspaceId, name: version.workflowName });
    await look(200);
    expect(told()).toEqual(['fired']);
  });

  test('of a webhook is told', async () => {
    const { clock, ids, look, rule, told, stores, version } = await open();
    const { workspaceId, workflowId, id: versionId } = version;
    const arrive = () =>
      stores.runs.accept(aRun({ id: ids.runId(), acceptedAtMs: clock.nowMs(), workspaceId, workflowId, versionId }));
    await rule({ condition: { kind: 'silent', source: 'webhook', windowMinutes: 30 } });
    await look(20);
    await arrive();
    await look(30);
    expect(told()).toEqual([]);
    await look(1);
    expect(told()).toEqual(['fired']);
    await arrive();
    await look(1);
    await look(1);
    expect(told()).toEqual(['fired', 'cleared']);
  });

  test('of a schedule is told when a tick was due and no run of it has come', async () => {
    const { place, clock, ids, look, rule, told, stores } = await open();
    const triggers = { night: { type: 'schedule', everySeconds: 3600 } } as const;
    const version = await place.publish({ ...DOCUMENT, name: 'nightly', triggers });
    const { workspaceId, workflowId, id: versionId } = version;
    await rule({ condition: { kind: 'silent', source: 'schedule', windowMinutes: 10 } }, 'nightly');
    await look(60);
    const due = { acceptedAtMs: clock.nowMs(), workspaceId, workflowId, versionId };
    await stores.runs.accept(aRun({ id: ids.runId(), ...due }, { trigger: { id: 'night', type: 'schedule' } }));
    await look(11);
    expect(told()).toEqual([]);
    await look(58);
    expect(told()).toEqual([]);
    await look(2);
    expect(told()).toEqual(['fired']);
  });
});

test('connections that are broken, and those that will need somebody, are named', async () => {
  const { clock, look, rule, connections, newest, told } = await open();
  const aConnection = (name: string, use: object): Connection => ({
    ...{
      id: name,
      workspaceId: '',
      name,
      kind: 'connector',
      fieldNames: [],
      version: 1,
      createdAtMs: 0,
      updatedAtMs: 0,
    },
    use: { connector: 'crm', authKind: 'key', fields: {}, health: { state: 'ok' }, ...use },
  });
  await rule({ condition: { kind: 'connection', withinDays: 7 } }, '');
  const inDays = (days: number): number => clock.nowMs() + days * 24 * 60 * MINUTE_MS;
  connections.push(aConnection('fine', { tokenRenewableUntilMs: inDays(8) }));
  await look();
  expect(told()).toEqual([]);
  connections.push(
    aConnection('crm', { health: { state: 'broken' } }),
    aConnection('shop', { tokenRenewableUntilMs: inDays(6) }),
  );
  await look();
  expect((await newest())?.facts.connections).toEqual(['crm', 'shop']);
  connections.push(aConnection('mail', { health: { state: 'needs_person' } }));
  await look();
  expect(told()).toEqual(['fired', 'reminded']);
});

test('dead letters are told of while more are open than may be', async () => {
  const { look, rule, letters, newest, told } = await open();
  await rule({ condition: { kind: 'dead_letters', threshold: 1 } }, '');
  letters.open = 1;
  await look();
  expect(told()).toEqual([]);
  letters.open = 2;
  await look();
  expect((await newest())?.facts).toMatchObject({ value: 2 });
  letters.open = 0;
  await look(2);
  await look(2);
  expect(told()).toEqual(['fired', 'cleared']);
});

describe('sending', () => {
  test('is tried again while nobody takes it, and once it was taken never more', async () => {
    const { look, rule, measure, answers, sent, stores, workspaceId, newest } = await open();
    await rule({ remindMinutes: 0 });
    answers.push({ kind: 'later', reason: 'Nobody there.' }, new TypeError('a defect'));
    measure(20, 'failed');
    for (let n = 0; n < 5; n += 1) await look();
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(({ delivery }) => delivery.id)).size).toBe(1);
    const [delivery] = await stores.alerts.listDeliveries({ workspaceId, alertId: (await newest())?.id ?? '' });
    expect(delivery).toMatchObject({ state: 'sent', attempts: 3 });
    expect(delivery).not.toHaveProperty('failure');
  });

  test.each([
    ['after so many tries', 'later', MAX_DELIVERY_ATTEMPTS],
    ['at once where another try would end the same', 'never', 1],
  ] as const)('is given up %s', async (_what, kind, tries) => {
    const { clock, courier, look, rule, measure, answers, sent, stores, workspaceId, newest } = await open();
    await rule({ remindMinutes: 0 });
    answers.push(...Array.from({ length: 20 }, (): SendResult => ({ kind, reason: 'No.' })));
    measure(20, 'failed');
    await look();
    for (let n = 0; n < 20; n += 1) {
      await clock.advance(5 * 60 * MINUTE_MS);
      await courier.tick();
    }
    expect(sent).toHaveLength(tries);
    const [delivery] = await stores.alerts.listDeliveries({ workspaceId, alertId: (await newest())?.id ?? '' });
    expect(delivery).toMatchObject({ state: 'failed', failure: 'No.' });
  });

  test('by a process that is lost before it could say so happens once more, under the same id', async () => {
    const { clock, rule, measure, sent, stores, watch, courier, courierOf } = await open();
    await rule({ remindMinutes: 0 });
    measure(20, 'failed');
    await watch.tick();
    const lost = courierOf(
      intercept(stores.alerts, ({ method, proceed }) =>
        method === 'settleDelivery' ? new Promise(() => undefined) : proceed(),
      ),
    );
    void lost.tick();
    for (let n = 0; n < 5; n += 1) {
      await clock.advance(MINUTE_MS);
      await courier.tick();
    }
    expect(sent.map(({ delivery }) => delivery.attempts)).toEqual([1, 2]);
    expect(sent[1]?.delivery.id).toBe(sent[0]?.delivery.id);
  });
});

test('a rule that cannot be read keeps nobody from looking at the others', async () => {
  const { look, rule, measure, told, reports, metrics, workflowId } = await open();
  const total = metrics.total.bind(metrics);
  metrics.total = (query) =>
    query.scope.workflowId === workflowId ? total(query) : Promise.reject(new Error('The store is away.'));
  await rule({ name: 'Everywhere' }, '');
  await rule();
  measure(20, 'failed');
  await look();
  expect(reports).toEqual([new Error('The store is away.')]);
  expect(told()).toEqual(['fired']);
});
