import { createServer, type Socket } from 'node:net';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, as they came. */
  readonly text: string;
}
export interface MailServer {
  readonly url: string;
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** From now on it answers every recipient with this line, e.g. `550 No such person`; `undefined`: it takes all. */
  refuse(line: string | undefined): void;
  stop(): Promise<void>;
}

/** A mail server of a test, as far as RFC 5321 is needed to take a message. With `port` it comes back where another one was. */
export async function startMailServer(port = 0): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  let refusal: string | undefined;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    serve(socket, { keep: (mail) => mails.push(mail), findRefusal: () => refusal });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    ...{ url: `smtp://127.0.0.1:${actual}`, port: actual, mails },
    refuse: (line) => {
      refusal = line;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

const ANSWERS: Readonly<Record<string, string>> = { DATA: '354 Go on', QUIT: '221 Bye' };

interface Post {
  readonly keep: (mail: ReceivedMail) => void;
  readonly findRefusal: () => string | undefined;
}

function serve(socket: Socket, { keep, findRefusal }: Post): void {
  let rest = '';
  let letter: { from: string; to: string[]; lines: string[] | undefined } = { from: '', to: [], lines: undefined };
  const answer = (line: string): void => void socket.write(`${line}\r\n`);
  const obey = (verb: string, path: string): void => {
    const refusal = verb === 'RCPT' ? findRefusal() : undefined;
    if (verb === 'MAIL') letter.from = path;
    if (verb === 'RCPT' && refusal === undefined) letter.to.push(path);
    if (verb === 'DATA') letter.lines = [];
    answer(refusal ?? ANSWERS[verb] ?? '250 Fine');
    if (verb === 'QUIT') socket.end();
  };
  const take = (line: string): void => {
    if (letter.lines !== undefined) {
      if (line !== '.') {
        letter.lines.push(line.replace(/^\.\./, '.'));
        return;
      }
      keep({ from: letter.from, to: letter.to, text: letter.lines.join('\n') });
      letter = { from: '', to: [], lines: undefined };
      answer('250 Kept');
      return;
    }
    obey(line.slice(0, 4).toUpperCase(), /<([^>]*)>/.exec(line)?.[1] ?? '');
  };
  answer('220 Test');
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
}
