/** How a connection begins. */
export interface ConnectOptions {
  /** TLS from the first byte; the certificate must be the host's. */
  readonly tls?: boolean;
}

/** A connection to a service that does not speak HTTP. It is closed when the call ends, if not before. */
export interface NetConnection {
  /** The next bytes, as many as have come; null when the other side has ended. One at a time. */
  read(): Promise<Uint8Array | null>;
  /** Text is sent as UTF-8. Resolves when more may be written. */
  write(data: Uint8Array | string): Promise<void>;
  /** The same connection with TLS from here on, for protocols that begin without. This one is not used any more. */
  startTls(): Promise<NetConnection>;
  close(): void;
}

/** Raw TCP, by the outbound guard. */
export interface Net {
  /**
   * Connects to one of `permissions.sockets`. Rejects with `RetryableError` when it cannot be reached. One that breaks later rejects
   * with `FatalError`: whether it may be tried again depends on what was written, and only the connector knows.
   */
  connect(host: string, port: number, options?: ConnectOptions): Promise<NetConnection>;
}
