import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiError } from '../api/api-error.ts';
import type { Account, AccountChange } from '../api/types.ts';
import { useText } from '../i18n/text.tsx';
import { useServices } from '../services.tsx';
import { asApiError } from '../thread/thread-store.ts';
import { useAnnounce } from '../ui/announcer.tsx';

/** Changes one person and shows what serve made of it. The promise says whether it was done. */
export function useChangePerson() {
  const text = useText();
  const announce = useAnnounce();
  const { api } = useServices();
  const queries = useQueryClient();
  const [problem, setProblem] = useState<ApiError | null>(null);
  const change = async ({ id }: Account, fields: AccountChange): Promise<boolean> => {
    setProblem(null);
    try {
      const changed = await api.changePerson(id, fields);
      queries.setQueryData<readonly Account[]>(['people'], (people) =>
        people?.map((person) => (person.id === id ? changed : person)),
      );
      announce(text.people.changed);
      return true;
    } catch (error) {
      setProblem(asApiError(error));
      return false;
    }
  };
  return { problem, setProblem, change };
}
