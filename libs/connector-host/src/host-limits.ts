/** What the actions of connectors may bring into this process. */
export interface HostLimits {
  /** Characters of JSON that an action may return. Default 16 Mi. */
  readonly output: HostLimit;
  /** Bytes of one answer that is read into memory. Default 16 MiB. */
  readonly response: HostLimit;
}
export interface HostLimit {
  readonly most: number;
  /** What whoever runs this installation moves it by. */
  readonly setting?: string;
}

export const DEFAULT_HOST_LIMITS: HostLimits = {
  output: { most: 16 * 1024 * 1024 },
  response: { most: 16 * 1024 * 1024 },
};
