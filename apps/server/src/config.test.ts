import { readFileSync } from 'node:fs';
import { loadSettings, loadWorkerSettings, printConfigurationDocument, SETTING_TABLE } from './config.ts';
import { ServerError } from './errors.ts';
import { readSettings } from './settings-table.ts';

function problemsOf(environment: Record<string, string>, load: typeof loadSettings = loadSettings): string {
  try {
    load(environment);
  } catch (cause) {
    if (cause instanceof ServerError && cause.code === 'server.settings_invalid') return cause.message;
    throw cause;
  }
  return '';
}

test('without anything set, the defaults', () => {
  expect(loadSettings({})).toMatchObject({
    host: '127.0.0.1',
    port: 7700,
    dataFolder: '.millrace',
    hookWaitSeconds: 30,
  });
  expect(loadSettings({ MILLRACE_PORT: '' }).port).toBe(7700);
});

test('all problems at once, a line each', () => {
  const problems = problemsOf({
    MILLRACE_PORT: '70000',
    MILLRACE_LOG_LEVEL: 'loud',
    MILLRACE_PUBLIC_URL: 'https://x/y',
  });
  expect(problems.split('\n')).toHaveLength(3);
  expect(problems).toContain('MILLRACE_PORT: "70000" is no whole number from 0 to 65535.');
});

test.each([
  [
    'a misspelt name, with the nearest one',
    { MILLRACE_PROT: '1' },
    'MILLRACE_PROT: there is no such setting. Did you mean MILLRACE_PORT?',
  ],
  [
    'a number that is none',
    { MILLRACE_HOOK_WAIT_SECONDS: '3s' },
    'MILLRACE_HOOK_WAIT_SECONDS: "3s" is no whole number',
  ],
  ['a URL without its password', { DATABASE_URL: 'mysql://u:secret@h/d' }, 'DATABASE_URL: is no URL like'],
  ['a queue that is no Redis, without its password', { REDIS_URL: 'http://u:secret@h' }, 'REDIS_URL: is no URL like'],
  ['a Redis database that has no number', { REDIS_URL: 'redis://u:secret@h/queue' }, 'REDIS_URL: is no URL like'],
  ['a lease too short to be renewed', { MILLRACE_LEASE_SECONDS: '2' }, 'MILLRACE_LEASE_SECONDS: "2" is no whole'],
  ['an owner without a password', { MILLRACE_OWNER_EMAIL: 'a@b.c' }, 'MILLRACE_OWNER_PASSWORD: is missing'],
  [
    'a key without an owner',
    { MILLRACE_OWNER_API_KEY: `mlr_abcdefgh_${'x'.repeat(43)}` },
    'MILLRACE_OWNER_API_KEY: needs',
  ],
  ['a key of another form', { MILLRACE_OWNER_API_KEY: 'secret' }, 'MILLRACE_OWNER_API_KEY: is no key'],
  [
    'a short password',
    { MILLRACE_OWNER_EMAIL: 'a@b.c', MILLRACE_OWNER_PASSWORD: 'short' },
    'MILLRACE_OWNER_PASSWORD: A password needs',
  ],
])('%s', (_, environment, expected) => {
  const problems = problemsOf(environment);
  expect(problems).toContain(expected);
  expect(problems).not.toContain('secret@');
});

test('secrets may be in files; both at once contradict', () => {
  const read = (environment: Record<string, string>) =>
    readSettings(SETTING_TABLE, environment, () => 'postgres://h/d\n');
  expect(read({ DATABASE_URL_FILE: '/run/secrets/db' }).values.databaseUrl).toBe('postgres://h/d');
  expect(read({ DATABASE_URL_FILE: '/a', DATABASE_URL: 'postgres://h/e' }).problems).toEqual([
    'DATABASE_URL: is given twice, here and by DATABASE_URL_FILE.',
  ]);
});

test.each(['redis://cache', 'rediss://user:p%40ss@cache:6380/2', 'redis://[::1]:6379/0'])('%s is a queue', (url) => {
  expect(loadSettings({ REDIS_URL: url }).redisUrl).toBe(url);
});

test('a worker needs three settings; what is malformed is not missing too', () => {
  expect(problemsOf({}, loadWorkerSettings).split('\n')).toEqual([
    expect.stringContaining('DATABASE_URL: is missing. '),
    expect.stringContaining('REDIS_URL: is missing. '),
    expect.stringContaining('MILLRACE_PUBLIC_URL: is missing. '),
  ]);
  const given = {
    DATABASE_URL: 'postgres://h/d',
    REDIS_URL: 'redis://h',
    MILLRACE_PUBLIC_URL: 'https://m.example.com',
  };
  expect(loadWorkerSettings(given)).toMatchObject({ redisUrl: 'redis://h', publicUrl: 'https://m.example.com' });
  expect(problemsOf({ ...given, REDIS_URL: 'h:6379' }, loadWorkerSettings)).toMatch(
    /^REDIS_URL: is no URL like [^\n]*$/,
  );
});

test('docs/configuration.md is what the table says; run npm run codegen', () => {
  const file = new URL('../../../docs/configuration.md', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(printConfigurationDocument());
});
