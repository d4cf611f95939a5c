import type { IncomingHttpHeaders } from 'node:http';

/** Programs that open links in messages to show what is behind them: nobody has clicked. */
const PREVIEWERS =
  /Slackbot|Slack-ImgProxy|Twitterbot|facebookexternalhit|Facebot|LinkedInBot|Discordbot|TelegramBot|WhatsApp|SkypeUriPreview|Microsoft Office|Microsoft-Teams|Iframely|Embedly|Mattermost-Bot|Googlebot|Google-PageRenderer|GoogleImageProxy|bingbot|BingPreview|Applebot|YandexBot|redditbot|Pinterestbot|vkShare/i;

/** Whether a request only looks at an address: a browser that fetches ahead, or a program that shows what links lead to. */
export function isPreview(method: string, headers: IncomingHttpHeaders): boolean {
  if (method === 'HEAD') return true;
  if (method !== 'GET') return false;
  const { 'user-agent': agent = '', purpose, 'sec-purpose': secPurpose, 'x-moz': moz, 'x-purpose': other } = headers;
  const isAhead = [purpose, secPurpose, moz, other].some((text) => /prefetch|prerender|preview/i.test(String(text)));
  return isAhead || PREVIEWERS.test(agent);
}
