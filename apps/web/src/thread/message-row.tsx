import { useText } from '../i18n/text.tsx';
import { Answer } from './answer.tsx';
import { siblingsOf, type MessageTree, type Row } from './message-tree.ts';
import { Question } from './question.tsx';
import { useThreadContext } from './thread-context.tsx';

interface MessageRowProps {
  readonly row: Row;
  readonly tree: MessageTree;
  readonly last: boolean;
}

export function MessageRow({ row, tree, last }: MessageRowProps) {
  if (row.kind === 'pair') return <Pair ids={row.ids} tree={tree} />;
  const message = tree.byId.get(row.id);
  if (!message) return null;
  const siblings = siblingsOf(tree, row.id);
  return message.role === 'user' ? (
    <Question message={message} siblings={siblings} />
  ) : (
    <Answer message={message} siblings={siblings} last={last} />
  );
}

function Pair({ ids, tree }: { ids: readonly [string, string]; tree: MessageTree }) {
  const text = useText();
  const { store } = useThreadContext();
  const current = store.snapshot().currentId;
  return (
    <div className="column column-wide pair">
      {ids.map((id) => {
        const message = tree.byId.get(id);
        if (!message) return null;
        const chosen = id === current;
        return (
          <section key={id} className={chosen ? 'pair-side pair-chosen' : 'pair-side'}>
            <Answer message={message} siblings={[id]} last />
            <button
              type="button"
              className="button button-small pair-choose"
              aria-pressed={chosen}
              onClick={() => store.select(id)}
            >
              {chosen ? text.thread.using : text.thread.useThis}
            </button>
          </section>
        );
      })}
    </div>
  );
}
