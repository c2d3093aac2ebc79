import { lazy, memo, Suspense, useDeferredValue, useRef } from 'react';
import { growBlocks, NO_BLOCKS, type Blocks } from './blocks.ts';

// The parser, KaTeX and the highlighter are most of the page's weight; signing in needs none of them.
const load = () => import('./block.tsx');
const Block = lazy(load);

/** Fetches what draws Markdown before the first answer needs it. */
export function preloadMarkdown(): void {
  void load();
}

/** An answer. While it grows only its last block is read again; the others are the same strings. */
export const Markdown = memo(function Markdown({ text, growing }: { text: string; growing: boolean }) {
  const blocks = useRef<Blocks>(NO_BLOCKS);
  if (blocks.current.text !== text) blocks.current = growBlocks(blocks.current, text);
  // A finished answer that scrolls into view is drawn in slices; its plain text stands there until then.
  const drawn = useDeferredValue(true, growing);
  if (!drawn) return <PlainText text={text} />;
  const { parts } = blocks.current;
  return (
    <Suspense fallback={<PlainText text={text} />}>
      <div className="markdown">
        {parts.map((part, index) => (
          <Block key={index} text={part} growing={growing && index === parts.length - 1} />
        ))}
      </div>
    </Suspense>
  );
});

function PlainText({ text }: { text: string }) {
  return <div className="markdown markdown-plain">{text}</div>;
}
