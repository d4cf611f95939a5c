import { printRuns } from './print-runs.ts';
import type { RunDto } from './runs.dto.ts';

const aRun = (members: Partial<RunDto>): RunDto => ({
  ...{ id: 'r1', workflow: { id: 'w', name: 'orders' }, version: 7, versionId: 'v', status: 'failed' },
  ...{ trigger: { id: 'hook', type: 'webhook' }, acceptedAt: '2026-01-01T00:00:00.000Z', stepCount: 2 },
  ...members,
});

test('JSON has a run in each line', () => {
  const { type, text } = printRuns([aRun({}), aRun({ id: 'r2' })], 'jsonl');
  expect(type).toContain('application/jsonl');
  expect(text.split('\n').map((line) => (line === '' ? '' : (JSON.parse(line) as RunDto).id))).toEqual([
    'r1',
    'r2',
    '',
  ]);
});

test('CSV has a heading, quotes what needs it, and holds no formulas', () => {
  const { text } = printRuns(
    [aRun({ cause: 'He said "no",\nand left', error: '=cmd()', searchAttributes: { orderId: 'A-1' } })],
    'csv',
  );
  const [heading, ...rest] = text.split('\r\n');
  expect(heading).toBe(
    'id,workflow,version,status,trigger,acceptedAt,startedAt,endedAt,durationMs,stepCount,error,cause,failedPath,fingerprint,searchAttributes',
  );
  expect(rest).toEqual([
    `r1,orders,7,failed,webhook,2026-01-01T00:00:00.000Z,,,,2,'=cmd(),"He said ""no"",\nand left",,,"{""orderId"":""A-1""}"`,
    '',
  ]);
});
