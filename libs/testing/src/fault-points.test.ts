import { FAULT_POINTS } from '@millrace/runtime';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULT_TABLE } from './chaos/fault-table.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** Where the product is. */
const FOLDERS = [
  'libs/runtime/src',
  'libs/persistence/src',
  'libs/queue-bull/src',
  'apps/server/src',
  'apps/worker/src',
];
/** No run of two minutes comes to them: old runs are removed once an hour, tokens last longer. Their own tests kill there. */
const TESTED_ELSEWHERE: readonly string[] = ['retention.before_drop', 'oauth.after_answer'];

function sourceOf(folder: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'))
    .join('\n');
}

const calls = FOLDERS.map(sourceOf)
  .join('\n')
  .match(/faultPoint\([^;]*?\);/g)
  ?.join('\n');

test.each(FAULT_POINTS)('the product passes %s', (point) => {
  expect(calls).toContain(`'${point}'`);
});

test('chaos crashes at every point', () => {
  const crashed = FAULT_TABLE.flatMap(({ points = [] }) => points);
  expect(new Set([...crashed, ...TESTED_ELSEWHERE])).toEqual(new Set(FAULT_POINTS));
});
