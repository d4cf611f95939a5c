import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { findPasswordFault, MIN_PASSWORD_CHARACTERS } from './auth/password-rules.ts';
import { readKeyPrefix } from './auth/tokens.ts';
import { ServerError } from './errors.ts';
import { LIMIT_SETTINGS } from './limit-settings.ts';
import { findLogStreamFault, LOG_SETTINGS } from './logs/log-settings.ts';
import { findMailFault, MAIL_SETTINGS } from './mail-settings.ts';
import { email, integer, list, oneOf, origin, postgresUrl, redisUrl, text, vaultKey } from './settings-parsers.ts';
import { TELEMETRY_SETTINGS } from './telemetry/telemetry-settings.ts';
import {
  readSettings,
  type Environment,
  type SettingRow,
  type SettingTable,
  type SettingValues,
} from './settings-table.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** Every setting of servers and workers. Nothing else reads the environment. */
export const SETTING_TABLE = {
  databaseUrl: {
    name: 'DATABASE_URL',
    parse: postgresUrl,
    isSecret: true,
    about: 'Postgres to use. Without it the server starts a Postgres of its own below the data folder.',
  },
  redisUrl: {
    name: 'REDIS_URL',
    parse: redisUrl,
    isSecret: true,
    about:
      'Redis by which servers and workers tell each other of due runs. Without it the database does; workers need it.',
  },
  dataFolder: {
    name: 'MILLRACE_DATA_DIR',
    parse: text,
    default: '.millrace',
    about: 'Where the embedded database and files are kept. Servers and workers of one installation share the files.',
  },
  host: { name: 'MILLRACE_HOST', parse: text, default: '127.0.0.1', about: 'Address to listen on; 0.0.0.0 for all.' },
  port: {
    name: 'MILLRACE_PORT',
    parse: integer(0, 65_535),
    default: 7700,
    about: 'Port to listen on; 0 for any free one.',
  },
  publicUrl: {
    name: 'MILLRACE_PUBLIC_URL',
    parse: origin,
    about:
      'Where people, other systems and workers reach the server. Default: the address it listens on; workers need it.',
  },
  allowedHosts: {
    name: 'MILLRACE_ALLOWED_HOSTS',
    parse: list,
    default: [] as readonly string[],
    defaultText: 'none',
    about: 'Further host names that the API and the designer answer to, separated by commas.',
  },
  trustProxy: {
    name: 'MILLRACE_TRUST_PROXY',
    parse: list,
    default: [] as readonly string[],
    defaultText: 'none',
    about: 'Addresses or CIDRs of proxies whose X-Forwarded headers count, separated by commas.',
  },
  ...LOG_SETTINGS,
  hookBodyLimitBytes: {
    name: 'MILLRACE_HOOK_BODY_LIMIT_BYTES',
    parse: integer(1024, 256 * MIB),
    default: 16 * MIB,
    about: 'Longest body of a webhook call or a form, after inflation.',
  },
  apiBodyLimitBytes: {
    name: 'MILLRACE_API_BODY_LIMIT_BYTES',
    parse: integer(1024, 64 * MIB),
    default: 4 * MIB,
    about: 'Longest body of an API call.',
  },
  headerLimitBytes: {
    name: 'MILLRACE_HEADER_LIMIT_BYTES',
    parse: integer(4 * KIB, 64 * KIB),
    default: 16 * KIB,
    about: 'Longest request line and headers together.',
  },
  intakeBytes: {
    name: 'MILLRACE_INTAKE_BYTES',
    parse: integer(MIB, 1024 * MIB),
    default: 64 * MIB,
    about: 'Events that this process holds at once before they are kept; further ones get 429.',
  },
  maxQueued: {
    name: 'MILLRACE_MAX_QUEUED',
    parse: integer(1, 20_000_000),
    default: 1_000_000,
    about: 'Runs of one workspace that may wait to begin; further events get 429.',
  },
  apiCallsPerMinute: {
    name: 'MILLRACE_API_CALLS_PER_MINUTE',
    parse: integer(1, 1_000_000),
    default: 600,
    about: 'Calls of the API that one session or key may make in each process; further ones get 429.',
  },
  apiBurst: {
    name: 'MILLRACE_API_BURST',
    parse: integer(1, 1_000_000),
    default: 100,
    about: 'How many of these calls may come at once.',
  },
  hookWaitSeconds: {
    name: 'MILLRACE_HOOK_WAIT_SECONDS',
    parse: integer(1, 300),
    default: 30,
    about: 'How long a webhook caller waits for a result before it gets 202 and the address of the run.',
  },
  maxRunning: {
    name: 'MILLRACE_MAX_RUNNING',
    parse: integer(1, 5000),
    default: 256,
    about: 'Runs executed at once by this process; further ones queue.',
  },
  maxWaiting: {
    name: 'MILLRACE_MAX_WAITING',
    parse: integer(1, 20_000),
    default: 2000,
    about: 'Callers that wait for a result at once; further ones get 429.',
  },
  taskTimeoutSeconds: {
    name: 'MILLRACE_TASK_TIMEOUT_SECONDS',
    parse: integer(1, 86_400),
    default: 120,
    about: 'Time of a task whose document and action name none.',
  },
  shutdownSeconds: {
    name: 'MILLRACE_SHUTDOWN_SECONDS',
    parse: integer(1, 3600),
    default: 30,
    about: 'How long a stopping server or worker lets requests and runs end.',
  },
  leaseSeconds: {
    name: 'MILLRACE_LEASE_SECONDS',
    parse: integer(3, 3600),
    default: 30,
    about: 'How long the runs of a process that vanished stay with it, before another one takes them over.',
  },
  sandboxChildren: {
    name: 'MILLRACE_SANDBOX_CHILDREN',
    parse: integer(1, 64),
    default: Math.max(4, 2 * availableParallelism()),
    defaultText: 'two for each core, at least 4',
    about:
      'Processes at most in which this process runs the code of code steps, and as many for published connectors, half as many again for those that people try; further calls wait for one.',
  },
  ...LIMIT_SETTINGS,
  ...TELEMETRY_SETTINGS,
  workerHealthPort: {
    name: 'MILLRACE_WORKER_HEALTH_PORT',
    parse: integer(0, 65_535),
    about:
      'Port on which a worker answers GET /healthz, /readyz and /metrics, to whoever reaches it. Without it a worker opens none.',
  },
  outboundAllow: {
    name: 'MILLRACE_OUTBOUND_ALLOW',
    parse: list,
    default: [] as readonly string[],
    defaultText: 'none',
    about: 'Private addresses that workflows may call: host[:port] or CIDR[:port], separated by commas.',
  },
  unsignedConnectors: {
    name: 'MILLRACE_UNSIGNED_CONNECTORS',
    parse: oneOf('refuse', 'allow'),
    default: 'refuse' as const,
    about: 'Whether packages of connectors may be published without a signature: allow or refuse.',
  },
  ...MAIL_SETTINGS,
  encryptionKey: {
    name: 'MILLRACE_ENCRYPTION_KEY',
    parse: vaultKey,
    isSecret: true,
    about:
      'Encrypts the secrets of connections: 32 random bytes in base64, the same for every server. Default: none; with the embedded database, a file in the folder `keys` of the data folder, made at the first start.',
  },
  ownerEmail: {
    name: 'MILLRACE_OWNER_EMAIL',
    parse: email,
    about: 'With the password: creates the owner at the first start, without a person.',
  },
  ownerPassword: {
    name: 'MILLRACE_OWNER_PASSWORD',
    parse: text,
    isSecret: true,
    about: `Password of that owner, ${MIN_PASSWORD_CHARACTERS} characters or more.`,
  },
  ownerApiKey: {
    name: 'MILLRACE_OWNER_API_KEY',
    parse: (value: string) =>
      readKeyPrefix(value) === undefined
        ? { fault: 'is no key: mlr_, 8 letters or digits, _, and 32 to 128 letters, digits, - or _.' }
        : value,
    isSecret: true,
    about: 'An API key of that owner, for scripts.',
  },
} satisfies SettingTable;
export type Settings = SettingValues<typeof SETTING_TABLE>;

