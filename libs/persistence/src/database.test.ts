import { createServer, type AddressInfo, type Server } from 'node:net';
import { openRunPool } from './database.ts';

/** A message of the Postgres protocol. */
function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
const AUTHENTICATED = message('R', Buffer.alloc(4));
const READY = message('Z', Buffer.from('I'));
const SHUT_DOWN = message('E', Buffer.from('SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0'));

let server: Server;
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** A database that is told to stop while somebody connects: its welcome and its farewell come in one packet. */
async function databaseThatStops(): Promise<string> {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATED, READY, SHUT_DOWN])));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `postgres://nobody@127.0.0.1:${(server.address() as AddressInfo).port}/nothing`;
}

test('a connection that is lost while it is made ends no process: the next statement tells', async () => {
  const pool = openRunPool(await databaseThatStops(), () => undefined);
  const client = await pool.connect();
  await expect(client.query('select 1')).rejects.toThrow(/^Client has encountered|^Connection terminated/);
  client.release(true);
  await pool.end();
});
