import { join } from 'node:path';

import { AppError, checkDataRecipe } from '@naru/contracts';
import type { DataSourceRow } from '@naru/db';
import { RequestInvalid, RetryLater } from '@naru/nest';

import type { Preview } from '../../read/preview.ts';
import type { Children } from '../children.ts';
import type { DataPlaces } from '../data-places.ts';
import type { PreviewView } from './sources.dto.ts';

export interface PreviewWanted {
  readonly limit: number;
  /** How the source is to be understood, as a recipe says it. */
  readonly readAs: { readonly template?: unknown; readonly columns?: unknown };
}

const AT_ONCE = 2;
const LONGEST_MS = 60_000;
const RETRY_SECONDS = 5;

/** Looks at the beginning of a source, in a process of its own: what a file holds can cost memory and time. */
export class Previews {
  readonly #places: DataPlaces;
  readonly #children: Children;
  #running = 0;

  constructor(places: DataPlaces, children: Children) {
    this.#places = places;
    this.#children = children;
  }

  /** @throws AppError `data.*`, `limit.reached` */
  async of(row: DataSourceRow, { limit, readAs }: PreviewWanted): Promise<PreviewView> {
    const config = this.#configOf(row, readAs);
    if (this.#running >= AT_ONCE) {
      throw new RetryLater('limit.reached', 'Other previews are being made.', RETRY_SECONDS);
    }
    this.#running += 1;
    try {
      const args = ['preview', JSON.stringify(config), `--limit=${limit}`];
      const { status, out, error } = await this.#children.run(args, LONGEST_MS);
      if (status !== 0) throw this.#failure(status, error);
      return this.#viewOf(JSON.parse(out) as Preview);
    } finally {
      this.#running -= 1;
    }
  }

  #configOf(row: DataSourceRow, readAs: PreviewWanted['readAs']): object {
    const { name } = row;
    const checked = checkDataRecipe({ name: 'preview', sources: [{ name: 'preview', path: '.', ...readAs }] });
    if (!checked.ok) {
      const field = (path: string): string => path.replace(/^sources\.0\./, '');
      throw new RequestInvalid(checked.problems.map((one) => ({ field: field(one.field), problem: one.message })));
    }
    const { template, columns } = checked.value.sources[0];
    const { max_characters: maxCharacters, ...turns } = template ?? {};
    return {
      name,
      ...this.#placeOf(row),
      ...(template !== undefined && { template: { ...turns, maxCharacters } }),
      ...(columns !== undefined && { columns }),
    };
  }

  #placeOf({ place, kind, fileName, hub }: DataSourceRow): object {
    if (place !== null) return { path: join(this.#places.root, place) };
    if (kind === 'feedback') return { feedback: fileName };
    return { hub: hub?.repo ?? '', ...(hub?.revision != null && { revision: hub.revision }) };
  }

  #viewOf({ rows, refused, format, shape, encoding }: Preview): PreviewView {
    return {
      rows: rows.map(({ messages, at, id, person, language }) => ({
        messages: messages.map(({ role, content }) => ({ role, content })),
        at,
        ...(id !== undefined && { id }),
        ...(person !== undefined && { person }),
        ...(language !== undefined && { language }),
      })),
      refused: refused.map(({ at, field = null, reason }) => ({ at, field, reason })),
      ...{ format, shape, encoding },
    };
  }

  #failure(status: number | null, text: string): AppError {
    if (status === null) return new AppError('request.refused', 'The source could not be read in time.');
    const [first = ''] = this.#places.shown(text).split('\n');
    return new AppError('request.refused', first === '' ? 'The source could not be read.' : first);
  }
}
