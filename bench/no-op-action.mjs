// Loaded into a server before it starts: gives the core connector an action that does nothing and says that it has effects.
// So its result must be durable before the next task begins, and what is measured is the engine, not a service.
// By path: the bench is no package that could depend on a connector, and it must be the very module that the server loads.
const builtModule = (path) => import(new URL(`../${path}/dist/index.js`, import.meta.url));
const { default: coreConnector } = await builtModule('connectors/core');
const { action, t } = await builtModule('libs/connector-sdk');

coreConnector.actions.bench_no_op = action({
  title: 'Do nothing',
  description: 'Stands for a call that has effects and takes no time.',
  effects: 'write',
  idempotency: { none: 'Nothing is changed.' },
  input: t.Object({ item: t.Optional(t.Any()) }, { additionalProperties: false }),
  output: t.Object({ done: t.Boolean() }),
  sample: { done: true },
  run: () => ({ done: true }),
});
