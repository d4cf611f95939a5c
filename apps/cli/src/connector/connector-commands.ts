import type { Command } from 'commander';
import type { CommandParts } from '../terminal.ts';
import type { AddPieceOptions } from './add-piece.ts';
import type { DevOptions } from './dev-connector.ts';
import type { ImportOptions } from './import-openapi.ts';
import type { RegisterKeyOptions } from './keys.ts';
import type { NewConnectorOptions } from './new-connector.ts';
import type { PackOptions } from './pack-connector.ts';
import type { PromoteOptions } from './promote-connector.ts';
import type { PublishOptions } from './publish-connector.ts';
import type { SetReadsOptions } from './set-reads.ts';
import type { TestConnectorOptions } from './test-connector.ts';

interface JsonOption {
  readonly json?: boolean;
}

const SERVER = ['--server <url>', 'address of the server; MILLRACE_URL unless given'] as const;
const API_KEY = ['--api-key <key>', 'an API key of it; MILLRACE_API_KEY unless given'] as const;
const KEY = ['--key <keyId>', 'the key to sign with; the only one unless given, none: unsigned'] as const;
const APPROVE = [
  '--approve <list>',
  'with --promote: hosts, sockets, secrets or memory that it may use from now on',
] as const;

/** `millrace connector …`: for whoever writes connectors. Loaded when it is used: no other command should wait for a bundler. */
export function addConnectorCommands(connector: Command, parts: CommandParts): void {
  addFolderCommands(connector, parts);
  addServerCommands(connector, parts);
  addPromoteCommand(connector, parts);
  addImportCommand(connector, parts);
  addPieceCommand(connector, parts);
  addKeyCommands(connector.command('keys').description('keys that packages are signed with'), parts);
}

function addFolderCommands(connector: Command, { terminal, finish }: CommandParts): void {
  connector
    .command('new')
    .description('write the folder of a new connector, whose tests pass')
    .argument('<name>', 'lower-case letters, digits and hyphens: acme-desk')
    .option('--http', 'requests as data, no code')
    .option('--code', 'actions and triggers as functions; what it is unless told otherwise')
    .option('--openapi <file>', 'made of an OpenAPI document, with tests that the document gives')
    .option('--folder <folder>', 'where; ./<name> unless given')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  millrace connector new acme-desk --http')
    .action(async (name: string, options: NewConnectorOptions) => {
      const { newConnector } = await import('./new-connector.ts');
      finish(await newConnector(terminal, name, options));
    });
  connector
    .command('test')
    .description('run the tests that every connector has to pass, and those that its author wrote for node:test')
    .argument('[folder]', 'the folder of the connector', '.')
    .option('--live <connection>', 'ask the real service too, by a connection of yours or a file that holds one')
    .option('--record', 'write down what the real service answers, to be played from then on')
    .option('--json', 'print JSON, without what the author’s tests print')
    .addHelpText(
      'after',
      '\nExamples:\n  millrace connector test acme-desk\n  millrace connector test acme-desk --record --live mine',
    )
    .action(async (folder: string, options: TestConnectorOptions) => {
      const { testConnector } = await import('./test-connector.ts');
      finish(await testConnector(terminal, folder, options));
    });
  connector
    .command('pack')
    .description('make one file of a connector, to be sent or kept')
    .argument('[folder]', 'the folder of the connector', '.')
    .option('--out <file>', '<name>-<version>.tgz in its folder unless given')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  millrace connector pack acme-desk --out acme-desk.tgz')
    .action(async (folder: string, options: PackOptions) => {
      const { packToFile } = await import('./pack-connector.ts');
      finish(await packToFile(terminal, folder, options));
    });
}

function addServerCommands(connector: Command, { terminal, finish }: CommandParts): void {
  connector
    .command('publish')
    .description('test a connector, pack it, sign it and send it to a server')
    .argument('[folder]', 'the folder of the connector', '.')
    .option(...SERVER)
    .option(...API_KEY)
    .option(...KEY)
    .option('--promote', 'make it the version that new steps get')
    .option(...APPROVE)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  millrace connector publish acme-desk --server https://millrace.example.com --promote',
    )
    .action(async (folder: string, options: PublishOptions) => {
      const { publishConnector } = await import('./publish-connector.ts');
      finish(await publishConnector(terminal, folder, options));
    });
  connector
    .command('dev')
    .description('upload a connector for yourself whenever it changes, as version 0.0.0-dev.<user>')
    .argument('[folder]', 'the folder of the connector', '.')
    .option(...SERVER)
    .option(...API_KEY)
    .option(...KEY)
    .option('--json', 'print a line of JSON for each upload')
    .addHelpText('after', '\nExample:\n  millrace connector dev acme-desk --server http://127.0.0.1:7700')
    .action(async (folder: string, options: DevOptions) => {
      const { developConnector } = await import('./dev-connector.ts');
      finish(await developConnector(terminal, folder, options));
    });
}

