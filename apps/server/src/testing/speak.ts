import { connect } from 'node:net';

/**
 * What comes back for bytes that no HTTP library would send: until the server closes the connection, or until the answer
 * holds `until`.
 */
export function speak(
  url: string,
  bytes: string | Buffer,
  { until }: { readonly until?: string } = {},
): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('utf8');
      if (until !== undefined && answer.includes(until)) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

/** The first line, and the body as JSON. */
export function readAnswer(text: string): { readonly status: number; readonly head: string; readonly body: unknown } {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head: head.toLowerCase(), body: JSON.parse(body) as unknown };
}