/** What a worker cannot be without, and why. */
const WORKER_NEEDS = {
  databaseUrl: 'A worker executes the runs of a database that it shares with the servers.',
  redisUrl: 'A worker is told by Redis what to execute.',
  publicUrl: 'Workflows read it as $states.context.Millrace.BaseUrl, and a worker has no address of its own.',
} satisfies { readonly [K in keyof Settings]?: string };
export type WorkerSettings = Settings & { readonly [K in keyof typeof WORKER_NEEDS]: string };

/** The settings of an environment. Throws `server.settings_invalid` with a line per problem. */
export function loadSettings(environment: Environment = process.env): Settings {
  return load(environment, () => []);
}

/** Like {@link loadSettings}, for a worker. */
export function loadWorkerSettings(environment: Environment = process.env): WorkerSettings {
  return load(environment, findMissing) as WorkerSettings;
}

function load(
  environment: Environment,
  findMore: (values: Settings, problems: readonly string[]) => string[],
): Settings {
  const { problems, values } = readSettings(SETTING_TABLE, environment, (path) => readFileSync(path, 'utf8'));
  const all = [...problems, ...findMore(values, problems), ...findContradictions(values)];
  if (all.length > 0) throw new ServerError('server.settings_invalid', all.join('\n'));
  return values;
}

