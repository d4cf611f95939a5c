import { BrokenWire, type Wire } from './wire.ts';

/** Nothing was written when one of these came. */
const UNSENT =
  /^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_.*|ERR_TLS.*|.*_CERT.*)$/;

/** The network. */
export const networkWire: Wire = async ({ method, url, headers, body }, signal) => {
  try {
    const response = await fetch(url, {
      ...{ method, headers: { ...headers }, redirect: 'manual', signal },
      ...(body.length === 0 ? {} : { body: Buffer.from(body) }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      cookies: response.headers.getSetCookie(),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    const { code = 'unknown', message = '' } = ((cause as Error).cause ?? {}) as { code?: string; message?: string };
    throw new BrokenWire(message, { code, wasSent: !UNSENT.test(code) });
  }
};
