import type { ChildCommand } from '../sandbox/command.ts';

const TOOLS = `
  const frame = (content, kind = 0) => {
    const bytes = Buffer.from(content);
    const head = Buffer.alloc(5);
    head.writeUInt32BE(bytes.length + 1);
    head[4] = kind;
    return Buffer.concat([head, bytes]);
  };
  const raw = (bytes) => process.stdout.write(bytes);
  const pack = (header, body) => frame(JSON.stringify(header) + (body === undefined ? '' : '\\n' + body));
  const send = (header, body) => raw(pack(header, body));
  const onMessage = (listener) => {
    let seen = Buffer.alloc(0);
    process.stdin.on('data', (chunk) => {
      seen = Buffer.concat([seen, chunk]);
      while (seen.length >= 5 && seen.length >= 4 + seen.readUInt32BE(0)) {
        const end = 4 + seen.readUInt32BE(0);
        const content = seen.subarray(5, end);
        const isJson = seen[4] === 0;
        seen = seen.subarray(end);
        if (!isJson) continue;
        const [header, body] = content.toString().split('\\n');
        listener(JSON.parse(header), body);
      }
    });
  };
  const onCall = (listener) => onMessage((message) => { if (message.type === 'call') listener(message) });
  const bytes = (stream, content) => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(stream);
    return frame(Buffer.concat([head, Buffer.from(content)]), 1);
  };
  process.stdin.on('end', () => process.exit());
`;

/** A child that keeps to the protocol as far as the script says. It runs on Node: how it lies is what matters. */
export function hostileChild(script: string): ChildCommand {
  return { file: process.execPath, arguments: ['-e', `${TOOLS}\n${script}`] };
}

/** A child that answers each call with what its code is, in one piece: when the answer is here, the child is free. */
export const HONEST = `
  send({ type: 'ready', protocol: 1 });
  onCall(({ id, source }) => {
    const output = JSON.stringify({ source, pid: process.pid });
    const answer = [pack({ type: 'started', id }), pack({ type: 'returned', id }, output), pack({ type: 'settled', id })];
    if (source !== 'never') raw(Buffer.concat(answer));
  });
`;
