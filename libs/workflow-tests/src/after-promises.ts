/** What Node and browsers have alike; their own types differ. */
interface Channel {
  readonly port1: { onmessage: () => void; readonly close: () => void };
  readonly port2: { readonly postMessage: (value: null) => void };
}

/**
 * Acts when every promise that can settle by itself has done so. A message and no timer: that waits for no clock, and does not
 * keep a process alive.
 */
export function afterPromises(act: () => void): void {
  const { port1, port2 } = new MessageChannel() as unknown as Channel;
  port1.onmessage = () => {
    port1.close();
    act();
  };
  port2.postMessage(null);
}
