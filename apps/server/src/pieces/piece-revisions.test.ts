import type { Manifest } from '@millrace/connector-sdk/platform';
import { changelogOf, revisionAfter } from './piece-revisions.ts';

test.each<[string, readonly string[], string]>([
  ['0.17.9', ['0.17.9'], '0.17.9-reads.1'],
  ['0.17.9', ['0.17.9', '0.17.9-reads.1', '0.17.9-reads.10', '0.17.8-reads.40'], '0.17.9-reads.11'],
  ['0.17.9', ['0.17.9-reads.x', '0.17.9-reads.'], '0.17.9-reads.1'],
  ['1.0.0-beta.1', ['1.0.0-beta.1'], '1.0.0-beta.1.reads.1'],
])('after %s, beside %j, comes %s', (...[pieceVersion, versions, expected]) =>
  expect(revisionAfter(versions, pieceVersion)).toBe(expected),
);

test('what has changed is said in both directions', () => {
  const of = (effects: Readonly<Record<string, string>>): Manifest =>
    ({
      version: '1.2.3',
      actions: Object.fromEntries(Object.entries(effects).map(([name, kind]) => [name, { effects: kind }])),
    }) as unknown as Manifest;
  const text = changelogOf(
    of({ find: 'write', list: 'read', add: 'write' }),
    of({ find: 'read', list: 'write', add: 'write' }),
  );
  expect(text).toBe(
    'The same files as 1.2.3. Only what was said here of its actions has changed.\n\n- Only read: `find`\n- Count as writes again: `list`',
  );
});
