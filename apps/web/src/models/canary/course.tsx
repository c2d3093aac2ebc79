import type { CanaryMeasure } from '../api/types.ts';
import { bandOf } from './band.ts';

const SIDES = { worse: 'loss', 'no worse': 'gain', open: 'open' } as const;

/** The bounds over time, as a band around the line of no difference. */
export function Course({ of: { history, outcome }, label }: { of: CanaryMeasure; label: string }) {
  return (
    <svg
      className={`course interval-${SIDES[outcome]}`}
      viewBox="0 0 100 40"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path className="interval-range" d={bandOf(history)} />
      <line className="interval-zero" x1="0" x2="100" y1="20" y2="20" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
