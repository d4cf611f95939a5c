import { startFailure } from './cluster.ts';

test.each([
  {
    what: 'the last fatal line, without its time and process',
    output:
      '2026-11-24 04:17:41 GMT [32561] LOG:  starting\n2026-11-24 04:17:41 GMT [32561] FATAL:  no such timezone\nLOG:  shut down\n',
    code: 'embedded.start_failed',
    message: 'The embedded Postgres does not start: no such timezone',
  },
  {
    what: "initdb's own error",
    output: 'creating directory ... initdb: error: could not access directory "/x"\n',
    code: 'embedded.start_failed',
    message: 'The embedded Postgres does not start: could not access directory "/x"',
  },
  {
    what: 'a full disk, with what to do',
    output: 'FATAL:  could not write to file "pg_wal/1": No space left on device\n',
    code: 'embedded.disk_full',
    message: 'The disk is full: the database cannot start. Free some space and start again; nothing is lost.',
  },
  {
    what: 'silence',
    output: '',
    code: 'embedded.start_failed',
    message: 'The embedded Postgres does not start: it wrote nothing',
  },
])('a failed start tells $what', ({ output, code, message }) => {
  expect(startFailure(output)).toMatchObject({ code, message });
});
