import { aMachine, aWorkflow, intercept, withFaults } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import type { ScheduleTrigger, WorkflowSettings } from '@millrace/machine';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
  place.connectors.on('charge');
});

const scheduled = (trigger: Partial<ScheduleTrigger>, settings: WorkflowSettings = {}) =>
  aWorkflow(aMachine().task('Charge'), { triggers: { tick: { type: 'schedule', ...trigger } }, settings });
const ticks = (): readonly string[] =>
  place.connectors.callsOf('charge').map(({ arguments: given }) => (given as { scheduledAt: string }).scheduledAt);
const time = (clock: string): string => `2030-01-01T${clock}.000Z`;

test('a schedule fires at its times, and the run says which', async () => {
  await place.publish(scheduled({ cron: '*/5 * * * *' }));
  await place.startEngine();
  await place.clock.advance(11 * 60_000);
  expect(ticks()).toEqual([time('00:05:00'), time('00:10:00')]);
  const [runId = ''] = await place.list();
  expect(await place.read(runId)).toMatchObject({ trigger: { id: 'tick', type: 'schedule' }, status: 'succeeded' });
  expect(JSON.parse((await place.read(runId)).input)).toEqual({
    scheduledAt: time('00:10:00'),
    firedAt: time('00:10:00'),
  });
});

test('an interval counts from the moment of publishing', async () => {
  await place.clock.advance(7000);
  await place.publish(scheduled({ everySeconds: 30 }));
  await place.startEngine();
  await place.clock.advance(65_000);
  expect(ticks()).toEqual([time('00:00:37'), time('00:01:07')]);
});

test('whatever the number of processes, each time has one run', async () => {
  await place.publish(scheduled({ everySeconds: 10 }));
  for (let process = 0; process < 5; process += 1) await place.startEngine();
  await place.clock.advance(60_000);
  expect(ticks()).toEqual(
    ['10', '20', '30', '40', '50'].map((second) => time(`00:00:${second}`)).concat(time('00:01:00')),
  );
});

test.each([
  ['fireOnce', 1],
  ['skip', 0],
  ['fireAll', 10],
] as const)('after ten minutes without a process: %s', async (misfire, expected) => {
  await place.publish(scheduled({ cron: '* * * * *', misfire }));
  // Somebody computes the first time.
  const { crash } = await place.startEngine();
  await place.clock.settle();
  crash();
  await place.clock.advance(11 * 60_000 + 30_000);
  await place.startEngine();
  await place.clock.advance(1000);
  expect(ticks()).toHaveLength(expected + 1);
  expect(ticks().at(-1)).toBe(time('00:11:00'));
});

test('a new version of the workflow keeps its rhythm, another schedule begins its own', async () => {
  await place.publish(scheduled({ everySeconds: 60 }));
  await place.startEngine();
  await place.clock.advance(45_000);
  await place.publish({ ...scheduled({ everySeconds: 60 }), title: 'Another title' });
  await place.clock.advance(20_000);
  expect(ticks()).toEqual([time('00:01:00')]);
  await place.publish(scheduled({ everySeconds: 40 }));
  await place.clock.advance(41_000);
  expect(ticks()).toEqual([time('00:01:00'), time('00:01:45')]);
});

test('a workflow without its schedule is quiet', async () => {
  await place.publish(scheduled({ everySeconds: 10 }));
  await place.startEngine();
  await place.publish(aWorkflow(aMachine().task('Charge')));
  await place.clock.advance(60_000);
  expect(ticks()).toEqual([]);
});

test('runs of a schedule wait for their turn as others do', async () => {
  const held = place.connectors.hold('charge');
  await place.publish(scheduled({ everySeconds: 10 }, { concurrency: { max: 1, overlap: 'skip' } }));
  await place.startEngine();
  await place.clock.advance(25_000);
  expect(held.calls).toHaveLength(1);
  const runs = await Promise.all((await place.list()).map((runId) => place.read(runId)));
  expect(runs.map(({ status }) => status)).toEqual(['cancelled', 'running']);
});

test('a key that cannot be told makes no run, and is reported', async () => {
  await place.publish(scheduled({ everySeconds: 10 }, { concurrency: { max: 1, key: '{% $states.input.nothing %}' } }));
  const { reports } = await place.startEngine();
  await place.clock.advance(11_000);
  expect(await place.list()).toEqual([]);
  expect(reports).toMatchObject([{ kind: 'schedule.failed', triggerId: 'tick' }]);
});

test('a version that cannot be read now loses no time of the schedule', async () => {
  await place.publish(scheduled({ everySeconds: 10 }));
  const workflows = withFaults(place.stores.workflows, ({ method, count }) =>
    method === 'findVersion' && count <= 3 ? 'refused' : undefined,
  );
  await place.startEngine({ ports: { workflows } });
  await place.clock.advance(31_000);
  expect(ticks()).toEqual(['10', '20', '30'].map((second) => time(`00:00:${second}`)));
});

test('a pattern that is none is reported, and keeps no other back', async () => {
  await place.publish(scheduled({ cron: '61 * * * *' }));
  await place.publish({ ...scheduled({ everySeconds: 10 }), name: 'other' });
  const { reports } = await place.startEngine();
  await place.clock.advance(11_000);
  expect(ticks()).toEqual([time('00:00:10')]);
  expect(reports).toMatchObject([{ kind: 'schedule.failed', triggerId: 'tick' }]);
});

test('a store that fails is asked again', async () => {
  await place.publish(scheduled({ everySeconds: 10 }));
  const schedules = withFaults(place.stores.schedules, ({ count }) => (count === 2 ? 'refused' : undefined));
  const { reports } = await place.startEngine({ ports: { schedules } });
  await place.clock.advance(21_000);
  expect(ticks()).toHaveLength(2);
  expect(reports).toMatchObject([{ kind: 'store.failed', what: 'fire schedules' }]);
});

test('a lost answer doubles no run', async () => {
  await place.publish(scheduled({ everySeconds: 10 }));
  const schedules = withFaults(place.stores.schedules, () => 'answer_lost');
  await place.startEngine({ ports: { schedules } });
  await place.clock.advance(31_000);
  expect(ticks()).toEqual(['10', '20', '30'].map((second) => time(`00:00:${second}`)));
});

test('while another process decides about what is due, nobody asks without a pause', async () => {
  await place.publish(scheduled({ everySeconds: 10 }));
  let asked = 0;
  const schedules = intercept(place.stores.schedules, () => {
    asked += 1;
    return Promise.resolve({ runIds: [], dueInMs: -5 });
  });
  await place.startEngine({ ports: { schedules } });
  await place.clock.advance(1000);
  expect(asked).toBeLessThan(15);
  expect(asked).toBeGreaterThan(5);
});
