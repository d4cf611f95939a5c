import { MortalProcess, until } from '@millrace/testing';
import { returned, threw, TOLD, TriggerWorld } from './testing/trigger-world.ts';

let world: TriggerWorld;
beforeEach(async () => {
  world = await new TriggerWorld().open();
});

const one = async () => (await world.list())[0]?.subscription;
const GRACE_MS = 60_000;

test('two workflows that want the same share one subscription, kept before the service is asked', async () => {
  await world.publish({ told: TOLD });
  await world.publish({ told: { ...TOLD, key: '{% $states.input.id %}' } }, 'others');
  await world.keeper().tick();
  expect(world.service.calls).toEqual(['create']);
  const [hook] = [...world.service.hooks.values()];
  expect(hook).toEqual({ url: 'https://here.example/hooks/s-1', secret: 'secret-1', identity: 'created' });
  const ids = [...(await world.list()), ...(await world.list('others'))].map(({ subscription }) => subscription?.id);
  expect(ids).toEqual(['s-1', 's-1']);
  expect(await one()).toMatchObject({ state: 'active', remoteId: 'r-1' });
});

test('publishing again asks nobody for anything', async () => {
  await world.publish({ told: TOLD });
  const keeper = world.keeper();
  await keeper.tick();
  await world.publish({ told: { ...TOLD, key: '{% $states.input.id %}' } });
  await keeper.tick();
  await world.clock.advance(GRACE_MS * 2);
  await keeper.tick();
  expect(world.service.calls).toEqual(['create']);
});

describe('when a process dies while it asks', () => {
  async function dieInCreate(): Promise<void> {
    const process = new MortalProcess(world.clock);
    const { create } = world.service.caller;
    const dying = world.keeper(
      {
        create: async (call) => {
          const made = await (create?.(call) ?? threw('none'));
          process.kill();
          return made;
        },
      },
      { process },
    );
    await world.publish({ told: TOLD });
    void dying.tick();
    await until(() => !process.isAlive);
    expect(await one()).toMatchObject({ state: 'creating' });
  }

  test('nobody asks as long as it may live, and then what it has made is adopted', async () => {
    await dieInCreate();
    await world.keeper().tick();
    expect(world.service.calls).toEqual(['create']);
    await world.clock.advance(91_000);
    await world.keeper().tick();
    expect(world.service.calls).toEqual(['create', 'find']);
    expect(await one()).toMatchObject({ state: 'active', remoteId: 'r-1' });
    expect(world.service.hooks.size).toBe(1);
  });

  test('a service that cannot say is asked again, and the log says so', async () => {
    world.facts = { ...world.facts, canFind: false };
    await dieInCreate();
    await world.clock.advance(91_000);
    await world.keeper().tick();
    expect(world.service.calls).toEqual(['create', 'create']);
    expect(world.reports).toContainEqual({ kind: 'subscription.created_again', subscriptionId: 's-1' });
    expect(await one()).toMatchObject({ state: 'active', remoteId: 'r-2' });
  });

  test('what nobody wants any more is looked for, and removed', async () => {
    await dieInCreate();
    await world.stores.workflows.pause(world.named());
    await world.clock.advance(91_000);
    await world.keeper().tick();
    expect(world.service.calls).toEqual(['create', 'find', 'remove']);
    expect(world.service.hooks.size).toBe(0);
  });
});

test('what failed is tried again, later each time', async () => {
  let attempts = 0;
  const keeper = world.keeper({
    create: () => {
      attempts += 1;
      return threw('Connector.Retryable', { message: 'Busy.', status: 503 });
    },
  });
  await world.publish({ told: TOLD });
  await keeper.tick();
  expect(await one()).toMatchObject({ attempts: 1, trouble: { message: 'Busy.' } });
  await world.clock.advance(4900);
  await keeper.tick();
  expect(attempts).toBe(1);
  await world.clock.advance(200);
  await keeper.tick();
  expect(attempts).toBe(2);
  await world.clock.advance(9000);
  await keeper.tick();
  expect(attempts).toBe(2);
});

