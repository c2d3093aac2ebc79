import { useWords } from './words/use-words.ts';

export function Missing() {
  const { words } = useWords();
  return (
    <div className="page-empty">
      <h2>{words.data.missingTitle}</h2>
      <p>{words.data.missing}</p>
    </div>
  );
}
