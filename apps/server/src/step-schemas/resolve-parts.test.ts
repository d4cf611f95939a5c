import type { CallOutcome } from '@millrace/connector-host';
import type { JsonValue } from '@millrace/machine';
import type { DynamicPart } from './find-dynamic-parts.ts';
import { resolveParts, type SchemaReads } from './resolve-parts.ts';

const { signal } = new AbortController();
const part = (path: string, sheet: string): DynamicPart => ({
  ...{ path, part: 'argument', connector: 'sheets', source: 'columns', input: { sheet } },
});
const answer = (output: JsonValue, secrets: readonly string[] = []): CallOutcome => ({
  ...{ kind: 'returned', output, log: [], secrets },
});

function world(answers: Readonly<Record<string, CallOutcome>>) {
  const asked: string[] = [];
  const reads: SchemaReads = {
    readSchema: ({ input }) => {
      const sheet = input.sheet as string;
      asked.push(sheet);
      return Promise.resolve(answers[sheet] ?? answer({}));
    },
  };
  return {
    asked,
    resolve: (parts: readonly DynamicPart[], options = { workspaceId: 'w', signal }) =>
      resolveParts(reads, parts, options),
  };
}

test('each question is asked once, and each part gets its answer', async () => {
  const { asked, resolve } = world({ a: answer({ title: 'A' }), b: answer({ title: 'B' }) });
  const resolved = await resolve([part('/1', 'a'), part('/2', 'b'), part('/3', 'a')]);
  expect(resolved.map((found) => 'schema' in found && found.schema.title)).toEqual(['A', 'B', 'A']);
  expect(asked).toEqual(['a', 'b']);
});

test('what a service says is kept without secrets, and only when it is a schema of a bearable size', async () => {
  const cause = JSON.stringify({ message: 'There is no such sheet.' });
  const { resolve } = world({
    secret: answer({ description: 'Bearer CANARY-1' }, ['CANARY-1']),
    list: answer(['no schema']),
    large: answer({ description: 'x'.repeat(300_000) }),
    broken: { kind: 'threw', error: 'Connector.Fatal', cause, log: [], secrets: [] },
  });
  const resolved = await resolve(['secret', 'list', 'large', 'broken'].map((sheet) => part(`/${sheet}`, sheet)));
  expect(JSON.stringify(resolved[0])).not.toContain('CANARY');
  expect(resolved.slice(1).map((found) => 'failure' in found && found.failure)).toEqual([
    'What it says is no schema.',
    'What it says is too large to keep.',
    'There is no such sheet.',
  ]);
});

test('when the time is over, nobody is asked any more', async () => {
  const { asked, resolve } = world({});
  const [found] = await resolve([part('/1', 'a')], { workspaceId: 'w', signal: AbortSignal.abort() });
  expect(found).toMatchObject({ failure: 'The time for asking was over.' });
  expect(asked).toEqual([]);
});