describe('a subscription that ends', () => {
  beforeEach(() => {
    world.service.lifeMs = 90 * 60_000;
  });
  const advance = async (minutes: number): Promise<void> => {
    await world.clock.advance(minutes * 60_000);
    await world.keeper().tick();
  };

  test('is renewed when two thirds of its life are over, again and again', async () => {
    await world.publish({ told: TOLD });
    await advance(0);
    await advance(59);
    expect(world.service.calls).toEqual(['create']);
    await advance(2);
    expect(world.service.calls).toEqual(['create', 'renew']);
    await advance(61);
    expect(world.service.calls).toEqual(['create', 'renew', 'renew']);
    expect(await one()).toMatchObject({ state: 'active', remoteId: 'r-1' });
  });

  test('is replaced where it cannot be renewed, the new one first', async () => {
    world.facts = { ...world.facts, canRenew: false };
    await world.publish({ told: TOLD });
    await advance(0);
    await advance(61);
    expect(world.service.calls).toEqual(['create', 'create', 'remove']);
    expect([...world.service.hooks.keys()]).toEqual(['r-2']);
  });

  test('is made anew at once when the service has forgotten it', async () => {
    await world.publish({ told: TOLD });
    await advance(0);
    world.service.hooks.clear();
    await advance(61);
    expect(world.service.calls).toEqual(['create', 'renew', 'create']);
    expect(await one()).toMatchObject({ state: 'active', remoteId: 'r-2' });
    const [hook] = [...world.service.hooks.values()];
    expect(hook?.url).toBe('https://here.example/hooks/s-1');
  });
});

test('another takes its place when the installation is reached elsewhere', async () => {
  await world.publish({ told: TOLD });
  const keeper = world.keeper();
  await keeper.tick();
  await world.stores.triggers.moveAddresses({ prefix: 'https://here.example/hooks/' });
  await keeper.tick();
  expect(world.service.calls).toEqual(['create']);
  world.origin = 'https://there.example';
  await world.stores.triggers.moveAddresses({ prefix: 'https://there.example/hooks/' });
  await keeper.tick();
  expect(world.service.calls).toEqual(['create', 'create', 'remove']);
  expect([...world.service.hooks.values()].map(({ url }) => url)).toEqual(['https://there.example/hooks/s-1']);
});

describe('what is wanted no more', () => {
  test('is removed after a minute; who comes back before notices nothing', async () => {
    const { number } = await world.publish({ told: TOLD });
    const keeper = world.keeper();
    await keeper.tick();
    await world.stores.workflows.pause(world.named());
    await world.clock.advance(GRACE_MS - 1000);
    await keeper.tick();
    await world.stores.workflows.activate({ ...world.named(), number });
    await world.clock.advance(GRACE_MS * 2);
    await keeper.tick();
    expect(world.service.calls).toEqual(['create']);
    await world.stores.workflows.remove(world.named());
    await world.clock.advance(GRACE_MS + 1000);
    await keeper.tick();
    expect(world.service.calls).toEqual(['create', 'remove']);
    expect(world.service.hooks.size).toBe(0);
  });

  test('stays until what takes its place tells for a minute', async () => {
    await world.publish({ told: TOLD });
    const keeper = world.keeper();
    await keeper.tick();
    await world.publish({ told: { ...TOLD, arguments: { event: 'closed' } } });
    const busy = world.keeper({ create: () => threw('Connector.Retryable') });
    await busy.tick();
    await world.clock.advance(GRACE_MS * 10);
    await keeper.tick();
    expect([...world.service.hooks.values()].map(({ identity }) => identity)).toEqual(['created', 'closed']);
    await world.clock.advance(GRACE_MS + 1000);
    await keeper.tick();
    expect([...world.service.hooks.values()].map(({ identity }) => identity)).toEqual(['closed']);
  });

  test('and cannot be removed is given up at last, and the log says so', async () => {
    await world.publish({ told: TOLD });
    await world.keeper().tick();
    await world.stores.workflows.remove(world.named());
    const refusing = world.keeper({ remove: () => threw('Connector.Auth') });
    for (let round = 0; round < 40; round += 1) {
      await world.clock.advance(GRACE_MS + 1000);
      await refusing.tick();
    }
    expect(world.reports.filter(({ kind }) => kind === 'subscription.left_behind')).toHaveLength(1);
  });
});

test('a connector that is not there yet is asked for again', async () => {
  let isInstalled = false;
  const keeper = world.keeper({
    describe: () =>
      isInstalled ? returned(world.facts) : threw('Connector.Fatal', { code: 'connector.connector_unknown' }),
  });
  await world.publish({ told: TOLD });
  await keeper.tick();
  expect((await world.list())[0]?.health).toMatchObject({
    state: 'failed',
    trouble: { code: 'connector.connector_unknown' },
  });
  isInstalled = true;
  await world.clock.advance(61_000);
  await keeper.tick();
  expect(await one()).toMatchObject({ state: 'active' });
});

test('many processes ask a service once', async () => {
  await world.publish(
    Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`t${n}`, { ...TOLD, arguments: { event: `e${n}` } }])),
  );
  await Promise.all(Array.from({ length: 4 }, () => world.keeper().tick()));
  expect(world.service.hooks.size).toBe(5);
  expect(world.service.calls.filter((call) => call === 'create')).toHaveLength(5);
});
