// The containers: what docker-compose.yml, .env.example and the Dockerfile say must fit each other, the settings, and the tree.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { loadSettings, loadWorkerSettings, SETTING_TABLE } from '../apps/server/src/config.ts';
import { ROOT } from './rules/packages.ts';

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly target: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly env_file?: readonly string[];
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks: readonly string[] | Readonly<Record<string, { readonly aliases?: readonly string[] }>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly restart: string;
  readonly stop_grace_period?: string;
  readonly mem_limit: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
}
interface Compose {
  readonly services: Readonly<Record<'postgres' | 'redis' | 'server' | 'worker', Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const text = read('docker-compose.yml');
const { services, networks, volumes } = parse(text, { merge: true }) as Compose;
const { postgres, redis, server, worker } = services;
const everyService = Object.entries(services);
const networksOf = ({ networks: of }: Service): readonly string[] =>
  Array.isArray(of) ? (of as readonly string[]) : Object.keys(of);
const SETTINGS = Object.values(SETTING_TABLE).map(({ name }) => name);
/** Of docker-compose.yml itself. */
const COMPOSE_VARIABLES = [
  'POSTGRES_PASSWORD',
  'REDIS_PASSWORD',
  'PUBLISH_ADDRESS',
  'PROGRAM_MEMORY',
  'POSTGRES_MEMORY',
  'STOP_GRACE',
];

/** What a shell would make of `${NAME}`, `${NAME:-default}` and `${NAME:?message}`, innermost first. */
function interpolate(value: string, variables: Readonly<Record<string, string>>): string {
  const found = /\$\{([A-Z_]+)(?::([-?])([^${}]*))?\}/.exec(value);
  if (found === null) return value;
  const [whole, name = '', kind, rest = ''] = found;
  const given = variables[name] ?? '';
  if (given === '' && kind === '?') throw new Error(`${name}: ${rest}`);
  const replacement = given === '' && kind === '-' ? rest : given;
  return interpolate(
    value.replace(whole, () => replacement),
    variables,
  );
}

/** The environment of a program, from the lines of a filled .env. */
function environmentOf(service: Service, dotenv: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(service.environment).map(([name, value]) => [name, interpolate(value, dotenv)] as const);
  return { ...dotenv, ...Object.fromEntries(own) };
}

const exampleLines = [...read('.env.example').matchAll(/^(#?)([A-Z_]+)=(.*)$/gm)].map(
  ([, mark, name = '', value = '']) => ({ name, value, isCommented: mark === '#' }),
);
const DOCKERFILE = read('Dockerfile');
const STAGES = DOCKERFILE.split(/^(?=FROM )/m)
  .slice(1)
  .map((stage) => ({ name: /^FROM \S+ AS (\S+)$/m.exec(stage)?.[1] ?? '', stage }));
const stageOf = (target: string): string =>
  STAGES.find(({ name }) => name === target)?.stage.replace(/^#.*\n/gm, '') ?? '';

const PASSWORDS = { POSTGRES_PASSWORD: 'correcthorse', REDIS_PASSWORD: 'batterystaple' };

describe('the services', () => {
  test('are the four, each bounded in memory and logs, and started again when it ends', () => {
    expect(Object.keys(services)).toEqual(['postgres', 'redis', 'server', 'worker']);
    for (const [, service] of everyService) {
      expect(service).toMatchObject({
        restart: 'unless-stopped',
        mem_limit: expect.any(String),
        logging: { driver: 'json-file' },
      });
    }
  });

  test('every one says how it is: by compose, or by its image', () => {
    expect(postgres.healthcheck?.test).toContain('pg_isready');
    expect(redis.healthcheck?.test.join(' ')).toContain('redis-cli ping');
    for (const target of ['server', 'worker']) expect(stageOf(target)).toMatch(/^HEALTHCHECK .*\\\n.*\/readyz/m);
  });

  test('only the server is published, and to this machine alone unless told otherwise', () => {
    expect(everyService.filter(([, { ports = [] }]) => ports.length > 0).map(([name]) => name)).toEqual(['server']);
    expect(server.ports?.map((port) => interpolate(port, {}))).toEqual(['127.0.0.1:7700:7700']);
    expect(server.ports?.map((port) => interpolate(port, { MILLRACE_PORT: '80', PUBLISH_ADDRESS: '0.0.0.0' }))).toEqual(
      ['0.0.0.0:80:80'],
    );
    expect(networks.backend?.internal).toBe(true);
    expect([postgres, redis].map(networksOf)).toEqual([['backend'], ['backend']]);
  });

  test('start in an order in which each finds what it needs', () => {
    expect(server.depends_on).toMatchObject({ postgres: { condition: 'service_healthy' } });
    expect(worker.depends_on).toMatchObject({
      postgres: { condition: 'service_healthy' },
      server: { condition: 'service_healthy' },
    });
    for (const [, { depends_on = {} }] of everyService) {
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(depends_on)));
    }
  });

  test('what must last is in named volumes; servers and workers share the files', () => {
    const mounts = everyService.flatMap(([, { volumes: of = [] }]) => of.map((mount) => mount.split(':')));
    expect(new Set(mounts.map(([name]) => name))).toEqual(new Set(Object.keys(volumes)));
    expect(server.volumes).toEqual(worker.volumes);
    const folder = server.volumes?.[0]?.split(':')[1] ?? '';
    expect(stageOf('runtime')).toContain(`MILLRACE_DATA_DIR=${folder}\n`);
    expect(stageOf('runtime')).toContain(`install -d -o node -g node ${folder}\n`);
  });

  test('Redis keeps nothing, evicts nothing, and asks for a password', () => {
    expect(redis.volumes).toBeUndefined();
    const command = redis.command?.join(' ') ?? '';
    for (const part of ['--save  --appendonly no', '--maxmemory-policy noeviction', '--requirepass ${REDIS_PASSWORD:?'])
      expect(command).toContain(part);
  });

  test('the programs may change nothing but their files, and get time to stop', () => {
    for (const program of [server, worker])
      expect(program).toMatchObject({ read_only: true, cap_drop: ['ALL'], init: true });
    const graceSeconds = Number.parseInt(interpolate(worker.stop_grace_period ?? '', {}));
    expect(graceSeconds).toBeGreaterThan(SETTING_TABLE.shutdownSeconds.default);
  });
});

describe('the settings', () => {
  test('with the two passwords, servers and workers start on them', () => {
    const onServer = loadSettings(settingsIn(environmentOf(server, PASSWORDS)));
    const onWorker = loadWorkerSettings(settingsIn(environmentOf(worker, PASSWORDS)));
    for (const settings of [onServer, onWorker]) {
      expect(settings).toMatchObject({
        databaseUrl: 'postgres://millrace:correcthorse@postgres:5432/millrace',
        redisUrl: 'redis://:batterystaple@redis:6379',
        publicUrl: 'http://millrace.localhost:7700',
      });
    }
    expect(onServer).toMatchObject({ host: '0.0.0.0', port: 7700 });
    expect(onWorker.workerHealthPort).toBe(7701);
  });

  test('the public URL leads to the server from inside the containers too', () => {
    const { publicUrl } = loadSettings(settingsIn(environmentOf(server, { ...PASSWORDS, MILLRACE_PORT: '8080' })));
    const { hostname, port } = new URL(publicUrl ?? '');
    expect(port).toBe('8080');
    expect(server.networks).toMatchObject({ default: { aliases: [hostname] } });
    expect(networksOf(worker)).toContain('default');
  });

  test('without a password nothing starts', () => {
    for (const name of ['POSTGRES_PASSWORD', 'REDIS_PASSWORD']) {
      const without = { ...PASSWORDS, [name]: '' };
      for (const program of [server, worker]) expect(() => environmentOf(program, without)).toThrow(name);
    }
  });

  test('the owner is known to the server only', () => {
    const owner = { MILLRACE_OWNER_EMAIL: 'ada@example.com', MILLRACE_OWNER_PASSWORD: 'correct horse battery' };
    expect(loadSettings(settingsIn(environmentOf(server, { ...PASSWORDS, ...owner }))).ownerEmail).toBe(
      'ada@example.com',
    );
    const onWorker = environmentOf(worker, { ...PASSWORDS, ...owner, MILLRACE_OWNER_API_KEY: 'mlr_secret' });
    const left = Object.entries(onWorker).filter(([name, value]) => name.startsWith('MILLRACE_OWNER_') && value !== '');
    expect(left).toEqual([]);
  });

  test('every name exists: in the table of settings, or in docker-compose.yml', () => {
    const used = [...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name ?? '');
    const passed = [server, worker].flatMap(({ environment }) => Object.keys(environment));
    expect(passed.filter((name) => !SETTINGS.includes(name))).toEqual([]);
    expect(used.filter((name) => ![...SETTINGS, ...COMPOSE_VARIABLES].includes(name))).toEqual([]);
    const inExample = exampleLines.map(({ name }) => name);
    expect(inExample.filter((name) => ![...SETTINGS, ...COMPOSE_VARIABLES].includes(name))).toEqual([]);
    // Whatever compose reads, the example shows.
    expect(used.filter((name) => !inExample.includes(name))).toEqual([]);
  });

  test('the example gives no secret away, and its commented values are the defaults or well-formed', () => {
    expect(exampleLines.filter(({ isCommented }) => !isCommented)).toEqual([
      { name: 'POSTGRES_PASSWORD', value: '', isCommented: false },
      { name: 'REDIS_PASSWORD', value: '', isCommented: false },
    ]);
    const shown = Object.fromEntries(exampleLines.map(({ name, value }) => [name, value]));
    const filled = { ...shown, ...PASSWORDS, MILLRACE_OWNER_EMAIL: '' };
    expect(() => loadSettings(settingsIn(environmentOf(server, filled)))).not.toThrow();
    expect(everyService.map(([, { env_file: file = [] }]) => file)).toEqual([[], [], ['.env'], ['.env']]);
  });
});

/** What our programs read of an environment. */
function settingsIn(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => name.startsWith('MILLRACE_') || SETTINGS.includes(name)),
  );
}

