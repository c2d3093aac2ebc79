import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { useText } from '../i18n/text.tsx';
import { Icon } from '../ui/icon.tsx';
import { rowKey, type Row } from './message-tree.ts';
import { MessageRow } from './message-row.tsx';
import type { ThreadState } from './thread-state.ts';
import { useThreadContext } from './thread-context.tsx';

/** Nearer to the end than this, the list goes on showing the end while an answer grows. */
const END_PX = 60;
/** Older messages are asked for before the reader arrives at the top. */
const TOP_PX = 1200;

export function MessageList({ state }: { state: ThreadState }) {
  const text = useText();
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, sending } = state;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => keyAt(rows, index),
    estimateSize: (index) => estimate(rows[index], state),
    overscan: 3,
    anchorTo: 'end',
    scrollEndThreshold: END_PX,
    paddingStart: 24,
    paddingEnd: 24,
    directDomUpdates: true,
    useFlushSync: false,
  });
  const atEnd = useAtEnd(scroller, virtualizer);
  useShowNewest(state, virtualizer);
  useLoadOlder(scroller, state);
  return (
    <div className="scroller" ref={scroller} tabIndex={0} role="region" aria-label={text.thread.label} id="messages">
      {state.loadingOlder && <p className="older">{text.thread.loadingOlder}</p>}
      <div className="rows" ref={virtualizer.containerRef} role="log" aria-live="off">
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return row ? (
            <div key={item.key} className="row" data-index={item.index} ref={virtualizer.measureElement}>
              <MessageRow row={row} tree={state.tree} last={item.index === rows.length - 1} />
            </div>
          ) : null;
        })}
      </div>
      {sending !== null && <PendingQuestion content={sending} />}
      {!atEnd && (
        <button
          type="button"
          className="to-end"
          aria-label={text.thread.toEnd}
          title={text.thread.toEnd}
          onClick={() => virtualizer.scrollToEnd()}
        >
          <Icon name="arrowDown" size={18} />
        </button>
      )}
    </div>
  );
}

type List = Virtualizer<HTMLDivElement, Element>;

function PendingQuestion({ content }: { content: string }) {
  const pending = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Newer browsers return a promise here, which would not do as the clean-up function.
    pending.current?.scrollIntoView({ block: 'end' });
  }, []);
  return (
    <div className="column question pending" ref={pending}>
      <div className="bubble">{content}</div>
    </div>
  );
}

function keyAt(rows: readonly Row[], index: number): string {
  const row = rows[index];
  return row ? rowKey(row) : String(index);
}

/** A first guess of the height, in pixels; the list measures what it shows. */
function estimate(row: Row | undefined, { tree }: ThreadState): number {
  const id = row?.kind === 'pair' ? row.ids[0] : row?.id;
  const message = id === undefined ? undefined : tree.byId.get(id);
  const lines = Math.ceil((message?.content.length ?? 80) / 70);
  return (message?.role === 'user' ? 80 : 110) + lines * 26;
}

function useAtEnd(scroller: RefObject<HTMLDivElement | null>, virtualizer: List): boolean {
  const [atEnd, setAtEnd] = useState(true);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = (): void => setAtEnd(virtualizer.isAtEnd(END_PX * 2));
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [scroller, virtualizer]);
  return atEnd;
}

/** The end is shown when a conversation opens and whenever something was asked. */
function useShowNewest(state: ThreadState, virtualizer: List): void {
  const last = state.rows.at(-1);
  const lastKey = last ? rowKey(last) : null;
  const began = state.streaming.length > 0;
  const shown = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (lastKey === null || shown.current === lastKey) return;
    const first = shown.current === null;
    shown.current = lastKey;
    if (first || began) virtualizer.scrollToEnd();
  }, [lastKey, began, virtualizer]);
}

function useLoadOlder(scroller: RefObject<HTMLDivElement | null>, state: ThreadState): void {
  const { store } = useThreadContext();
  const { hasMore, loadingOlder } = state;
  useEffect(() => {
    const element = scroller.current;
    if (!element || !hasMore || loadingOlder) return;
    const look = (): void => {
      if (element.scrollTop < TOP_PX) void store.loadOlder();
    };
    // A page of short messages may not fill the screen.
    if (element.scrollHeight <= element.clientHeight + TOP_PX) look();
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [scroller, store, hasMore, loadingOlder]);
}
