import { isPreview } from './is-preview.ts';

test.each([
  ['HEAD', {}, true],
  ['GET', { 'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' }, true],
  ['GET', { 'user-agent': 'TelegramBot (like TwitterBot)' }, true],
  ['GET', { 'user-agent': 'WhatsApp/2.23.20.0' }, true],
  ['GET', { 'user-agent': 'Mozilla/5.0 (compatible; SkypeUriPreview) Preview/0.5' }, true],
  ['GET', { 'sec-purpose': 'prefetch;prerender' }, true],
  ['GET', { purpose: 'prefetch' }, true],
  ['GET', { 'x-moz': 'prefetch' }, true],
  // What a service sends is meant, whatever it calls itself.
  ['POST', { 'user-agent': 'Slackbot 1.0' }, false],
  ['GET', { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }, false],
  ['GET', { 'user-agent': 'order-robot/1.0' }, false],
  ['GET', {}, false],
])('%s with %j only looks: %s', (method, headers, expected) => {
  expect(isPreview(method, headers)).toBe(expected);
});
