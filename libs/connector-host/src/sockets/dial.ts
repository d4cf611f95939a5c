import { connect, type Socket } from 'node:net';
import type { OutboundGuard } from '@millrace/security';

export interface Target {
  readonly host: string;
  readonly port: number;
}

const CONNECT_MS = 10_000;

/** Connects to where the outbound guard says that a name leads; rejects with what the last address said. */
export async function dialGuarded(guard: Pick<OutboundGuard, 'resolveTarget'>, target: Target): Promise<Socket> {
  let reason: unknown;
  for (const { address } of await guard.resolveTarget(target))
    try {
      return await connectTo(address, target.port);
    } catch (error) {
      reason = error;
    }
  throw reason;
}

function connectTo(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true, timeout: CONNECT_MS });
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    socket.once('error', fail);
    socket.once('timeout', () => fail(new Error('No answer in time.')));
    socket.once('connect', () => {
      socket.off('error', fail);
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}
