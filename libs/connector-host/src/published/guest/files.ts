import type { FileReference, Files } from '@millrace/connector-sdk';
import { MAX_CHUNK_BYTES } from '../../sandbox/frames.ts';
import type { PublishedCall } from './published-call.ts';

/** Files go through the parent in parts, each of which the other side has asked for. */
export function createFiles(call: PublishedCall): Files {
  return {
    read: async (file) => {
      const handle = await call.ask('files.read', file);
      return readParts(call, handle);
    },
    write: async ({ name, type, data }) => {
      const { rpc, answer } = await call.request('files.write', [{ name, type }]);
      void sendParts(call, rpc, data);
      return (await answer) as FileReference;
    },
  };
}

async function* readParts(call: PublishedCall, handle: unknown): AsyncIterable<Uint8Array> {
  let isOpen = true;
  try {
    for (;;) {
      const bytes = (await call.ask('files.next', handle)) as Uint8Array;
      isOpen = bytes.length > 0;
      if (!isOpen) return;
      yield bytes;
    }
  } finally {
    if (isOpen) await call.ask('files.close', handle).catch(() => undefined);
  }
}

async function sendParts(call: PublishedCall, rpc: number, data: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const chunk of data) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('The data of a file is a sequence of Uint8Arrays.');
      for (let start = 0; start < chunk.length; start += MAX_CHUNK_BYTES)
        await call.sendPart(rpc, chunk.subarray(start, start + MAX_CHUNK_BYTES));
    }
    await call.sendPart(rpc, new Uint8Array());
  } catch (thrown) {
    call.failPart(rpc, thrown);
  }
}
