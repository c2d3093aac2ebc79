import { useSession } from '../account/use-session.ts';
import { useWords } from './words/use-words.ts';

/** Whose it is, in words; null where it is one's own, or nobody's. An administrator sees those of others too. */
export function useOwner(ownerName: string | null): string | null {
  const { words } = useWords();
  const { data: session } = useSession();
  const own = session?.authEnabled !== true || session.user?.name === ownerName;
  return ownerName === null || own ? null : words.data.by(ownerName);
}
