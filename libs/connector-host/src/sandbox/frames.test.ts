import fc from 'fast-check';
import { encodeFrame, FrameError, FrameReader } from './frames.ts';

const json = fc.jsonValue().map((value) => JSON.stringify(value));

test('frames come out as they went in, however the pipe cuts them', () => {
  const frames = fc.array(fc.record({ header: json, body: json }, { requiredKeys: ['header'] }), { maxLength: 5 });
  fc.assert(
    fc.property(frames, fc.integer({ min: 1, max: 50 }), (sent, size) => {
      const all = Buffer.concat(sent.map((frame) => encodeFrame(frame)));
      const reader = new FrameReader(1_000_000);
      const got = [];
      for (let start = 0; start < all.length; start += size)
        got.push(...reader.push(all.subarray(start, start + size)));
      expect(got).toEqual(sent);
    }),
  );
});

test('bytes of a stranger are frames or a FrameError', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (chunks) => {
      const reader = new FrameReader(1000);
      try {
        for (const chunk of chunks) reader.push(chunk);
      } catch (error) {
        expect(error).toBeInstanceOf(FrameError);
      }
    }),
  );
});
