import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { connect as connectTls } from 'node:tls';
import type { LogTransport } from './log-shipper.ts';
import { frameSyslog, toDatagram, toSyslogMessage } from './syslog-message.ts';

const TIMEOUT_MS = 10_000;

export type SyslogProtocol = 'syslog+tcp' | 'syslog+tls' | 'syslog+udp';
export interface SyslogTarget {
  readonly protocol: SyslogProtocol;
  readonly host: string;
  readonly port: number;
}

const toMessages = (lines: readonly string[]): string[] => {
  const origin = { host: hostname(), pid: process.pid };
  return lines.map((line) => toSyslogMessage(line, origin));
};

/** By datagrams, or over one connection that is opened when there is something to send, and again after it broke. */
export function openSyslog(target: SyslogTarget): LogTransport {
  return target.protocol === 'syslog+udp' ? new UdpTransport(target) : new StreamTransport(target);
}

class StreamTransport implements LogTransport {
  readonly #target: SyslogTarget;
  #socket: Socket | undefined;
  #isOpen = false;
  #isBusy = false;
  #isClosed = false;

  constructor(target: SyslogTarget) {
    this.#target = target;
  }

  async send(lines: readonly string[]): Promise<void> {
    this.#isBusy = true;
    try {
      const socket = this.#isOpen && this.#socket !== undefined ? this.#socket : await this.#open();
      const text = toMessages(lines).map(frameSyslog).join('');
      await within(socket, (done) => void socket.write(text, done));
    } catch (cause) {
      this.#isOpen = false;
      throw cause;
    } finally {
      this.#isBusy = false;
    }
  }

  close(): void {
    this.#isClosed = true;
    // What was written goes out; nobody waits for the other side.
    if (this.#isBusy) this.#socket?.destroy();
    else this.#socket?.end();
    this.#socket?.unref();
  }

  async #open(): Promise<Socket> {
    if (this.#isClosed) throw new Error('The log is closed.');
    const { protocol, host, port } = this.#target;
    const isTls = protocol === 'syslog+tls';
    const socket = isTls ? connectTls({ host, port, servername: host }) : connect({ host, port });
    // Whoever sends hears of errors by `within`; between two batches there is nobody to hear.
    socket.on('error', () => undefined);
    const noteEnd = (): void => {
      if (this.#socket === socket) this.#isOpen = false;
    };
    socket.once('end', noteEnd).once('close', noteEnd);
    this.#socket = socket;
    // Nothing is read: without this nobody would notice that the other side has gone.
    socket.resume();
    await within(socket, (done) => void socket.once(isTls ? 'secureConnect' : 'connect', () => done()));
    this.#isOpen = true;
    return socket;
  }
}

/** Until `act` is done; rejects, and ends the socket, when that breaks or takes too long. */
function within(socket: Socket, act: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error | null): void => {
      clearTimeout(timer);
      socket.off('error', settle);
      socket.off('close', onClose);
      if (error === undefined || error === null) {
        resolve();
        return;
      }
      socket.destroy();
      reject(error);
    };
    const onClose = (): void => settle(new Error('The receiver of the log has closed the connection.'));
    const timer = setTimeout(() => settle(new Error('The receiver of the log does not answer.')), TIMEOUT_MS);
    socket.once('error', settle).once('close', onClose);
    act(settle);
  });
}

class UdpTransport implements LogTransport {
  readonly #target: SyslogTarget;
  readonly #socket: ReturnType<typeof createSocket>;

  constructor(target: SyslogTarget) {
    this.#target = target;
    // IPv4 unless an IPv6 address is named.
    this.#socket = createSocket(target.host.includes(':') ? 'udp6' : 'udp4');
    this.#socket.on('error', () => undefined).unref();
  }

  async send(lines: readonly string[]): Promise<void> {
    const { host, port } = this.#target;
    for (const message of toMessages(lines)) {
      await new Promise<void>((resolve, reject) => {
        this.#socket.send(toDatagram(message), port, host, (error) => (error === null ? resolve() : reject(error)));
      });
    }
  }

  close(): void {
    this.#socket.close();
  }
}