function findMissing(values: Settings, problems: readonly string[]): string[] {
  return Object.entries(WORKER_NEEDS).flatMap(([key, why]) => {
    const { name } = SETTING_TABLE[key as keyof typeof WORKER_NEEDS];
    const isThere = values[key as keyof Settings] !== undefined;
    // One that is there but malformed has its line already.
    return isThere || problems.some((problem) => problem.startsWith(`${name}:`)) ? [] : [`${name}: is missing. ${why}`];
  });
}

function findContradictions(settings: Settings): string[] {
  return [
    ...findMemoryFault(settings),
    ...findOwnerFault(settings),
    ...findMailFault(settings),
    ...findLogStreamFault(settings),
  ];
}

function findMemoryFault({ codeHeapMiB, codeResidentMiB }: Settings): string[] {
  if (!(codeResidentMiB <= codeHeapMiB)) return [];
  return [`MILLRACE_CODE_RESIDENT_MIB: must be more than MILLRACE_CODE_HEAP_MIB, which is ${codeHeapMiB}.`];
}

function findOwnerFault({ ownerEmail, ownerPassword, ownerApiKey }: Settings): string[] {
  if (ownerEmail === undefined && ownerPassword === undefined) {
    return ownerApiKey === undefined
      ? []
      : ['MILLRACE_OWNER_API_KEY: needs MILLRACE_OWNER_EMAIL and MILLRACE_OWNER_PASSWORD.'];
  }
  if (ownerEmail === undefined) return ['MILLRACE_OWNER_EMAIL: is missing; MILLRACE_OWNER_PASSWORD is given.'];
  if (ownerPassword === undefined) return ['MILLRACE_OWNER_PASSWORD: is missing; MILLRACE_OWNER_EMAIL is given.'];
  const fault = findPasswordFault(ownerPassword, ownerEmail);
  return fault === undefined ? [] : [`MILLRACE_OWNER_PASSWORD: ${fault}`];
}

const printDefault = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** docs/configuration.md, made from the table. */
export function printConfigurationDocument(): string {
  const rows = Object.values(SETTING_TABLE).map((row: SettingRow<unknown>) => {
    const value = row.defaultText ?? (row.default === undefined ? 'none' : `\`${printDefault(row.default)}\``);
    const file = row.isSecret === true ? ` May also be in the file that \`${row.name}_FILE\` names.` : '';
    return [`\`${row.name}\``, value, `${row.about}${file}`];
  });
  return [
    '<!-- Generated by `npm run codegen` from apps/server/src/config.ts. -->',
    '',
    '# Configuration',
    '',
    'Millrace is configured by environment variables. All problems are reported at once, at start, and the process ends',
    'with exit code 2; a misspelt `MILLRACE_` name is a problem too. An invalid value never becomes its default.',
    '',
    ...printTable([['variable', 'default', 'meaning'], ...rows]),
    '',
  ].join('\n');
}

/** Columns of even width, as the formatter writes them. */
function printTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0] ?? '', rule, ...lines.slice(1)];
}
