import katex from 'katex';
import { useLayoutEffect, useRef } from 'react';

/** KaTeX builds its own nodes: markup with style attributes would break the page's policy. */
export function TeX({ source, display }: { source: string; display: boolean }) {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (place.current) {
      katex.render(source, place.current, { displayMode: display, throwOnError: false, strict: 'ignore' });
    }
  }, [source, display]);
  return <span ref={place} className={display ? 'math-display' : undefined} />;
}
