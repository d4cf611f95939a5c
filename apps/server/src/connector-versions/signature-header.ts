import { ServerError } from '../errors.ts';

/** What came with a package: who signed which name and version. */
export interface PackageSignature {
  readonly keyId: string;
  readonly name: string;
  readonly version: string;
  /** Base64. */
  readonly signature: string;
}

const PARTS = ['keyId', 'name', 'version', 'sig'] as const;
const MAX_CHARACTERS = 1000;

/**
 * Reads `Millrace-Signature: keyId=…,name=…,version=…,sig=…`; undefined without one. Name and version are in it, so that it can
 * be checked before anybody looks into the package.
 */
export function readSignatureHeader(text: string | undefined): PackageSignature | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const parts = new Map(
    text
      .slice(0, MAX_CHARACTERS)
      .split(',')
      .map((part) => {
        const at = part.indexOf('=');
        return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const;
      }),
  );
  const [keyId = '', name = '', version = '', signature = ''] = PARTS.map((part) => parts.get(part));
  if (keyId !== '' && name !== '' && version !== '' && signature !== '') return { keyId, name, version, signature };
  throw new ServerError(
    'request.malformed',
    'The header Millrace-Signature has keyId, name, version and sig, separated by commas: keyId=…,name=…,version=…,sig=…',
  );
}
