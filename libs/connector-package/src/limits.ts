const MIB = 1024 * 1024;

/** How large a package may be, and how long it may take to look into it. */
export interface PackageLimits {
  readonly packedBytes: number;
  /** Of all files together. */
  readonly unpackedBytes: number;
  /** Folders count too. */
  readonly files: number;
  /** Of `index.js`. */
  readonly sourceBytes: number;
  /** Of `manifest.json`. */
  readonly manifestBytes: number;
  /** Unpacked bytes for each packed one. */
  readonly ratio: number;
  readonly timeoutMs: number;
}

export const DEFAULT_PACKAGE_LIMITS: PackageLimits = {
  packedBytes: 5 * MIB,
  unpackedBytes: 20 * MIB,
  files: 200,
  sourceBytes: 2 * MIB,
  manifestBytes: 8 * MIB,
  ratio: 100,
  timeoutMs: 10_000,
};

/** `5 MiB`, `37 KiB`, `512 bytes`. */
export function printBytes(bytes: number): string {
  if (bytes >= MIB) return `${Math.round((bytes / MIB) * 10) / 10} MiB`;
  return bytes >= 1024 ? `${Math.round(bytes / 1024)} KiB` : `${bytes} bytes`;
}
