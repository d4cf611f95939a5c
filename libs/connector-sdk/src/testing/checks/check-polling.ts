// C9: a polling trigger gives what happens from now on, once each.
import { TestPoller, type PollerOptions } from '../triggers/test-poller.ts';
import type { PollingCase } from '../test-case.ts';
import { platformOf, prepare, type Problems, type Subject } from './subject.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Lets things happen at the service while somebody polls. */
export async function checkPolling(subject: Subject, tried: PollingCase): Promise<Problems> {
  const { fake } = subject;
  const member = `${subject.connector.name}/${tried.trigger}`;
  if (fake === undefined) return [`${member}: a polling trigger is tried with a fake, and there is none.`];
  const problems: string[] = [];
  for (const [said, story] of Object.entries(STORIES)) {
    prepare(subject, tried);
    const scene = new Scene(subject, tried);
    try {
      const { expected, started } = await story(scene);
      if (started !== expected) problems.push(`${said} ${expected} runs were to start, and ${started} did.`);
    } catch (thrown) {
      problems.push(`${said} ${(thrown as Error).message}`);
    }
  }
  return problems.map((problem) => `${member}: ${problem}`);
}

interface End {
  readonly expected: number;
  readonly started: number;
}

class Scene {
  readonly #subject: Subject;
  readonly #tried: PollingCase;
  #count = 0;

  constructor(subject: Subject, tried: PollingCase) {
    [this.#subject, this.#tried] = [subject, tried];
  }

  get canForget(): boolean {
    return this.#tried.forget !== undefined;
  }
  get nowMs(): number {
    return this.#subject.fake?.nowMs() ?? 0;
  }

  poller(options: Partial<PollerOptions> = {}): TestPoller {
    const { trigger, input, connection } = this.#tried;
    return new TestPoller(platformOf(this.#subject), trigger, { input, connection, ...options });
  }

  happen(times = 1, atMs = this.nowMs): void {
    for (let done = 0; done < times; done += 1) {
      this.#tried.happen(this.#subject.fake?.state, { index: this.#count, at: new Date(atMs) });
      this.#count += 1;
    }
  }

  forgetLast(): void {
    this.#tried.forget?.(this.#subject.fake?.state, this.#count - 1);
  }

  async pass(ms = MINUTE_MS): Promise<void> {
    await this.#subject.fake?.clock.advance(ms);
  }

  turn(ms: number): void {
    this.#subject.fake?.clock.set(this.nowMs + ms);
  }
}

/** What happens, and how many runs that is. */
const STORIES: Readonly<Record<string, (scene: Scene) => Promise<End>>> = {
  'of three things before the first publish and one after it,': async (scene) => {
    scene.happen(3, scene.nowMs - HOUR_MS);
    const poller = scene.poller();
    await poller.tick();
    await scene.pass();
    scene.happen();
    await poller.tick();
    return { expected: 1, started: poller.started.length };
  },
  'when the process dies between items and cursor,': async (scene) => {
    const poller = scene.poller();
    await poller.tick();
    await scene.pass();
    scene.happen(2);
    await poller.tick({ crash: true });
    await poller.tick();
    await poller.tick();
    return { expected: 2, started: poller.started.length };
  },
  'when a page ends among things of the same time, and one more of that time comes late,': async (scene) => {
    const poller = scene.poller({ limit: 5 });
    await scene.pass();
    scene.happen(3);
    await scene.pass();
    const atMs = scene.nowMs;
    scene.happen(3, atMs);
    await poller.tick();
    scene.happen(1, atMs);
    await scene.pass();
    await poller.tick();
    return { expected: 7, started: poller.started.length };
  },
  'when the newest thing is deleted at the service,': async (scene) => {
    const poller = scene.poller();
    await scene.pass();
    scene.happen();
    await scene.pass();
    scene.happen();
    await poller.tick();
    scene.forgetLast();
    await scene.pass();
    await poller.tick();
    scene.happen();
    await poller.tick();
    return { expected: 3, started: poller.started.length };
  },
  'when our clock was an hour ahead and is set right,': async (scene) => {
    const theirMs = scene.nowMs;
    scene.turn(HOUR_MS);
    const poller = scene.poller({ start: new Date(theirMs) });
    scene.happen(2, theirMs + MINUTE_MS);
    await poller.tick();
    scene.turn(-HOUR_MS);
    scene.happen(1, theirMs + 2 * MINUTE_MS);
    await scene.pass(5 * MINUTE_MS);
    await poller.tick();
    await scene.pass();
    scene.happen();
    await poller.tick();
    return { expected: 4, started: poller.started.length };
  },
};
