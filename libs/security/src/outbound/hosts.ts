/** As it is compared: without brackets and a last dot. */
export const plainHost = (host: string): string =>
  host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
export const hostOf = (url: URL): string => plainHost(url.hostname);
export const portOf = (url: URL): number => Number(url.port || (url.protocol === 'https:' ? 443 : 80));
