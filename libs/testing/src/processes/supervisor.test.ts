import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../until.ts';
import { findFreePort } from './free-port.ts';
import { startWatchdog, Supervisor, type ProcessExit, type ProcessSpec } from './supervisor.ts';

/** Answers 200, starts a child of its own, and says which start it is. */
const PROGRAM = `
  const child = require('node:child_process').spawn('sleep', ['600']);
  console.log('start ' + process.env.START + ' child ' + child.pid);
  require('node:http').createServer((_, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');`;

let folder: string;
let supervisor: Supervisor;
let port: number;
const exits: ProcessExit[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-supervisor-'));
  supervisor = new Supervisor(folder);
  port = await findFreePort();
  exits.length = 0;
});
afterEach(async () => {
  supervisor.killAll();
  await supervisor.close();
  rmSync(folder, { recursive: true });
});

const spec = (more: Partial<ProcessSpec> = {}): ProcessSpec => ({
  name: 'subject',
  command: () => [process.execPath, '-e', PROGRAM],
  env: (startNumber) => ({ START: String(startNumber), PORT: String(port) }),
  readyUrl: `http://127.0.0.1:${port}`,
  onExit: (exit) => exits.push(exit),
  ...more,
});
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const childOf = (logPath: string): number => Number(/child (\d+)/.exec(readFileSync(logPath, 'utf8'))?.[1]);
/** As the kernel tells it: T stands still. */
const stateOf = (pid: number): string => /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '?';

test('a process is ready when it answers; a kill ends its whole group, and somebody is told', async () => {
  const subject = await supervisor.startProcess(spec());
  const { pid } = subject;
  expect((await fetch(spec().readyUrl)).status).toBe(200);
  const child = childOf(subject.logPath);
  expect(isAlive(child)).toBe(true);
  expect(subject.kill('SIGKILL')).toBe(true);
  await subject.ended();
  await until(() => !isAlive(child));
  expect(exits).toEqual([{ pid, startNumber: 1, code: null, signal: 'SIGKILL' }]);
  expect(subject.isAlive).toBe(false);
  expect(subject.kill('SIGKILL')).toBe(false);
});

test('a paused process stands still until it is resumed', async () => {
  const subject = await supervisor.startProcess(spec());
  subject.pause();
  await until(() => stateOf(subject.pid) === 'T');
  subject.resume();
  await until(() => stateOf(subject.pid) !== 'T');
  expect((await fetch(spec().readyUrl)).status).toBe(200);
});

test('a restart is another process with the next number, and no death that anybody is told of', async () => {
  const subject = await supervisor.startProcess(spec());
  const { pid } = subject;
  await subject.restart();
  expect(subject.pid).not.toBe(pid);
  expect(subject.startNumber).toBe(2);
  expect(readFileSync(subject.logPath, 'utf8')).toContain('start 2');
  expect(exits).toEqual([]);
});

test('who ends before it is ready is reported with what it said', async () => {
  const command = () => [process.execPath, '-e', 'console.error("No room."); process.exit(3)'];
  await expect(supervisor.startProcess(spec({ command }))).rejects.toThrow('No room.');
  expect(exits).toMatchObject([{ code: 3 }]);
});

test('a program that is not there is an end before it is ready', async () => {
  await expect(supervisor.startProcess(spec({ command: () => ['/nonexistent'] }))).rejects.toThrow(
    'ended before it was ready',
  );
});

test('nothing is left of a process that is paused when everything is closed', async () => {
  const subject = await supervisor.startProcess(spec());
  const child = childOf(subject.logPath);
  const { pid } = subject;
  subject.pause();
  await supervisor.close();
  await until(() => !isAlive(pid) && !isAlive(child));
});

test('nothing is left of a process whose supervisor was killed itself', async () => {
  const subject = await supervisor.startProcess(spec());
  const child = childOf(subject.logPath);
  // What a death closes, however it comes.
  startWatchdog(subject.pid).stdin?.destroy();
  await subject.ended();
  await until(() => !isAlive(child));
  expect(exits).toMatchObject([{ signal: 'SIGKILL' }]);
});
