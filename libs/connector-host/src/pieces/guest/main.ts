// The program of a piece's child. Guards come first: afterwards the code of the piece runs in the same process.
import { logLine, redirectConsole } from './console.ts';
import { currentCall, type CurrentCall } from './current-call.ts';
import { describePiece } from './describe-piece.ts';
import { guardEnvironment } from './environment.ts';
import { describeThrown } from './failure.ts';
import { Link } from './link.ts';
import { loadPiece, type LoadedPiece } from './load-piece.ts';
import { guardNetwork, trustCertificate } from './network.ts';
import { performCall } from './perform.ts';
import type { PieceCall, ToChild } from './protocol.ts';

guardEnvironment();
const link = new Link();
redirectConsole(link);
guardNetwork(link);

let loaded: LoadedPiece | undefined;

function load({ file, certificate }: Extract<ToChild, { readonly type: 'load' }>): void {
  try {
    if (certificate !== undefined) trustCertificate(certificate);
    loaded = loadPiece(file);
    link.send({ type: 'loaded' }, describePiece(loaded));
  } catch (cause) {
    link.send({ type: 'unloadable' }, describeThrown(cause));
  }
}

async function answer(current: CurrentCall, call: PieceCall): Promise<void> {
  const { id } = current;
  try {
    if (loaded === undefined) throw new Error('No piece is loaded.');
    const result = await performCall(loaded, call, (kind, question) => link.ask(kind, id, question));
    link.send({ type: 'returned', id }, result);
  } catch (cause) {
    link.send({ type: 'threw', id }, describeThrown(cause, current.socketFailure));
  }
}

// What nobody waited for is no reason to end: other calls are under way.
process.on('unhandledRejection', (cause) =>
  logLine(link, 'warn', ['A promise was rejected that nobody waited for.', cause]),
);

link.listen((message, body) => {
  if (message.type === 'ping') link.send({ type: 'pong' });
  else if (message.type === 'load') load(message);
  else {
    const current: CurrentCall = { id: message.id };
    void currentCall.run(current, () => answer(current, JSON.parse(body) as PieceCall));
  }
});
link.send({ type: 'ready' });
