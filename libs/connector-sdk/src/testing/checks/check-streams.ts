// C11: what a stream has acknowledged is kept, what it has lost comes again, and it takes no more than it can hand on.
import type { StreamCase } from '../test-case.ts';
import { MAX_UNKEPT, TestStream } from '../triggers/test-stream.ts';
import { platformOf, prepare, type Problems, type Subject } from './subject.ts';

/** Enough to begin anew, and not so long that whoever waits for a message is cut off. */
const STEP_MS = 10_000;
const FLOOD = 500;
const BREAK = { kind: 'reset', work: 'before' } as const;
/** As often as a request is made before it fails. */
const HTTP_ATTEMPTS = 3;

/** Publishes messages while the store is slow, the connection breaks, and the owner dies. */
export async function checkStreams(subject: Subject, tried: StreamCase): Promise<Problems> {
  const { fake, connector } = subject;
  const member = `${connector.name}/${tried.trigger}`;
  if (fake === undefined) return [`${member}: a stream trigger is tried with a fake, and there is none.`];
  const problems: string[] = [];
  for (const [said, story] of Object.entries(STORIES)) {
    prepare(subject, tried);
    const scene = new Scene(subject, tried);
    scene.stream.begin();
    const found = await story(scene);
    if (!(await scene.stream.stop())) found.push('it goes on 5 s after its signal was aborted.');
    problems.push(...found.map((problem) => `${said} ${problem}`));
  }
  return problems.map((problem) => `${member}: ${problem}`);
}

class Scene {
  readonly stream: TestStream;
  readonly #subject: Subject;
  readonly #tried: StreamCase;
  #count = 0;

  constructor(subject: Subject, tried: StreamCase) {
    [this.#subject, this.#tried] = [subject, tried];
    const { trigger, input, connection } = tried;
    this.stream = new TestStream(platformOf(subject), trigger, { input, connection });
  }

  async publish(times: number): Promise<void> {
    for (let done = 0; done < times; done += 1) {
      this.#tried.publish(this.#subject.fake?.state, this.#count);
      this.#count += 1;
    }
    await this.pass();
  }

  async disconnect(): Promise<void> {
    const { disconnect = () => this.#subject.fake?.fail(BREAK, { times: HTTP_ATTEMPTS }) } = this.#tried;
    disconnect(this.#subject.fake?.state);
    await this.pass();
  }

  async pass(): Promise<void> {
    await this.#subject.fake?.clock.advance(STEP_MS);
  }

  get acknowledged(): number {
    return this.#tried.acknowledged(this.#subject.fake?.state);
  }
}

const demand = (what: string, got: number, expected: number): string[] =>
  got === expected ? [] : [`${what} was to be ${expected}, and is ${got}.`];
const [RUNS, DONE] = ['the number of runs', 'the number of messages that the service takes for done'];

const STORIES: Readonly<Record<string, (scene: Scene) => Promise<string[]>>> = {
  'of three messages,': async (scene) => {
    await scene.publish(3);
    return [...demand(RUNS, scene.stream.started.length, 3), ...demand(DONE, scene.acknowledged, 3)];
  },
  'when a message is not yet kept,': async (scene) => {
    scene.stream.hold();
    await scene.publish(1);
    const early = demand(DONE, scene.acknowledged, 0);
    scene.stream.release();
    await scene.pass();
    return [...early, ...demand(`${DONE} once it is kept`, scene.acknowledged, 1)];
  },
  'when the connection breaks,': async (scene) => {
    await scene.publish(1);
    await scene.disconnect();
    await scene.publish(2);
    await scene.pass();
    return demand(RUNS, scene.stream.started.length, 3);
  },
  'when its owner dies with messages that are not kept,': async (scene) => {
    scene.stream.hold();
    await scene.publish(2);
    await scene.stream.crash();
    scene.stream.release();
    await scene.pass();
    return demand(RUNS, scene.stream.started.length, 2);
  },
  [`when ${FLOOD} messages come and the store is slow,`]: async (scene) => {
    scene.stream.hold();
    await scene.publish(FLOOD);
    const taken = scene.stream.mostUnkept;
    scene.stream.release();
    await scene.pass();
    return taken <= MAX_UNKEPT
      ? []
      : [`it hands over ${taken} at once, where ${MAX_UNKEPT} may wait: its memory grows.`];
  },
};
