import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PieceError } from './errors.ts';

const run = promisify(execFile);
const TIME_LIMIT_MS = 300_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
/** Where npm finds itself, its user's settings, and the way to a registry. No secret of this installation is among them. */
const PASSED_ON =
  /^(?:PATH|HOME|USERPROFILE|APPDATA|LOCALAPPDATA|SYSTEMROOT|TEMP|TMP|TMPDIR|https?_proxy|no_proxy|SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|npm_config_.*)$/i;

/** How npm is to be run. */
export interface NpmCall {
  readonly command: string;
  readonly flags?: readonly string[];
  /** After `--`: whatever they look like, npm takes none of them for a flag. */
  readonly values: readonly string[];
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Runs npm without a shell. Resolves with what it prints; rejects with `PieceError`. */
export async function runNpm({ command, flags = [], values, folder, signal }: NpmCall): Promise<string> {
  // eslint-disable-next-line no-restricted-syntax -- npm is the user's own program, and finds its settings by it
  const given = Object.entries(process.env).filter(([name]) => PASSED_ON.test(name));
  const options = { cwd: folder, env: Object.fromEntries(given), signal, timeout: TIME_LIMIT_MS };
  try {
    const { stdout } = await run('npm', [command, ...flags, '--', ...values], {
      ...options,
      maxBuffer: MAX_OUTPUT_BYTES,
      windowsHide: true,
    });
    return stdout;
  } catch (cause) {
    throw failureOf(cause, values);
  }
}

function failureOf(cause: unknown, values: readonly string[]): PieceError {
  const { stdout = '', stderr = '', code } = cause as { stdout?: string; stderr?: string; code?: unknown };
  const said = `${stderr}\n${stdout}`;
  const [what = ''] = values;
  if (/\bE(?:404|TARGET)\b/.test(said)) {
    const missing = /No matching version found for (\S+?)\.?\s/.exec(said)?.[1] ?? what;
    const whose = missing.startsWith(what) ? '' : `, which ${what} needs`;
    return new PieceError('piece.not_found', `The registry has no ${missing}${whose}. Check name and version.`, {
      cause,
    });
  }
  const why =
    code === 'ENOENT' ? 'npm is not installed here.' : (/npm (?:error|ERR!) (?!code)(.*)/.exec(said)?.[1] ?? '');
  return new PieceError('piece.registry_failed', `npm could not get ${what}. ${why}`.trim(), { cause });
}
