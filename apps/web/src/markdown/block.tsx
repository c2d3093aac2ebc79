// Owns how one block of Markdown is drawn. Does not know the answer around it.
import 'katex/dist/katex.min.css';
import { isValidElement, memo, type ComponentProps, type ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import rehypeHighlight from 'rehype-highlight';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import { CodeBlock } from './code-block.tsx';
import { TeX } from './math.tsx';
import { withMathDelimiters } from './math-delimiters.ts';

type Plugins = NonNullable<ComponentProps<typeof ReactMarkdown>['rehypePlugins']>;

const remarkPlugins: Plugins = [remarkGfm, [remarkMath, { singleDollarTextMath: false }]];
const coloured: Plugins = [[rehypeHighlight, { plainText: ['math'] }]];
const plain: Plugins = [];

/** Code that still grows is coloured up to this length; beyond it, once, when it is whole. */
const COLOURED_WHILE_GROWING = 3000;

const components: Components = {
  pre: ({ children }) => {
    const math = mathOf(children);
    return math === null ? <CodeBlock>{children}</CodeBlock> : <TeX source={math} display />;
  },
  code: ({ className, children }) =>
    className?.includes('math-inline') ? (
      <TeX source={wordsOf(children)} display={false} />
    ) : (
      <code className={className}>{children}</code>
    ),
  table: ({ children }) => (
    // Wide tables scroll; the keyboard must reach them.
    <div className="table-frame" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  ),
  // The page's policy shows no pictures of other hosts; a link to them is still useful.
  img: ({ src, alt }) => (
    <a href={typeof src === 'string' ? src : undefined} target="_blank" rel="noreferrer noopener">
      {alt === undefined || alt === '' ? String(src) : alt}
    </a>
  ),
};

function wordsOf(children: ReactNode): string {
  return Array.isArray(children) ? children.map(wordsOf).join('') : typeof children === 'string' ? children : '';
}

function mathOf(children: ReactNode): string | null {
  if (!isValidElement<{ className?: string; children?: ReactNode }>(children)) return null;
  return children.props.className?.includes('math-display') ? wordsOf(children.props.children) : null;
}

const Block = memo(function Block({ text, growing }: { text: string; growing: boolean }) {
  const colours = !growing || text.length < COLOURED_WHILE_GROWING;
  return (
    <ReactMarkdown remarkPlugins={remarkPlugins} rehypePlugins={colours ? coloured : plain} components={components}>
      {withMathDelimiters(text)}
    </ReactMarkdown>
  );
});

// React.lazy takes a default export only.
export default Block;
