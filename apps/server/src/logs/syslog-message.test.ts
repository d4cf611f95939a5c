import { frameSyslog, MAX_DATAGRAM_BYTES, toDatagram, toSyslogMessage } from './syslog-message.ts';

const ORIGIN = { host: 'mill 1', pid: 42 };
const line = (level: string, msg: string): string => JSON.stringify({ time: '2026-12-01T10:00:00.123Z', level, msg });

test('a line is a message of RFC 5424, its severity by the level', () => {
  const text = line('warn', 'Disk is full');
  expect(toSyslogMessage(text, ORIGIN)).toBe(`<132>1 2026-12-01T10:00:00.123Z mill1 millrace 42 - - ${text}`);
  const priorities = ['fatal', 'error', 'info', 'debug'].map((level) =>
    toSyslogMessage(line(level, ''), ORIGIN).slice(0, 5),
  );
  expect(priorities).toEqual(['<130>', '<131>', '<134>', '<135>']);
  expect(toSyslogMessage(text, { host: 'ü', pid: 1 })).toContain('Z - millrace 1 ');
});

test('in a stream its length goes before it, in bytes', () => {
  expect(frameSyslog('a€')).toBe('4 a€');
});

test('a datagram that would be too long is cut between two characters', () => {
  const cut = toDatagram('x' + '€'.repeat(4000));
  expect(cut.length).toBeLessThanOrEqual(MAX_DATAGRAM_BYTES);
  expect(cut.length).toBeGreaterThan(MAX_DATAGRAM_BYTES - 4);
  expect(cut.toString('utf8')).not.toContain('\ufffd');
});
