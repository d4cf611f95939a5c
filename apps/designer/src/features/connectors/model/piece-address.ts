import type { PieceAddress } from '../api/pieces.ts';

/** What was asked for; none while something is missing. Whether it is right, the server says. */
export function readPieceAddress(form: PieceAddress): PieceAddress | undefined {
  const [packageName, version] = [form.packageName.trim(), form.version.trim()];
  return packageName === '' || version === '' ? undefined : { packageName, version };
}
