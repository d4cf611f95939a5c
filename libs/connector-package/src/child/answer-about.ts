// What programs that load a connector share: its code is its author's, and may do anything but answer for us.
import type { Connector } from '@millrace/connector-sdk';
import { messageOf } from '../errors.ts';
import { decodeAnswer, encodeAnswer } from './frame.ts';
import { readInput } from './read-input.ts';

export type CodeAnswer<Value> =
  { readonly kind: 'loaded'; readonly value: Value } | { readonly kind: 'failed'; readonly message: string };

const MAX_MESSAGE_CHARACTERS = 2000;

/** Loads the module that came as input, asks about it, answers, and ends the process. */
export async function answerAbout<Value>(
  ask: (connector: Connector, request: unknown) => Value | Promise<Value>,
): Promise<void> {
  const write = process.stdout.write.bind(process.stdout);
  // What the code prints is no answer of ours.
  process.stdout.write = process.stderr.write.bind(process.stderr);
  const { value: request, rest } = decodeAnswer(await readInput()) ?? { value: {}, rest: Buffer.alloc(0) };
  const answer = await load(rest, (connector) => ask(connector, request));
  // It may have left timers behind.
  write(encodeAnswer(answer), () => process.exit());
}

async function load<Value>(
  source: Buffer,
  ask: (connector: Connector) => Value | Promise<Value>,
): Promise<CodeAnswer<Value>> {
  const url = `data:text/javascript;base64,${source.toString('base64')}`;
  try {
    const { default: connector } = (await import(url)) as { readonly default?: Connector };
    if (isConnector(connector)) return { kind: 'loaded', value: await ask(connector) };
    return { kind: 'failed', message: 'its default export is no connector, which is what defineConnector gives' };
  } catch (cause) {
    // The address of the module is the whole module.
    const message = messageOf(cause).replaceAll(url, 'index.js');
    return { kind: 'failed', message: message.slice(0, MAX_MESSAGE_CHARACTERS) };
  }
}

function isConnector(value: unknown): value is Connector {
  const { sdk, actions } = (value ?? {}) as { readonly sdk?: unknown; readonly actions?: unknown };
  return typeof sdk === 'number' && typeof actions === 'object';
}
