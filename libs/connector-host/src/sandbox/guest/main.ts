/**
 * The program of a child process: one call after another, each in a realm of its own. It is started without any permission;
 * code comes as data over stdin. When stdin ends, so does the process.
 */
import { encodeFrame, FrameReader, type Frame } from '../frames.ts';
import { GuestCall } from './call.ts';
import { freezeLanguage, host, onUnhandledRejection, writeAll } from './host.ts';

interface Request {
  readonly type: string;
  readonly id: number;
  readonly source?: string;
  readonly reason?: string;
  readonly maxOutputCharacters?: number;
}

const MAX_FRAME_BYTES = 256 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;

let current: { readonly id: number; readonly call: GuestCall } | undefined;

const send = (header: object, body?: string): void =>
  writeAll(encodeFrame({ header: JSON.stringify(header), ...(body === undefined ? {} : { body }) }));

/** After a call: back in the loop of the process, so that work which the call left behind is seen to have ended. */
function settle(id: number): void {
  current = undefined;
  setTimeout(() => send({ type: 'settled', id }), 0);
}

function begin({ id, source = '', maxOutputCharacters = 0 }: Request, input: string): void {
  send({ type: 'started', id });
  const call = new GuestCall({
    log: (lines) => send({ type: 'log', id }, lines),
    returned: (output) => {
      send({ type: 'returned', id }, output);
      settle(id);
    },
    threw: (thrown) => {
      send({ type: 'threw', id }, thrown);
      settle(id);
    },
  });
  current = { id, call };
  call.begin({ source, input, maxOutputCharacters });
}

function answer({ header, body = 'null' }: Frame): void {
  const request = JSON.parse(header) as Request;
  if (request.type === 'call') begin(request, body);
  else if (request.type === 'ping') send({ type: 'pong', id: request.id });
  else if (request.type === 'abort' && current?.id === request.id) current.call.abort(request.reason ?? '');
}

async function serve(): Promise<void> {
  const reader = new FrameReader(MAX_FRAME_BYTES);
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (;;) {
    const count = await host.stdin.read(buffer);
    if (count === null) return;
    for (const frame of reader.push(buffer.slice(0, count))) answer(frame);
  }
}

onUnhandledRejection((reason) => current?.call.warn(reason));
freezeLanguage();
send({ type: 'ready', protocol: 1 });
// Standard input has ended: whoever asked is gone.
void serve().then(
  () => host.exit(0),
  () => host.exit(70),
);
