#!/usr/bin/env node
import { runCommand } from './run-command.ts';
import { processTerminal } from './terminal.ts';

// Whoever reads the output may have seen enough: `millrace expr eval --batch cases.jsonl | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await runCommand(process.argv.slice(2), processTerminal);
