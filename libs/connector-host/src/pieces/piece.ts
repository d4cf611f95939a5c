import type { Manifest } from '@millrace/connector-sdk/platform';

/** A piece that is on this machine, with what its package says of it. */
export interface InstalledPiece {
  /** `@activepieces/piece-slack` */
  readonly packageName: string;
  readonly version: string;
  /** Where npm has put it. */
  readonly folder: string;
  /** Of all files that can be loaded, as hexadecimal digits; compared at each load. */
  readonly sha512: string;
  /** As its package states it; undefined when it states none. */
  readonly license: string | undefined;
  /** What is to be said where it states none. */
  readonly repositoryLicenseNote: string | undefined;
  /** Of the framework that it was written with. */
  readonly generation: 0 | 1 | 2;
  /** Actions of which the piece itself says that they only read. Absent of what was installed before that was noted. */
  readonly claimedReads?: readonly string[];
  /** Its name is `ap-slack`. */
  readonly manifest: Manifest;
  /** SVG text: of our own, since theirs is an address at a stranger's. */
  readonly icon: string;
  /** Markdown. */
  readonly readme: string;
  /** What whoever installs it should know. */
  readonly warnings: readonly string[];
}

/** A piece that calls are made to, for one workspace. */
export interface OpenPiece extends Pick<
  InstalledPiece,
  'packageName' | 'version' | 'sha512' | 'generation' | 'manifest'
> {
  readonly workspaceId: string;
  /** For people who try it: in a process that no run has. */
  readonly isTrial?: boolean;
}
