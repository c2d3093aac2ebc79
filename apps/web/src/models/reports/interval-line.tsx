import { placed, sideOf } from './interval.ts';

interface IntervalLineProps {
  readonly low: number;
  readonly high: number;
  readonly point?: number | null;
  readonly reach?: number | null;
}

/** An interval beside the line of no difference. What it shows stands beside it in figures. */
export function IntervalLine({ low, high, point = null, reach = null }: IntervalLineProps) {
  const at = placed(low, high, point, reach);
  return (
    <svg
      className={`interval interval-${sideOf(low, high)}`}
      viewBox="0 0 100 12"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <line className="interval-ground" x1="0" x2="100" y1="6" y2="6" vectorEffect="non-scaling-stroke" />
      <line className="interval-zero" x1="50" x2="50" y1="0" y2="12" vectorEffect="non-scaling-stroke" />
      <rect className="interval-range" x={at.low} width={Math.max(0.6, at.high - at.low)} y="3.5" height="5" rx="0.6" />
      {at.point !== null && <rect className="interval-point" x={at.point - 0.5} width="1" y="1.5" height="9" />}
    </svg>
  );
}
