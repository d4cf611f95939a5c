import type { LogLevel } from './log-line.ts';

/** RFC 5424 §6.2.1: what programs of one's own use. */
const LOCAL0 = 16;
const SEVERITIES: Readonly<Record<LogLevel, number>> = { fatal: 2, error: 3, warn: 4, info: 6, debug: 7 };

/** Of which process lines come. */
export interface SyslogOrigin {
  readonly host: string;
  readonly pid: number;
}

/** A line of the log as RFC 5424 writes it: its message is the JSON of the line. */
export function toSyslogMessage(line: string, { host, pid }: SyslogOrigin): string {
  const { time, level } = JSON.parse(line) as { readonly time: string; readonly level: LogLevel };
  // §6.2.4: printable ASCII without spaces, 255 at most.
  const hostName = host.replace(/[^\x21-\x7e]/g, '').slice(0, 255) || '-';
  return `<${LOCAL0 * 8 + SEVERITIES[level]}>1 ${time} ${hostName} millrace ${pid} - - ${line}`;
}

/** RFC 6587 §3.4.1, also over TLS (RFC 5425 §4.3): its length in bytes, so that a message may hold anything. */
export const frameSyslog = (message: string): string => `${Buffer.byteLength(message)} ${message}`;

/** What fits into a datagram that most receivers take whole (RFC 5426 §3.2). What is longer loses its end. */
export const MAX_DATAGRAM_BYTES = 8192;

export function toDatagram(message: string): Buffer {
  const bytes = Buffer.from(message);
  if (bytes.length <= MAX_DATAGRAM_BYTES) return bytes;
  let end = MAX_DATAGRAM_BYTES;
  // Not within a character.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}
