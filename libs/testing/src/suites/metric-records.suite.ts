import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MAX_BASELINES, type Baseline, type MetricRecords } from '@millrace/runtime';

export interface MetricRecordsSubject {
  readonly records: MetricRecords;
  readonly workspaceId: string;
  /** Another one. */
  readonly elsewhere: string;
  newId(): string;
}

/** What every store of baselines promises. */
export function testMetricRecords({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<MetricRecordsSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: MetricRecordsSubject;
  beforeEach(async () => {
    subject = await setup();
  });
  afterEach(teardown);
  const baseline = (members: Partial<Baseline> = {}): Omit<Baseline, 'createdAtMs'> => ({
    ...{ id: subject.newId(), workspaceId: subject.workspaceId, name: 'before', scope: { workflow: 'orders' } },
    ...{ fromMs: 1000, untilMs: 2000, figures: { runs: 3, error_rate: 0.5 }, createdBy: 'Ada' },
    ...members,
  });

  test('a baseline is kept as it was, newest first, and seen by its workspace alone', async () => {
    const [first, second] = [baseline(), baseline({ name: 'after', scope: { connector: 'shop', connection: 'acme' } })];
    expect(await subject.records.addBaseline(first)).toBe(true);
    expect(await subject.records.addBaseline(second)).toBe(true);
    expect(await subject.records.listBaselines(subject.workspaceId)).toEqual([
      { ...second, createdAtMs: expect.any(Number) },
      { ...first, createdAtMs: expect.any(Number) },
    ]);
    expect(await subject.records.listBaselines(subject.elsewhere)).toEqual([]);
  });

  test('a baseline is removed once, and by its workspace alone', async () => {
    const kept = baseline();
    const { id, workspaceId } = kept;
    await subject.records.addBaseline(kept);
    expect(await subject.records.removeBaseline({ id, workspaceId: subject.elsewhere })).toBe(false);
    expect(await subject.records.removeBaseline({ id, workspaceId })).toBe(true);
    expect(await subject.records.removeBaseline({ id, workspaceId })).toBe(false);
    expect(await subject.records.removeBaseline({ id: 'no id', workspaceId })).toBe(false);
  });

  test('a workspace has so many, and no more', async () => {
    for (let n = 0; n < MAX_BASELINES; n += 1) await subject.records.addBaseline(baseline());
    expect(await subject.records.addBaseline(baseline())).toBe(false);
    expect(await subject.records.listBaselines(subject.workspaceId)).toHaveLength(MAX_BASELINES);
  });
}
