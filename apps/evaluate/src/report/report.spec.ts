import type { EvaluatedItem } from '@naru/contracts';

import { renderReport } from './index.ts';
import { aMeasure, anItem, aReport } from './testing/a-report.ts';

const item = (at: number, gain: number): EvaluatedItem =>
  anItem(
    `question-${at}`,
    [`이전 버전으로 되돌립니다 ${at}`, `다시 배포합니다 ${at}`],
    { chrf: [0.5 + gain, 0.5] },
    { prompt: `배포 ${at}이 잘못되면 무엇부터 하나요?` },
  );

describe('report.html', () => {
  it('says the verdict first, with its reasons in the words that people know', () => {
    const page = renderReport(
      aReport({
        verdict: 'not better',
        because: ['empty: −0.1 (−0.15 to −0.05): loses more than its margin of 0.02'],
        measures: [
          aMeasure(),
          aMeasure({ measure: 'empty', title: 'Empty answers', role: 'guardrail', outcome: 'refuted' }),
        ],
      }),
      [],
    );

    expect(page).toMatch(/<h1>Not better<\/h1>[\s\S]*Empty answers: −0\.1 \(−0\.15 to −0\.05\)[\s\S]*<h2>Measures/);
    expect(page).toContain('<b>+4.0 points</b>');
  });

  it('shows the words that only one of two answers has, losses before wins', () => {
    const items = [
      anItem('won', ['배포를 멈추고 되돌립니다.', '배포를 다시 합니다.'], { chrf: [0.9, 0.1] }),
      anItem('lost', ['모릅니다.', '로그를 봅니다.'], { chrf: [0.1, 0.6] }),
    ];

    const page = renderReport(aReport({ measures: [aMeasure()] }), items);

    expect(page).toMatch(/Losses[\s\S]*lost[\s\S]*Wins[\s\S]*won/);
    expect(page).toMatch(/배포를 ?<ins>멈추고 되돌립니다<\/ins>|<ins>멈추고<\/ins>/);
    expect(page).toContain('1 better, 0 the same, 1 worse');
  });

  it('escapes whatever a model writes, and fetches and runs nothing', () => {
    const attack = '"><img src=x onerror=alert(1)><script>alert(2)</script>';
    const page = renderReport(aReport({ measures: [aMeasure({ title: attack })], because: [attack] }), [
      anItem('x', [attack, `${attack}!`], { chrf: [1, 0] }, { prompt: attack, references: [attack] }),
    ]);

    expect(page).not.toMatch(/<img|<script|<link/);
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
    expect(page).toContain('default-src &#39;none&#39;');
  });

  it('stays a page that opens with a thousand items, and says what it leaves out', () => {
    const items = Array.from({ length: 1000 }, (_, at) => item(at, ((at * 37) % 101) / 100 - 0.5));

    const page = renderReport(aReport({ measures: [aMeasure({ items: 1000, clusters: 1000 })] }), items);

    expect(page.length).toBeLessThan(400_000);
    expect(page.match(/<details class="item"/g)).toHaveLength(40);
    expect(page).toMatch(/\d+ more stand in items\.jsonl/);
  });

  it('lists the answers by another measure where the first one has none to show', () => {
    const loss = aMeasure({ measure: 'bits-per-byte', title: 'Bits per byte', unit: 'bits', higherIsBetter: false });
    const page = renderReport(aReport({ measures: [loss, aMeasure({ role: 'shown', outcome: null })] }), [
      item(1, 0.2),
    ]);

    expect(page).toMatch(/By chrF\+\+ of answers, the largest/);
  });
});
