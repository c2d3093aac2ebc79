import { html, Html } from './html.ts';
import { BASE_STYLE } from './style.ts';

export interface StandalonePage {
  readonly title: string;
  /** What the page needs beyond the style that all pages have. */
  readonly style?: string;
  readonly body: Html;
}

// Nothing is fetched and no script runs, whatever text a page holds.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** One page that needs no other file; the same parts give the same bytes. */
export function standalonePage({ title, style = '', body }: StandalonePage): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${new Html(BASE_STYLE + style)}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html> `.text;
}
