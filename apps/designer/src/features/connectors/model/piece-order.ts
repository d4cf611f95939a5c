import type { PieceOrder } from '../api/pieces.ts';

/** What has been typed about a piece. */
export interface PieceForm {
  readonly packageName: string;
  readonly version: string;
  readonly reads: string;
}

/** What was asked for; none while something is missing. Whether it is right, the server says. */
export function readPieceOrder(form: PieceForm): Omit<PieceOrder, 'allowYoung'> | undefined {
  const [packageName, version] = [form.packageName.trim(), form.version.trim()];
  if (packageName === '' || version === '') return undefined;
  const reads = form.reads.split(/[\s,]+/).filter((name) => name !== '');
  return { packageName, version, reads: [...new Set(reads)] };
}
