import { lookup as lookupName, type LookupAddress } from 'node:dns';
import { SecurityError } from '../errors.ts';
import type { Resolve } from './lookups.ts';

const RESOLVE_TIMEOUT_MS = 5000;

/** One closed address closes the name. */
export async function resolveChecked(
  name: string,
  resolve: Resolve,
  check: (address: string) => void,
): Promise<readonly LookupAddress[]> {
  const addresses = await within(RESOLVE_TIMEOUT_MS, resolve(name), name);
  if (addresses.length === 0) throw new SecurityError('outbound.host_not_found', `The name ${name} has no address.`);
  for (const { address } of addresses) check(address);
  return addresses;
}

/** The system's resolver has no time limit of its own. */
async function within<T>(timeoutMs: number, work: Promise<T>, name: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const message = `The name ${name} was not resolved within ${timeoutMs / 1000} s.`;
      reject(new SecurityError('outbound.host_not_found', message));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** By the system's resolver. */
export function resolveAll(host: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookupName(host, { all: true }, (cause, addresses) => {
      if (cause === null) resolve(addresses);
      else reject(new SecurityError('outbound.host_not_found', `The name ${host} cannot be resolved.`, { cause }));
    });
  });
}
