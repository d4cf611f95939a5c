// The shared table of attacks: every URL in it is refused before a byte is sent.
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'undici';
import { createOutboundGuard } from './outbound-guard.ts';

interface Row {
  readonly area: string;
  readonly name: string;
  readonly input: string;
  readonly expected: string;
}
const file = new URL('../../../../../shared/data/payloads.json', import.meta.url);
const rows = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly Row[]) : [];
// Rows that describe a server, not a URL, have tests of their own: rebinding here, sizes and times in connector-host.
const urls = rows.filter(({ area, input }) => area === 'ssrf' && /^[a-z]+:\/\//i.test(input));

if (urls.length === 0) {
  process.stdout.write('outbound payloads: skipped, shared/data/payloads.json is not here\n');
  test('the table of payloads is not here', () => expect(rows).toEqual([]));
} else {
  test.each(urls.map(({ name, input }) => [name, input] as const))('%s', async (_name, input) => {
    let resolved = 0;
    const guard = createOutboundGuard({
      resolve: () => {
        resolved += 1;
        return Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
      },
    });
    try {
      expect(() => guard.checkUrl(input)).toThrow(
        expect.objectContaining({
          code: expect.stringMatching(/^outbound\.(address_blocked|url_invalid)$/) as string,
        }) as Error,
      );
      await expect(request(input, { dispatcher: guard.dispatcher })).rejects.toThrow();
      expect(resolved).toBe(0);
    } finally {
      await guard.close();
    }
  });
}
