import { html, Html } from './html.ts';
import { standalonePage } from './standalone-page.ts';

describe('a page', () => {
  it('escapes every value, also in attributes, and what is in a list of HTML once only', () => {
    const row = html`<li title="${'"><script>alert(1)</script>'}">${"<b>나루</b> & 'x'"}</li>`;

    expect(
      html`<ul>
        ${[row, row]}
      </ul>`.text.match(/<li/g),
    ).toHaveLength(2);
    expect(row.text).toBe(
      '<li title="&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;">&#60;b&#62;나루&#60;/b&#62; &#38; &#39;x&#39;</li>',
    );
  });

  it('brings its style and fetches nothing', () => {
    const page = standalonePage({ title: '<나루>', body: new Html('<h1>ok</h1>') });

    expect(page).toContain('<title>&#60;나루&#62;</title>');
    expect(page).toContain('default-src &#39;none&#39;');
    expect(page).not.toMatch(/(?:src|href)="http/);
  });
});
