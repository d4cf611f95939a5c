import type { Queue } from 'bull';

type Connection = Queue['client'];

/** The connection on which `getNextJob` waits. Bull makes it when it is first asked for. */
export function openWaitingConnection(queue: Queue): Connection {
  return Reflect.get(queue, 'bclient') as Connection;
}

/**
 * A connection's watch for silence must end with the connection. The driver lets it run on, and it would cut the next
 * connection, or keep the process from ending.
 */
export function endWatchWith(connection: Connection): void {
  connection.on('close', () => {
    clearTimeout(Reflect.get(connection, 'socketTimeoutTimer') as NodeJS.Timeout | undefined);
    Reflect.set(connection, 'socketTimeoutTimer', undefined);
  });
}

/**
 * Closes a queue at once, whatever Redis does. Bull's own way connects the waiting connection anew and asks each to QUIT,
 * both of which wait for a server that may not answer.
 */
export async function closeQueue(queue: Queue): Promise<void> {
  Object.assign(queue, {
    pause: () => Promise.resolve(),
    disconnect: () => Promise.all(queue.clients.map(endConnection)),
  });
  await queue.close(true);
}

function endConnection(connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    connection.once('end', resolve);
    const { status } = connection;
    // The driver takes one for ready whose socket broke while it became so, and would wait for its end for ever.
    const { stream } = connection as unknown as { readonly stream?: { readonly destroyed: boolean } };
    connection.disconnect();
    // Between two tries there is nothing to end, and no event: the next try is called off.
    if (status === 'end' || status === 'reconnecting' || stream?.destroyed === true) resolve();
  });
}
