import { useLayoutEffect, useRef } from 'react';
import { useWords } from '../words/use-words.ts';
import { countInWords } from '../../i18n/figures.ts';

/** What the build says, the newest in view while one looks at the end. */
export function JobLines({ lines, cut }: { lines: readonly string[]; cut: number }) {
  const { words, locale } = useWords();
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    const { current } = box;
    if (current && atEnd.current) current.scrollTop = current.scrollHeight;
  }, [lines]);
  return (
    <section className="section" aria-labelledby="lines">
      <h3 id="lines">{words.job.lines}</h3>
      {cut > 0 && <p className="field-hint">{words.job.linesCut(countInWords(cut, locale))}</p>}
      {lines.length === 0 ? (
        <p className="card-text card-faint">{words.job.noLines}</p>
      ) : (
        <pre
          ref={box}
          className="lines"
          tabIndex={0}
          aria-labelledby="lines"
          onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
            atEnd.current = scrollHeight - scrollTop - clientHeight < 24;
          }}
        >
          {lines.join('\n')}
        </pre>
      )}
    </section>
  );
}
