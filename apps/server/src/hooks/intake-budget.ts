import { RuntimeError } from '@millrace/runtime';

/** The bytes that one event holds until it is kept. */
export interface IntakeHold {
  /** Holds this many in all, or throws `intake.saturated`. */
  ensure(bytes: number): void;
  release(): void;
}

/** Bounds the bodies that are in memory at once and not yet kept: many large events must not end the process. */
export class IntakeBudget {
  private held = 0;

  constructor(private readonly limitBytes: number) {}

  open(): IntakeHold {
    let mine = 0;
    return {
      ensure: (bytes) => {
        const more = bytes - mine;
        if (more <= 0) return;
        if (this.held + more > this.limitBytes) {
          throw new RuntimeError(
            'intake.saturated',
            'Too many bytes are on their way to being kept. Try again shortly.',
            {
              detail: {
                retryAfterSeconds: 1,
                limit: this.limitBytes,
                actual: this.held + more,
                setting: 'MILLRACE_INTAKE_BYTES',
              },
            },
          );
        }
        mine += more;
        this.held += more;
      },
      release: () => {
        this.held -= mine;
        mine = 0;
      },
    };
  }
}
