import { homedir } from 'node:os';
import { join } from 'node:path';

/** What the command line takes from its environment. The server has settings of its own. */
export interface CliSettings {
  /** Where keys are kept. */
  readonly configFolder: string;
  /** Of the server to talk to. */
  readonly url?: string;
  readonly apiKey?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `MILLRACE_CONFIG_DIR` (default `~/.config/millrace`), `MILLRACE_URL`, `MILLRACE_API_KEY`. Empty ones count as not there. */
export function readCliSettings(environment: Environment = process.env): CliSettings {
  const { MILLRACE_CONFIG_DIR: folder = '', MILLRACE_URL: url = '', MILLRACE_API_KEY: apiKey = '' } = environment;
  return {
    configFolder: folder === '' ? join(homedir(), '.config', 'millrace') : folder,
    ...(url === '' ? {} : { url }),
    ...(apiKey === '' ? {} : { apiKey }),
  };
}
