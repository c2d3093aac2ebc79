// What the fake serve says. Scripts, so that tests and screenshots are the same each time.

export const RICH_ANSWER = `A **ferry landing** is where a boat meets the road. In Korean it is called *나루* (naru).

## In numbers

| Landing | River | Boats a day |
|---|---|--:|
| 광나루 | 한강 | 12 |
| 양화나루 | 한강 | 9 |
| 삼전나루 | 한강 | 7 |

The crossing takes $t = \\frac{d}{v}$, and with a current $c$ the boat drifts by

\\[ \\Delta x = c \\int_0^t \\mathrm{d}\\tau = c\\,\\frac{d}{v} \\]

\`\`\`python
def crossing(distance_m: float, speed: float, current: float) -> tuple[float, float]:
    """Seconds that the boat needs, and metres that it drifts."""
    seconds = distance_m / speed
    return seconds, current * seconds

print(crossing(400, 2.5, 0.8))  # (160.0, 128.0)
\`\`\`

1. Wait for the boat.
2. Say where you go.
   - to the market
   - to the temple
3. Pay when you arrive.

> The river does not hurry, and still it arrives.

See [the map](https://example.org/map) for more.
`;

export const KOREAN_ANSWER = `**나루**는 강이나 좁은 바닷목에서 배가 건너다니는 곳입니다. 사람과 짐이 모이던 자리라서 장이 서고 마을이 생겼습니다.

- 광나루: 지금의 광진구에 있던 나루입니다.
- 양화나루: 마포와 양천을 이었습니다.
- 삼전나루: 송파로 가는 길목이었습니다.

| 나루 | 이어 주던 곳 | 거리 |
|---|---|--:|
| 광나루 | 서울과 광주 | 약 400 m |
| 양화나루 | 마포와 양천 | 약 700 m |

배를 기다리는 동안 사람들은 이야기를 나눴습니다. 그래서 나루는 소식이 오가는 곳이기도 했습니다.
`;

export const SHORT_ANSWER = 'A landing is where a boat meets the road. You wait there, and the boat takes you across.';

export function answerTo(question: string): string {
  if (/[가-힣]/.test(question)) return KOREAN_ANSWER;
  if (/long/i.test(question)) return Array.from({ length: 12 }, () => RICH_ANSWER).join('\n\n');
  if (/rich|table|python/i.test(question)) return RICH_ANSWER;
  return SHORT_ANSWER;
}

/** Pieces of a few letters, as a model makes them. */
export function piecesOf(text: string): readonly string[] {
  return text.match(/[\s\S]{1,6}/gu) ?? [];
}
