// How long it took until a request had its connection. Requests on one that was there already have no such times.
import { type buildConnector, Client, type Dispatcher } from 'undici';

/** In milliseconds. Absent: it did not come so far, or it was not needed. */
export interface ConnectTimes {
  dnsMs?: number;
  connectMs?: number;
  tlsMs?: number;
}

/** Of a request's options: where the times of its connection are to be written. */
export const CONNECT_TIMES = Symbol('connect times');
export type TimedOptions = Dispatcher.DispatchOptions & { readonly [CONNECT_TIMES]?: ConnectTimes };

/** A client of one connection. It has one request at a time, so the connection that it makes is for that one. */
export class TimedClient extends Client {
  #times: ConnectTimes | undefined;

  constructor(
    origin: string | URL,
    options: Client.Options,
    connectorFor: (timesOf: () => ConnectTimes | undefined) => buildConnector.connector,
  ) {
    super(origin, { ...options, connect: connectorFor(() => this.#times) });
  }

  override dispatch(options: TimedOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.#times = options[CONNECT_TIMES];
    return super.dispatch(options, handler);
  }
}

/** Notes how long each phase has taken when it is over. */
export function startWatch(times: ConnectTimes | undefined): {
  readonly resolved: () => void;
  readonly connected: () => void;
  readonly secured: () => void;
} {
  let since = performance.now();
  const note = (phase: keyof ConnectTimes) => (): void => {
    const now = performance.now();
    if (times !== undefined) times[phase] = now - since;
    since = now;
  };
  return { resolved: note('dnsMs'), connected: note('connectMs'), secured: note('tlsMs') };
}
