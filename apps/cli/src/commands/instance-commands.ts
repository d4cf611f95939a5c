import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { type CommandParts, writeJson, type Terminal } from '../terminal.ts';

interface JsonOption {
  readonly json?: boolean;
}

/** What is done to an installation as a whole. By the settings of its server, so that it needs no server. */
export function addInstanceCommands(program: Command, { terminal, finish }: CommandParts): void {
  program
    .command('backup')
    .description('write everything that an installation holds into one file, while it runs or not')
    .argument('<target>', 'a folder, or a file that is not there yet')
    .option('--json', 'print one line of JSON with what was written')
    .addHelpText(
      'after',
      '\nNever in a backup: encryption keys. Keep them apart.\n\nExample:\n  millrace backup backups/',
    )
    .action(async (target: string, options: JsonOption) => finish(await backUp(terminal, target, options)));
  program
    .command('restore')
    .description('fill an empty installation from a backup; it stays paused until `millrace resume`')
    .argument('<file>', 'what `millrace backup` has written')
    .option('--json', 'print one line of JSON with what was restored')
    .addHelpText(
      'after',
      '\nExample:\n  MILLRACE_DATA_DIR=restored millrace restore backups/millrace-20261201-031500.tar.gz',
    )
    .action(async (file: string, options: JsonOption) => finish(await restore(terminal, file, options)));
  program
    .command('resume')
    .description('let a restored installation go on: runs, schedules and triggers begin')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', '\nExample:\n  MILLRACE_DATA_DIR=restored millrace resume')
    .action(async (options: JsonOption) => finish(await resume(terminal, options)));
}

const sayTo =
  (terminal: Terminal, { json = false }: JsonOption) =>
  (line: string): void => {
    if (!json) terminal.write(`${line}\n`);
  };

async function backUp(terminal: Terminal, target: string, options: JsonOption): Promise<number> {
  const say = sayTo(terminal, options);
  // Loaded here: the commands that work offline should not wait for a web framework.
  const instance = await import('@millrace/server/backup');
  const { path, bytes, manifest } = await instance.backUp(target, { onProgress: (message) => say(`  ${message} …`) });
  const { createdAt, schemaVersion, tables, files, encryptionKeys } = manifest;
  const rows = sumOfRows(tables);
  if (options.json === true) {
    writeJson(terminal, { path, bytes, createdAt, schemaVersion, tables: tables.length, rows, files: files.length });
  }
  say(`Backed up to ${path}: ${rows} rows of ${tables.length} tables, ${files.length} files, ${bytes} bytes.`);
  if (encryptionKeys.length > 0) say(`Not in it: the encryption key ${encryptionKeys.join(', ')}. Keep that apart.`);
  return 0;
}

async function restore(terminal: Terminal, file: string, options: JsonOption): Promise<number> {
  const say = sayTo(terminal, options);
  const instance = await import('@millrace/server/backup');
  const { manifest, missingKeys } = await instance.restore(file, {
    onProgress: (message) => say(`  ${message} …`),
  });
  const { createdAt, productVersion, schemaVersion, tables, files } = manifest;
  const rows = sumOfRows(tables);
  if (options.json === true) {
    const counts = { tables: tables.length, rows, files: files.length };
    writeJson(terminal, { createdAt, productVersion, schemaVersion, ...counts, paused: true, missingKeys });
  }
  say(`Restored what was backed up at ${createdAt}: ${rows} rows of ${tables.length} tables, ${files.length} files.`);
  if (missingKeys.length > 0) {
    terminal.complain(
      `The secrets in it were sealed by the encryption key ${missingKeys.join(', ')}, which is not here. The server does not start without it: set MILLRACE_ENCRYPTION_KEY, or copy the file into the folder keys of the data folder.\n`,
    );
  }
  say('It is paused: start the server, look at it, and let it go on by `millrace resume`, or on any page.');
  return 0;
}

async function resume(terminal: Terminal, options: JsonOption): Promise<number> {
  const say = sayTo(terminal, options);
  const instance = await import('@millrace/server/backup');
  const { before, after } = await instance.resumeInstance(
    { by: `millrace resume (${userInfo().username})` },
    { onProgress: (message) => say(`  ${message} …`) },
  );
  if (options.json === true) writeJson(terminal, { wasPaused: before.isPaused, paused: after.isPaused });
  say(
    before.isPaused
      ? 'Resumed: servers and workers that run go on within a second.'
      : 'Nothing to do: this installation is not paused.',
  );
  return 0;
}

const sumOfRows = (tables: readonly { readonly rows: number }[]): number =>
  tables.reduce((sum, { rows }) => sum + rows, 0);
