/**
 * The program of a child process: one call after another, each in a realm of its own. It is started without any permission;
 * code comes as data over stdin. When stdin ends, so does the process.
 */
import type { AnyFrame } from '../frames.ts';
import { GuestCall } from './call.ts';
import { freezeLanguage, onUnhandledRejection } from './host.ts';
import { send, serve } from './pipe.ts';

interface Request {
  readonly type: string;
  readonly id: number;
  readonly source?: string;
  readonly reason?: string;
  readonly maxOutputCharacters?: number;
}

let current: { readonly id: number; readonly call: GuestCall } | undefined;

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

function answer(frame: AnyFrame): void {
  if ('stream' in frame) return;
  const { header, body = 'null' } = frame;
  const request = JSON.parse(header) as Request;
  if (request.type === 'call') begin(request, body);
  else if (request.type === 'ping') send({ type: 'pong', id: request.id });
  else if (request.type === 'abort' && current?.id === request.id) current.call.abort(request.reason ?? '');
}

onUnhandledRejection((reason) => current?.call.warn(reason));
freezeLanguage();
send({ type: 'ready', protocol: 1 });
serve(answer);
