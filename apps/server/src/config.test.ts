import { readFileSync } from 'node:fs';
import {
  loadSettings,
  loadWorkerSettings,
  printConfigurationDocument,
  SETTING_TABLE,
  type Settings,
} from './config.ts';
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

test('what the command line takes from the environment is none of the server’s business', () => {
  const environment = { MILLRACE_URL: 'http://x', MILLRACE_API_KEY: 'mlr_x', MILLRACE_CONFIG_DIR: '/x' };
  expect(problemsOf(environment)).toBe('');
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

const KIB = 1024;
const MIB = 1024 * KIB;
const YEAR = 365 * 86_400;
test.each<[name: string, key: keyof Settings, fallback: number, ceiling: number]>([
  ['MILLRACE_HEADER_LIMIT_BYTES', 'headerLimitBytes', 16 * KIB, 64 * KIB],
  ['MILLRACE_HOOK_BODY_LIMIT_BYTES', 'hookBodyLimitBytes', 16 * MIB, 256 * MIB],
  ['MILLRACE_API_BODY_LIMIT_BYTES', 'apiBodyLimitBytes', 4 * MIB, 64 * MIB],
  ['MILLRACE_MAX_JSON_DEPTH', 'maxJsonDepth', 100, 500],
  ['MILLRACE_MAX_JSON_MEMBERS', 'maxJsonMembers', 200_000, 2_000_000],
  ['MILLRACE_HOOK_WAIT_SECONDS', 'hookWaitSeconds', 30, 300],
  ['MILLRACE_INTAKE_BYTES', 'intakeBytes', 64 * MIB, 1024 * MIB],
  ['MILLRACE_MAX_QUEUED', 'maxQueued', 1_000_000, 20_000_000],
  ['MILLRACE_MAX_RUNNING', 'maxRunning', 256, 5000],
  ['MILLRACE_MAX_DOCUMENT_CHARACTERS', 'maxDocumentCharacters', 2 * MIB, 10 * MIB],
  ['MILLRACE_MAX_STATES', 'maxStates', 1000, 5000],
  ['MILLRACE_MAX_NESTING', 'maxNesting', 10, 20],
  ['MILLRACE_MAX_VALUE_CHARACTERS', 'maxValueCharacters', 16 * MIB, 64 * MIB],
  ['MILLRACE_MAX_VARIABLES_CHARACTERS', 'maxVariablesCharacters', 64 * MIB, 256 * MIB],
  ['MILLRACE_MAX_STORED_CHARACTERS', 'maxStoredCharacters', 1024 * MIB, 10_240 * MIB],
  ['MILLRACE_MAX_TRANSITIONS', 'maxTransitions', 100_000, 1_000_000],
  ['MILLRACE_MAX_TASKS', 'maxTasks', 1_000_000, 10_000_000],
  ['MILLRACE_MAX_MAP_ITEMS', 'maxMapItems', 100_000, 1_000_000],
  ['MILLRACE_MAP_CONCURRENCY', 'mapConcurrency', 40, 1000],
  ['MILLRACE_MAX_BRANCHES', 'maxBranches', 100, 1000],
  ['MILLRACE_MAX_CALL_DEPTH', 'maxCallDepth', 10, 50],
  ['MILLRACE_MAX_RUN_SECONDS', 'maxRunSeconds', YEAR, 5 * YEAR],
  ['MILLRACE_TASK_TIMEOUT_SECONDS', 'taskTimeoutSeconds', 120, 86_400],
  ['MILLRACE_STEP_LOG_CHARACTERS', 'stepLogCharacters', 256 * KIB, 4 * MIB],
  ['MILLRACE_EXPRESSION_STEPS', 'expressionSteps', 2_000_000, 20_000_000],
  ['MILLRACE_EXPRESSION_DEPTH', 'expressionDepth', 500, 5000],
  ['MILLRACE_EXPRESSION_ITEMS', 'expressionItems', 1_000_000, 10_000_000],
  ['MILLRACE_EXPRESSION_CHARACTERS', 'expressionCharacters', 16 * MIB, 160 * MIB],
  ['MILLRACE_EXPRESSION_MS', 'expressionMs', 500, 5000],
  ['MILLRACE_CODE_TIMEOUT_SECONDS', 'codeTimeoutSeconds', 10, 300],
  ['MILLRACE_CODE_HEAP_MIB', 'codeHeapMiB', 128, 2048],
  ['MILLRACE_CODE_RESIDENT_MIB', 'codeResidentMiB', 256, 4096],
  ['MILLRACE_CODE_VALUE_BYTES', 'codeValueBytes', 16 * MIB, 64 * MIB],
  ['MILLRACE_RESPONSE_BYTES', 'responseBytes', 16 * MIB, 64 * MIB],
])('%s: its default, its ceiling, and what is past that', (...[name, key, fallback, ceiling]) => {
  expect(loadSettings({})[key]).toBe(fallback);
  const beside = name === 'MILLRACE_CODE_HEAP_MIB' ? { MILLRACE_CODE_RESIDENT_MIB: '4096' } : {};
  expect(loadSettings({ ...beside, [name]: String(ceiling) })[key]).toBe(ceiling);
  expect(problemsOf({ ...beside, [name]: String(ceiling + 1) })).toMatch(
    new RegExp(`^${name}: "${ceiling + 1}" is no`),
  );
});

test('code that may have more heap than its process has memory contradicts', () => {
  expect(problemsOf({ MILLRACE_CODE_HEAP_MIB: '256' })).toBe(
    'MILLRACE_CODE_RESIDENT_MIB: must be more than MILLRACE_CODE_HEAP_MIB, which is 256.',
  );
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
