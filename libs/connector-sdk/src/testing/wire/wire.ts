// What goes over the wire in a test, as bytes: between the test platform and whoever answers, a fake, a recording or the network.

/** A request as a service sees it. */
export interface WireRequest {
  readonly method: string;
  /** Absolute, with its query. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
export interface WireResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** `Set-Cookie`, one each. */
  readonly cookies?: readonly string[];
  readonly body: Uint8Array;
}
/** Answers a request. Rejects with a `BrokenWire` when the connection breaks. */
export type Wire = (request: WireRequest, signal: AbortSignal) => Promise<WireResponse>;

/** A connection that broke. */
export class BrokenWire extends Error {
  readonly code: string;
  /** The request was written: it may have taken effect. */
  readonly wasSent: boolean;

  constructor(message: string, { code, wasSent }: { readonly code: string; readonly wasSent: boolean }) {
    super(message);
    this.code = code;
    this.wasSent = wasSent;
  }
}

export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const NO_BYTES = new Uint8Array();

/** The media type of a `Content-Type`, in lower case. */
export const mediaTypeOf = (header: string | undefined): string => header?.split(';')[0]?.trim().toLowerCase() ?? '';
export const isJsonMedia = (media: string): boolean => /^(?:application|text)\/(?:[\w.-]+\+)?json$/.test(media);

/** JSON when it is some, else undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