function addPromoteCommand(connector: Command, { terminal, finish }: CommandParts): void {
  connector
    .command('promote')
    .description('make a version that was published the one that new steps get')
    .argument('<name>', 'the connector')
    .argument('<version>', 'the version, newer or older than the one that they get now')
    .option(...SERVER)
    .option(...API_KEY)
    .option('--approve <list>', 'hosts, sockets, secrets or memory that it may use from now on')
    .option('--json', 'print what the server answers')
    .addHelpText('after', '\nExample:\n  millrace connector promote acme-desk 1.4.0')
    .action(async (name: string, version: string, options: PromoteOptions) => {
      const { promoteConnector } = await import('./promote-connector.ts');
      finish(await promoteConnector(terminal, { name, version }, options));
    });
}

function addImportCommand(connector: Command, { terminal, finish }: CommandParts): void {
  connector
    .command('import-openapi')
    .description('make a connector of an OpenAPI document, or its next version where there is one')
    .argument('<file>', 'OpenAPI 3.0 or 3.1, Swagger 2.0; JSON or YAML')
    .option('--name <name>', 'of the connector; made of the document’s title unless given')
    .option('--operations <list>', 'names or keys, with commas between them; all unless given')
    .option('--overlay <file>', 'what to choose and correct; the folder’s overlay.json unless given')
    .option('--source-url <url>', 'where the document is from: what relative servers begin at')
    .option('--out <folder>', 'the folder to write; ./<name> unless given')
    .option('--eject', 'write TypeScript, to go on by hand')
    .option('--list', 'print the operations, and write nothing')
    .option('--server <url>', 'publish it there at once, and write no folder: a next version needs one')
    .option(...API_KEY)
    .option('--promote', 'with --server: make it the version that new steps get')
    .option(...APPROVE)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  millrace connector import-openapi pets.yaml --name pets --operations list_pets,get_pet',
    )
    .action(async (file: string, options: ImportOptions) => {
      const { importDocument } = await import('./import-openapi.ts');
      finish(await importDocument(terminal, file, options));
    });
}

function addPieceCommand(connector: Command, { terminal, finish }: CommandParts): void {
  connector
    .command('add-piece')
    .description('let a server install a piece of Activepieces from its npm registry')
    .argument('<package@version>', 'the package and its exact version')
    .option(...SERVER)
    .option(...API_KEY)
    .option('--reads <list>', 'actions that only read, with commas between them: a piece does not say so')
    .option('--allow-young', 'although the version is younger than three days')
    .option('--no-promote', 'do not make it the version that new steps get')
    .option('--dry-run', 'say what it is and whether it would be refused, and keep nothing')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  millrace connector add-piece @activepieces/piece-slack@0.17.9')
    .action(async (address: string, options: AddPieceOptions) => {
      const { addPiece } = await import('./add-piece.ts');
      finish(await addPiece(terminal, address, options));
    });
  connector
    .command('set-reads')
    .description('say which actions of an installed piece only read: all others count as writes')
    .argument('<name>', 'the connector: ap-slack')
    .argument('<actions>', 'their names, with commas between them; "" for none')
    .option('--piece-version <version>', 'the version that it is said of; the one that new steps get unless given')
    .option(...SERVER)
    .option(...API_KEY)
    .option('--no-promote', 'do not make it the version that new steps get')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  millrace connector set-reads ap-slack find_user,list_users')
    .action(async (name: string, reads: string, options: SetReadsOptions) => {
      const { setReads } = await import('./set-reads.ts');
      finish(await setReads(terminal, { name, reads }, options));
    });
}

function addKeyCommands(keys: Command, { terminal, finish }: CommandParts): void {
  keys
    .command('new')
    .description('make a key, readable for nobody else, in MILLRACE_CONFIG_DIR (~/.config/millrace)')
    .option('--json', 'print JSON, with the public half')
    .addHelpText('after', '\nExample:\n  millrace connector keys new')
    .action(async ({ json = false }: JsonOption) => {
      const { newKey } = await import('./keys.ts');
      finish(newKey(terminal, { json }));
    });
  keys
    .command('list')
    .description('print the keys that there are')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  millrace connector keys list')
    .action(async ({ json = false }: JsonOption) => {
      const { printKeys } = await import('./keys.ts');
      finish(printKeys(terminal, { json }));
    });
  keys
    .command('register')
    .description('make a key known to a server, which then takes packages signed with it')
    .argument('<keyId>', 'as keys list prints it')
    .option('--name <name>', 'whose key it is; its id unless given')
    .option(...SERVER)
    .option(...API_KEY)
    .option('--json', 'print what the server answers')
    .addHelpText('after', '\nExample:\n  millrace connector keys register 21fe31dfa154a261 --name "Acme team"')
    .action(async (keyId: string, options: RegisterKeyOptions) => {
      const { registerKey } = await import('./keys.ts');
      finish(await registerKey(terminal, keyId, options));
    });
}
