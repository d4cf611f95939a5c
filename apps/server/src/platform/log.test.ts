import { createLog } from './log.ts';

function logged(isPretty: boolean, write: (log: ReturnType<typeof createLog>) => void): string {
  let text = '';
  write(createLog({ level: 'info', isPretty, destination: { write: (line) => void (text += line) } }));
  return text;
}

test('lines are JSON with time and level, without what must stay secret', () => {
  const text = logged(false, (log) => {
    log.debug('not this');
    const cause = Object.assign(new Error('duplicate key'), { code: '23505', parameters: ['CANARY'] });
    log.error({ error: new Error('refused', { cause }), call: { password: 'CANARY' }, runId: 'r-1' }, 'It failed');
  });
  expect(text.trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(text)).toMatchObject({
    level: 'error',
    msg: 'It failed',
    runId: 'r-1',
    error: { message: 'refused', cause: { code: '23505' } },
  });
  expect(text).not.toContain('CANARY');
});

test('whoever taps it gets JSON, also where a person reads', () => {
  const tapped: string[] = [];
  const tap = (line: string) => void tapped.push(line);
  createLog({ level: 'info', isPretty: true, destination: { write: () => undefined }, tap }).warn('Disk is full');
  expect(tapped.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ level: 'warn', msg: 'Disk is full' }]);
});

test('at a terminal, one short line', () => {
  const text = logged(true, (log) => log.info({ url: 'http://x' }, 'Millrace runs'));
  expect(text).toMatch(/^\d\d:\d\d:\d\d info {2}Millrace runs url=http:\/\/x\n$/);
});
