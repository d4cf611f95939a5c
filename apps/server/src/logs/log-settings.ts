import { list, oneOf } from '../settings-parsers.ts';
import type { SettingFault, SettingTable } from '../settings-table.ts';
import { LOG_STREAM_FORMATS } from './http-transport.ts';

const PROTOCOLS: readonly string[] = ['http:', 'https:', 'syslog+tcp:', 'syslog+tls:', 'syslog+udp:'];

/** Its text may hold a key, so a fault never repeats it. */
function logStreamUrl(value: string): string | SettingFault {
  const { protocol, hostname, username } = URL.canParse(value) ? new URL(value) : new URL('none:');
  if (PROTOCOLS.includes(protocol) && hostname !== '' && username === '') return value;
  return {
    fault:
      'is no URL like https://logs.example.com/in, syslog+tls://logs.example.com:6514, syslog+tcp:// or syslog+udp://, without a user.',
  };
}

/** Where lines of the log go beside standard error. */
export const LOG_SETTINGS = {
  logLevel: {
    name: 'MILLRACE_LOG_LEVEL',
    parse: oneOf('debug', 'info', 'warn', 'error', 'silent'),
    default: 'info',
    about: 'The least important lines that are logged; `debug` has lines for each run, step and request.',
  },
  logStreamUrl: {
    name: 'MILLRACE_LOG_STREAM_URL',
    parse: logStreamUrl,
    isSecret: true,
    about:
      'Where lines of the log are sent too: http:// or https:// for batches by POST, syslog+tcp://, syslog+tls:// or syslog+udp:// for RFC 5424. Without it they are on standard error alone.',
  },
  logStreamFormat: {
    name: 'MILLRACE_LOG_STREAM_FORMAT',
    parse: oneOf(...LOG_STREAM_FORMATS),
    defaultText: '`ndjson`',
    about: 'What is posted: a line of JSON each, or what the push API of Loki or the bulk API of Elasticsearch takes.',
  },
  logStreamHeaders: {
    name: 'MILLRACE_LOG_STREAM_HEADERS',
    parse: list,
    default: [] as readonly string[],
    defaultText: 'none',
    isSecret: true,
    about: 'Headers of these posts: name=value, separated by commas, percent-encoded where a value has one.',
  },
} satisfies SettingTable;

export function findLogStreamFault(settings: {
  readonly logStreamUrl: string | undefined;
  readonly logStreamHeaders: readonly string[];
}): string[] {
  const { logStreamUrl: url, logStreamHeaders: headers } = settings;
  if (headers.length === 0 || url?.startsWith('http') === true) return [];
  return ['MILLRACE_LOG_STREAM_HEADERS: needs a MILLRACE_LOG_STREAM_URL that begins with http.'];
}
