import { readFileSync } from 'node:fs';
import { connector, offered, overlay } from '../examples/import-a-document.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('the example runs, and is what the README shows', () => {
  expect(offered).toEqual(['GET /tickets/{id}: get_ticket']);
  expect(Object.keys(connector.actions)).toEqual(['get_ticket']);
  expect(overlay.names).toEqual({ 'GET /tickets/{id}': 'get_ticket' });
  expect(read('README.md')).toContain(`\`\`\`ts\n${read('examples/import-a-document.ts')}\`\`\`\n`);
});
