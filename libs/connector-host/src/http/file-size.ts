import type { FileReference } from '@millrace/connector-sdk';

/** Is the size a size? References pass through workflows, which may write anything into them. */
export function hasSize({ size }: FileReference): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}
