import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { until } from '@millrace/testing';
import { hasDenoFor, isAlive } from '../testing/deno.ts';
import { denoCommand, findDeno, guestProgram, type ChildCommand } from './command.ts';
import { encodeFrame } from './frames.ts';

const describeWithDeno = hasDenoFor('the walls around code') ? describe : describe.skip;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-test-'));
  await chmod(folder, 0o755);
});
afterAll(() => rm(folder, { recursive: true }));

const commandFor = (program: string): ChildCommand =>
  denoCommand({ deno: findDeno() ?? '', heapMiB: 128, residentMiB: 256, program });

describeWithDeno('a child may do nothing, even when code gets out of its realm:', () => {
  /**
   * Runs a program as a child is run, with all of Deno in its hands. What it imports is put together while it runs: what can
   * be read off a program is part of its graph, and exempt from permissions. That is why code never is the program.
   */
  async function attempt(body: string): Promise<string> {
    const program = join(folder, 'attempt.js');
    const wrapped = `try { const got = await (async () => { ${body} })(); console.log('GOT', got) } catch (error) { console.log(error.name, error.message) }`;
    await writeFile(program, wrapped, { mode: 0o644 });
    const { file, arguments: list } = commandFor(program);
    const child = spawn(file, list, { cwd: folder, env: { DENO_DIR: folder, NO_COLOR: '1' } });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdin.end();
    await once(child, 'close');
    return said;
  }

  let port: number;
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as { readonly port: number }).port;
  });
  afterAll(() => void server.close());

  test.each([
    ['read a file', "return Deno.readTextFileSync('/etc/passwd')"],
    ['read a file as Node does', "return (await import('node:fs')).readFileSync('/proc/self/environ', 'utf8')"],
    [
      'import a file as text',
      "return (await import(['file:///etc', 'passwd'].join('/'), { with: { type: 'text' } })).default",
    ],
    [
      'import a file from code that came as data',
      'return (await import(URL.createObjectURL(new Blob([\'import text from "file:///etc/passwd" with { type: "text" }; export default text\'], { type: \'text/javascript\' })))).default',
    ],
    ['list a folder', "return [...Deno.readDirSync('/')].length"],
    ['write a file', "Deno.writeTextFileSync('here', 'x'); return 1"],
    ['start a program', "return new Deno.Command('/bin/true').outputSync().code"],
    [
      'start a program as Node does',
      "const child = (await import('node:child_process')).spawn('/bin/true'); return await new Promise((resolve, reject) => child.on('error', reject).on('exit', resolve))",
    ],
    ['load a library', "return Deno.dlopen('libc.so.6', {})"],
    ['ask the system', 'return Deno.hostname()'],
    ['signal its parent', 'Deno.kill(Deno.ppid, "SIGTERM"); return 1'],
    ['import from the network', "return await import(['https://example.org', 'x.js'].join('/'))"],
    ['import a package', "return await import(['npm', 'left-pad'].join(':'))"],
    ['eval', "return eval('1')"],
    ['make a function from text', "return new Function('return 1')()"],
    ['resolve a name', "return await Deno.resolveDns('example.org', 'A')"],
  ])('%s', async (_, body) => {
    const said = await attempt(body);
    expect(said).not.toContain('GOT');
    expect(said).toMatch(/NotCapable|Requires|not allowed|disallowed|cached|--no-npm|--no-remote|remote specifier/);
  });

  test.each([
    ['fetch', () => `return await fetch('http://127.0.0.1:${port}/')`],
    ['connect', () => `return await Deno.connect({ hostname: '127.0.0.1', port: ${port} })`],
    [
      'connect as Node does',
      () =>
        `const { connect } = await import('node:net'); return await new Promise((resolve, reject) => connect(${port}, '127.0.0.1', resolve).on('error', reject))`,
    ],
    [
      'open a socket for the web',
      () =>
        `const socket = new WebSocket('ws://127.0.0.1:${port}'); return await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = () => reject(new Error('Requires')) })`,
    ],
  ])('%s', async (_, body) => {
    const said = await attempt(body());
    expect(said).not.toContain('GOT');
    expect(connections).toBe(0);
  });

  test('see an environment', async () => {
    const names = "Object.keys((await import('node:process')).default.env)";
    const said = await attempt(
      `let all = []; try { all = Object.keys(Deno.env.toObject()) } catch {} return JSON.stringify([...all, ...${names}, typeof Deno.env.get === 'function' && (() => { try { return Deno.env.get('DENO_DIR') } catch { return undefined } })()])`,
    );
    expect(said).not.toMatch(/DENO_DIR|PATH|HOME|millrace/);
  });

  test('no argument gives a permission', () => {
    const all = commandFor(guestProgram()).arguments.join(' ');
    expect(all).not.toMatch(/--allow|-A\b|--unstable/);
    for (const refusal of ['--no-prompt', '--no-remote', '--no-npm', '--cached-only', '--ignore-env'])
      expect(all).toContain(refusal);
  });
});

describeWithDeno('a child whose parent is killed ends', () => {
  // Plain JavaScript: the parent has to be a process that can be killed.
  const parent = `
    const { spawn } = require('node:child_process');
    const [command, frame] = process.argv.slice(1).map((text) => JSON.parse(text));
    const child = spawn(command.file, command.arguments, { cwd: command.folder, env: { DENO_DIR: command.folder }, stdio: 'pipe' });
    child.stdin.write(Buffer.from(frame, 'base64'));
    child.stdout.on('data', (chunk) => { if (chunk.includes(command.sign)) process.stdout.write('pid ' + child.pid) });
  `;
  const onlyOnLinux = process.platform === 'linux' ? test : test.skip;

  async function killParentOf(source: string, sign: string): Promise<number> {
    const command = { ...commandFor(guestProgram()), folder, sign };
    const header = JSON.stringify({ type: 'call', id: 1, source, maxOutputCharacters: 100 });
    const frame = Buffer.from(encodeFrame({ header, body: 'null' })).toString('base64');
    const process_ = spawn(process.execPath, ['-e', parent, JSON.stringify(command), JSON.stringify(frame)]);
    const [said] = (await once(process_.stdout, 'data')) as [Buffer];
    const pid = Number(/pid (\d+)/.exec(said.toString())?.[1]);
    expect(isAlive(pid)).toBe(true);
    process_.kill('SIGKILL');
    await once(process_, 'close');
    return pid;
  }

  test('when it is idle', async () => {
    const pid = await killParentOf('return 1', 'settled');
    await until(() => !isAlive(pid));
  });

  onlyOnLinux('when it waits, and when it is in a loop', async () => {
    const waiting = await killParentOf("console.log('waits'); await new Promise(() => {})", 'waits');
    await until(() => !isAlive(waiting));
    const looping = await killParentOf("console.log('loops'); for (;;) {}", 'loops');
    await until(() => !isAlive(looping));
  });
});
