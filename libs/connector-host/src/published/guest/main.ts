/**
 * The program of a child that serves one version of a published connector: several calls at a time, in the language of the
 * process itself. It is started without any permission; code comes as data over stdin. When stdin ends, so does the process.
 */
import type { AnyFrame } from '../../sandbox/frames.ts';
import { send, serve } from '../../sandbox/guest/pipe.ts';
import type { ContextFacts, PublishedCommand } from '../published-messages.ts';
import { callScope } from './call-scope.ts';
import { createContext } from './context.ts';
import { describeData, findMember, loadConnector } from './load.ts';
import { closeOf, setReachable } from './net.ts';
import { findCallOf, onCallOver, PublishedCall } from './published-call.ts';
import { routeSockets } from './sockets.ts';
import { furnish } from './surroundings.ts';
import { describeThrown } from './thrown.ts';
import { decode } from './wire.ts';

/** Members of the union name several types each. */
type Of<Type extends PublishedCommand['type']> = PublishedCommand & { readonly type: Type };

const calls = new Map<number, PublishedCall>();
let connector: Readonly<Record<string, unknown>> = {};

async function loadWithRelays(
  source: string,
  relays: Of<'load'>['relays'],
): Promise<Readonly<Record<string, unknown>>> {
  if (relays !== null && relays.length > 0) await routeSockets(relays);
  setReachable((relays ?? []).map(([target]) => target));
  return loadConnector(source, relays === null || relays.length > 0);
}

function load({ relays }: Of<'load'>, body: string): void {
  void loadWithRelays(JSON.parse(body) as string, relays).then(
    (loaded) => {
      connector = loaded;
      send({ type: 'loaded', id: 0 });
    },
    (thrown: unknown) => send({ type: 'refused', id: 0 }, describeThrown(thrown)),
  );
}

function describe({ id, mark }: Of<'describe'>): void {
  try {
    send({ type: 'described', id }, describeData(connector, mark));
  } catch (thrown) {
    send({ type: 'refused', id }, describeThrown(thrown));
  }
}

function begin({ id, path, maxOutputCharacters }: Of<'call'>, body: string): void {
  const call = new PublishedCall(id);
  calls.set(id, call);
  const work = async (): Promise<unknown> => {
    const toFunction =
      (handle: number) =>
      (...given: unknown[]) =>
        call.ask('function', handle, ...given);
    const { context, given } = decode(body, toFunction) as {
      readonly context: ContextFacts | null;
      readonly given: readonly unknown[];
    };
    const member = findMember(connector, path);
    return await (context === null ? member(...given) : member(createContext(call, context), ...given));
  };
  callScope.run(call, () => call.run(work, maxOutputCharacters));
}

function abort({ id, name, reason }: Of<'abort'>): void {
  const call = calls.get(id);
  // Listeners of the signal are the call's own code.
  if (call !== undefined) callScope.run(call, () => call.abortion.abort(new DOMException(reason, name)));
}

/** What is done when the parent says so; `body` is JSON. */
const ANSWERS: { readonly [Type in PublishedCommand['type']]: (command: Of<Type>, body: string) => void } = {
  load,
  describe,
  call: begin,
  abort,
  ping: ({ id }) => send({ type: 'pong', id }),
  reply: ({ id, rpc }, body) => calls.get(id)?.onReply(rpc, body),
  rejected: ({ id, rpc }, body) => calls.get(id)?.onRejected(rpc, body),
  more: ({ id, rpc }) => calls.get(id)?.onMore(rpc),
};

function answer(frame: AnyFrame): void {
  if ('stream' in frame) {
    findCallOf(frame.stream)?.onBytes(frame.stream, frame.bytes);
    return;
  }
  const { header, body = 'null' } = frame;
  const command = JSON.parse(header) as PublishedCommand;
  (ANSWERS[command.type] as (command: PublishedCommand, body: string) => void)(command, body);
}

onCallOver((call) => {
  calls.delete(call.id);
  closeOf(call);
});
furnish();
send({ type: 'ready', protocol: 1 });
serve(answer);
