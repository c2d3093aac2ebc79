import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useData } from '../data-services.tsx';
import { namePattern, stepForms, type StepForm } from './recipe-schema.ts';

/** What the contract says of names, until the schema is here. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/u;

export interface RecipeForms {
  readonly forms: readonly StepForm[];
  readonly name: RegExp;
  readonly pending: boolean;
  readonly failed: boolean;
}

export function useRecipeSchema(): RecipeForms {
  const { api } = useData();
  const { data, isPending, isError } = useQuery({
    queryKey: ['data', 'recipe-schema'],
    queryFn: api.recipeSchema,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return useMemo(
    () => ({ forms: stepForms(data), name: namePattern(data) ?? NAME, pending: isPending, failed: isError }),
    [data, isPending, isError],
  );
}