describe('the Dockerfile', () => {
  test('has the stages that compose asks for, and every COPY --from leads to one', () => {
    const stages = STAGES.map(({ name }) => name);
    for (const { build } of [server, worker]) {
      expect(build?.context).toBe('.');
      expect(stages).toContain(build?.target);
    }
    const sources = [...DOCKERFILE.matchAll(/^COPY --from=(\S+)/gm)].map(([, name]) => name);
    expect(sources.filter((name) => !stages.includes(name ?? ''))).toEqual([]);
  });

  test('what it copies and starts exists', () => {
    const copied = [...stageOf('runtime').matchAll(/^COPY --from=build \S+ \/millrace\/(\S+) (\S+)$/gm)];
    expect(copied.map(([, from, to]) => [from, to])).toEqual(
      ['apps', 'libs', 'connectors', 'migrations', 'docs'].map((folder) => [folder, folder]),
    );
    for (const [, folder = ''] of copied) expect(existsSync(join(ROOT, folder))).toBe(true);
    const started = [...DOCKERFILE.matchAll(/^CMD .*"(apps\/[^"]+)\/dist\/main\.js"/gm)].map(([, path]) => path ?? '');
    expect(started).toEqual(['apps/cli', 'apps/worker']);
    for (const path of started) expect(existsSync(join(ROOT, path, 'src/main.ts'))).toBe(true);
    const installed = [...stageOf('packages').matchAll(/ -w (\S+)/g)].map(([, path]) => path ?? '');
    expect(installed).toEqual(expect.arrayContaining(started));
  });

  test('nothing that is built or started is kept out of the build', () => {
    const ignored = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(ignored).toEqual(expect.arrayContaining(['.env*', '.git', '**/node_modules', '**/dist']));
    for (const needed of [
      'apps',
      'libs',
      'connectors',
      'migrations',
      'docs',
      'scripts',
      'package.json',
      'package-lock.json',
      '.npmrc',
      'tsconfig.json',
    ])
      expect(ignored).not.toContain(needed);
  });

  test('its programs run as nobody special, without development packages, and settings in it exist', () => {
    expect(stageOf('runtime').trimEnd().split('\n').at(-1)).toBe('USER node');
    for (const target of ['server', 'worker']) expect(stageOf(target)).not.toContain('USER');
    expect(stageOf('packages')).toContain('npm ci --omit=dev ');
    const names = [...DOCKERFILE.matchAll(/\b(MILLRACE_[A-Z_]+)\b/g)].map(([, name]) => name ?? '');
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !SETTINGS.includes(name))).toEqual([]);
  });
});
