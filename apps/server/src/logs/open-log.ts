import { systemClock } from '@millrace/runtime';
import type { DestinationStream, Logger } from 'pino';
import type { Settings } from '../config.ts';
import { pairsOf } from '../header-pairs.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { createLog } from '../platform/log.ts';
import { HttpTransport } from './http-transport.ts';
import { LogRing } from './log-ring.ts';
import { LogShipper, type LogTransport, type ShipperNews } from './log-shipper.ts';
import { openSyslog, type SyslogProtocol } from './syslog-transport.ts';

const SYSLOG_PORT = 514;
const SYSLOG_TLS_PORT = 6514;

/** The log of a process, and who reads it beside standard error. */
export interface OpenedLog {
  readonly log: Logger;
  readonly ring: LogRing;
  /** Sends what waits to be sent, within the time given. What is logged later is on standard error alone. */
  close(withinMs: number): Promise<void>;
}
interface LogParts {
  readonly settings: Pick<Settings, 'logLevel' | 'logStreamUrl' | 'logStreamFormat' | 'logStreamHeaders'>;
  readonly metrics: Pick<Metrics, 'countShipped'>;
  readonly destination: DestinationStream | undefined;
}

/** Opens the log by the settings. Nobody who logs ever waits for whoever else should get the lines. */
export function openLog({ settings, metrics, destination }: LogParts): OpenedLog {
  const ring = new LogRing();
  const transport = openTransport(settings);
  const shipper =
    transport === undefined
      ? undefined
      : new LogShipper({
          ...{ transport, clock: systemClock() },
          count: (outcome, lines) => metrics.countShipped(outcome, lines),
          report: (news) => writeNews(news, log),
        });
  const log = createLog({
    level: settings.logLevel,
    ...(destination === undefined ? {} : { destination }),
    tap: (line) => {
      ring.add(line);
      shipper?.add(line);
    },
  });
  return { log, ring, close: (withinMs) => shipper?.close(withinMs) ?? Promise.resolve() };
}

function openTransport(settings: LogParts['settings']): LogTransport | undefined {
  const { logStreamUrl: url, logStreamFormat: format = 'ndjson', logStreamHeaders } = settings;
  if (url === undefined) return undefined;
  const { protocol, hostname, port } = new URL(url);
  if (protocol.startsWith('http')) {
    return new HttpTransport({ url, format, headers: Object.fromEntries(pairsOf(logStreamHeaders)) });
  }
  return openSyslog({
    protocol: protocol.slice(0, -1) as SyslogProtocol,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (protocol === 'syslog+tls:' ? SYSLOG_TLS_PORT : SYSLOG_PORT) : Number(port),
  });
}

function writeNews(news: ShipperNews, log: Logger): void {
  if (news.kind === 'works_again') log.info({ dropped: news.dropped }, 'Lines of the log are sent on again');
  else if (news.kind === 'dropping') log.warn('Too many lines of the log wait to be sent on: further ones are dropped');
  else if (news.kind === 'refused') log.warn({ error: news.error }, 'Lines of the log were refused, and are dropped');
  else log.warn({ error: news.error }, 'Lines of the log cannot be sent on; they are tried again');
}
