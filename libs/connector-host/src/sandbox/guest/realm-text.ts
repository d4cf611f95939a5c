// Evaluated in the realm of a call: see realm-values.ts.
import type { Bridge } from './bridge.ts';

/** A text with a character from U+0000 to U+00FF for each byte. */
export function bytesToText(bytes: Uint8Array): string {
  let text = '';
  // In pieces: each byte is an argument, and a call takes only so many.
  for (let start = 0; start < bytes.length; start += 8192)
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  return text;
}

/** The other way round. */
export function textToBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** The bytes under a buffer, or under any view of one. */
export function viewOf(data: ArrayBuffer | ArrayBufferView | undefined): Uint8Array {
  if (data === undefined) return new Uint8Array();
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

/** `TextEncoder`, `TextDecoder` (UTF-8), `atob`, `btoa`, and the random part of `crypto`. */
export function installText(bridge: Bridge): void {
  class TextEncoder {
    readonly encoding = 'utf-8';
    encode(text: unknown = ''): Uint8Array {
      return textToBytes(bridge.encodeText(String(text)));
    }
  }
  class TextDecoder {
    readonly encoding = 'utf-8';
    readonly #isStrict: boolean;
    readonly #keepsMark: boolean;
    constructor(label = 'utf-8', options: { readonly fatal?: boolean; readonly ignoreBOM?: boolean } = {}) {
      if (!/^utf-?8$/i.test(label)) throw new RangeError(`Only utf-8 is decoded here, not ${label}.`);
      this.#isStrict = options.fatal === true;
      this.#keepsMark = options.ignoreBOM === true;
    }
    decode(data?: ArrayBuffer | ArrayBufferView): string {
      const text = bridge.decodeText(bytesToText(viewOf(data)), this.#isStrict, this.#keepsMark);
      if (text === undefined) throw new TypeError('The bytes are not UTF-8.');
      return text;
    }
  }
  const refuse = (message: string): never => {
    const error = new Error(message);
    error.name = 'InvalidCharacterError';
    throw error;
  };
  const getRandomValues = <T extends ArrayBufferView>(array: T): T => {
    const view = viewOf(array);
    if (view.length > 65_536) throw new RangeError('At most 65,536 random bytes at once.');
    view.set(textToBytes(bridge.randomBytes(view.length)));
    return array;
  };
  Object.assign(globalThis, {
    TextEncoder,
    TextDecoder,
    btoa: (text: unknown) => {
      const bytes = String(text);
      // eslint-disable-next-line no-control-regex -- every character that is a byte
      return /^[\u0000-\u00ff]*$/.test(bytes)
        ? bridge.encodeBase64(bytes)
        : refuse('btoa takes characters up to U+00FF. Encode the text first: new TextEncoder().encode(text).');
    },
    atob: (text: unknown) => bridge.decodeBase64(String(text)) ?? refuse('The text is not base64.'),
    crypto: { getRandomValues, randomUUID: () => bridge.randomUuid() },
    performance: {
      now: (
        (start) => () =>
          Date.now() - start
      )(Date.now()),
    },
  });
}
