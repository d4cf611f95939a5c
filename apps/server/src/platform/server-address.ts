/** Where the server is reached. Known in full only once it listens, when the port was left to the system. */
export class ServerAddress {
  private port: number;

  constructor(
    private readonly options: { readonly host: string; readonly port: number; readonly publicUrl: string | undefined },
  ) {
    this.port = options.port;
  }

  noteListening(port: number): void {
    this.port = port;
  }

  /** How this machine reaches the server, whatever it listens on. */
  get localUrl(): string {
    const { host } = this.options;
    const isEverywhere = host === '0.0.0.0' || host === '::';
    const name = isEverywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
    return `http://${name}:${this.port}`;
  }

  get publicUrl(): string {
    return this.options.publicUrl ?? this.localUrl;
  }

  /** All origins that are this server. */
  get origins(): readonly string[] {
    return [this.publicUrl, this.localUrl, `http://127.0.0.1:${this.port}`, `http://localhost:${this.port}`];
  }
}
