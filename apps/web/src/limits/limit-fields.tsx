import type { Limits } from '../api/types.ts';
import { useText } from '../i18n/text.tsx';
import { Field } from '../ui/field.tsx';
import { LIMIT_NAMES } from './limits-in-words.ts';

/** A field that is empty is as the server says. */
export function LimitFields({ limits, onChange }: { limits: Limits; onChange: (limits: Limits) => void }) {
  const text = useText();
  const put = (name: keyof Limits, value: string): void => {
    const { [name]: _before, ...rest } = limits;
    onChange(value === '' ? rest : { ...rest, [name]: Number(value) });
  };
  return LIMIT_NAMES.map((name) => (
    <Field key={name} label={text.people.limit[name]}>
      {(ids) => (
        <input
          {...ids}
          className="input"
          type="number"
          inputMode="numeric"
          min={0}
          step={1}
          placeholder={text.settings.byDefault}
          value={limits[name] ?? ''}
          onChange={(event) => put(name, event.target.value)}
        />
      )}
    </Field>
  ));
}

/** What serve is told: null where every field is empty. */
export function givenLimits(limits: Limits): Limits | null {
  return Object.keys(limits).length > 0 ? limits : null;
}
