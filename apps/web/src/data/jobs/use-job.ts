import { useQuery } from '@tanstack/react-query';
import { useEffect, useReducer, useState } from 'react';
import { useServices } from '../../services.tsx';
import { followEvents } from '../../stream/follow-events.ts';
import type { ServerEvent } from '../../stream/event-parser.ts';
import { wait } from '../../stream/timing.ts';
import type { Job } from '../api/types.ts';
import { useData } from '../data-services.tsx';
import { FIRST, hasEnded, told, type JobStory } from './job-story.ts';

export interface FollowedJob {
  readonly job: Job | null;
  readonly story: JobStory;
  readonly connection: 'open' | 'lost';
  readonly error: Error | null;
  readonly retry: () => void;
}

/** A job, live: its events are read from the first on, also after a reload. */
export function useJob(id: string): FollowedJob {
  const { api } = useData();
  const { queries } = useServices();
  const query = useQuery({ queryKey: ['data', 'job', id], queryFn: ({ signal }) => api.job(id, signal), staleTime: 0 });
  const [story, tell] = useReducer(toldAll, FIRST);
  const [connection, setConnection] = useState<'open' | 'lost'>('open');
  const known = query.data !== undefined;
  useEffect(() => {
    if (!known) return;
    const leaving = new AbortController();
    const deps = { open: api.open, wait, random: Math.random };
    const events = gathered(tell);
    const onEvent = (event: ServerEvent, _: number, seen: boolean): boolean => {
      if (!seen || event.event === 'state') events(event);
      return isLast(event);
    };
    const listener = { onEvent, onConnection: setConnection };
    void followEvents(api.jobEvents(id), listener, leaving.signal, deps).then((end) => {
      if (end === 'left') return;
      setConnection('open');
      void queries.invalidateQueries({ queryKey: ['data'] });
    });
    return () => {
      leaving.abort();
      tell('again');
    };
  }, [id, known, api, queries]);
  const asked = query.data ?? null;
  const job = asked !== null && hasEnded(asked.state) ? asked : (story.job ?? asked);
  return { job, story, connection, error: query.error, retry: () => void query.refetch() };
}

type Tell = readonly ServerEvent[] | 'again';

function toldAll(story: JobStory, what: Tell): JobStory {
  return what === 'again' ? FIRST : what.reduce(told, story);
}

const DRAW_MS = 100;

/** A long story that is replayed is drawn in a few goes, not event by event. */
function gathered(tell: (events: readonly ServerEvent[]) => void): (event: ServerEvent) => void {
  let waiting: ServerEvent[] = [];
  return (event) => {
    if (waiting.length === 0) {
      setTimeout(() => {
        tell(waiting);
        waiting = [];
      }, DRAW_MS);
    }
    waiting.push(event);
  };
}

function isLast({ event, data }: ServerEvent): boolean {
  return event === 'state' && hasEnded((JSON.parse(data) as Job).state);
}
