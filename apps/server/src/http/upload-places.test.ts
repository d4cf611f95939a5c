import { UploadPlaces } from './upload-places.ts';

const patient = (): AbortSignal => new AbortController().signal;

test('so many have a place, so many wait for one, and the others are refused', async () => {
  const places = new UploadPlaces({ places: 1, waiting: 1 });
  const giveBack = await places.take(patient());
  const order: string[] = [];
  const second = places.take(patient()).then((done) => {
    order.push('second');
    return done;
  });
  await expect(places.take(patient())).rejects.toMatchObject({ code: 'request.too_many_uploads' });
  expect(order).toEqual([]);
  giveBack();
  (await second)();
  expect(order).toEqual(['second']);
  (await places.take(patient()))();
});

test('who has hung up waits no more, and takes no place', async () => {
  const places = new UploadPlaces({ places: 1, waiting: 1 });
  const giveBack = await places.take(patient());
  const gone = new AbortController();
  const waiting = places.take(gone.signal);
  gone.abort(new Error('Gone.'));
  await expect(waiting).rejects.toThrow('Gone.');
  const next = places.take(patient());
  giveBack();
  (await next)();
});
