import { Socket } from 'node:net';
import { encodeFrame, FrameReader } from '../../sandbox/frames.ts';
import type { Answer, AskKind, FromChild, ToChild } from './protocol.ts';

const MAX_FRAME_BYTES = 64 * 1024 * 1024;
const IN = 3;
const OUT = 4;

/** An adapter's own refusal: its code goes to whoever called. */
export class RefusedError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The pipes to the host. Standard output is the piece's own. */
export class Link {
  readonly #out = new Socket({ fd: OUT, readable: false, writable: true });
  readonly #in = new Socket({ fd: IN, readable: true, writable: false });
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #lastId = 0;

  /** Tells of everything but answers. Without a host there is nothing to live for. */
  listen(onMessage: (message: Exclude<ToChild, { readonly type: 'answer' }>, body: string) => void): void {
    const reader = new FrameReader(MAX_FRAME_BYTES);
    this.#in.on('data', (chunk: Buffer) => {
      for (const frame of reader.push(chunk)) {
        if (!('header' in frame)) continue;
        const { header, body = '' } = frame;
        const message = JSON.parse(header) as ToChild;
        if (message.type === 'answer') this.#onAnswer(message.id, body);
        else onMessage(message, body);
      }
    });
    for (const event of ['end', 'error', 'close']) this.#in.on(event, () => process.exit(0));
    this.#out.on('error', () => process.exit(0));
  }

  send(message: FromChild, body?: unknown): void {
    const header = JSON.stringify(message);
    this.#out.write(encodeFrame(body === undefined ? { header } : { header, body: JSON.stringify(body) }));
  }

  /** Asks the host. Rejects with `RefusedError`. */
  async ask(kind: AskKind, call: number, question: unknown): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.send({ type: 'ask', id, call, kind }, question);
    });
    if ('error' in answer) throw new RefusedError(answer.error.code, answer.error.message);
    return answer.value;
  }

  #onAnswer(id: number, body: string): void {
    const resolve = this.#waiting.get(id);
    this.#waiting.delete(id);
    resolve?.(JSON.parse(body) as Answer);
  }
}
