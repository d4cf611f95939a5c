import { hash, verify } from '@node-rs/argon2';
import { ServerError } from '../errors.ts';

// OWASP: argon2id with 19 MiB, 2 passes, 1 lane. Algorithm 2 is argon2id; the package exports it as a const enum only.
const PARAMETERS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const MAX_AT_ONCE = 2;
const MAX_WAITING = 50;

/** Hashes and checks passwords, few at a time: each costs 19 MiB and a core for tens of milliseconds. */
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  /** Checked when the account is unknown, so that the answer takes as long. */
  private readonly nobody = this.hash('an account that does not exist');

  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, PARAMETERS));
  }

  /** Whether the password belongs to the hash; with no hash, always false after the same work. */
  async matches(passwordHash: string | undefined, password: string): Promise<boolean> {
    const known = passwordHash ?? (await this.nobody);
    const isRight = await this.inTurn(() => verify(known, password).catch(() => false));
    return isRight && passwordHash !== undefined;
  }

  /** Whether the hash was made with weaker parameters than today's. */
  isOutdated(passwordHash: string): boolean {
    const { memoryCost, timeCost, parallelism } = PARAMETERS;
    return !passwordHash.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`);
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= MAX_AT_ONCE) {
      if (this.waiting.length >= MAX_WAITING) {
        throw new ServerError('auth.too_many_attempts', 'Too many sign-ins at once. Try again shortly.', {
          retryAfterSeconds: 2,
        });
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.waiting.shift()?.();
    }
  }
}
