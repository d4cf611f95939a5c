/** Whom the product belongs to in a test: with `OWNER_SETTINGS` there is no set-up link. */
export const OWNER = { email: 'ada@example.com', password: 'a long and quiet sentence' };
const OWNER_KEY = `mlr_TestKey1_${'k'.repeat(43)}`;

export const OWNER_SETTINGS = { MILLRACE_OWNER_EMAIL: OWNER.email, MILLRACE_OWNER_PASSWORD: OWNER.password };

/** For tests that use the API beside the page. */
export const OWNER_KEY_SETTINGS = { ...OWNER_SETTINGS, MILLRACE_OWNER_API_KEY: OWNER_KEY };

interface Sent {
  readonly body?: object;
  /** The revision that is replaced. */
  readonly ifMatch?: number;
}

/** Asks the API with the owner's key, and gives what it answers, a refusal too. */
export type Api = (method: string, path: string, sent?: Sent) => Promise<Readonly<Record<string, unknown>>>;

/** The API of the product at an address that began with `OWNER_KEY_SETTINGS`. */
export const apiOf =
  (url: string): Api =>
  async (method, path, { body, ifMatch } = {}) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${OWNER_KEY}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Readonly<Record<string, unknown>>;
  };
