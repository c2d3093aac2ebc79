import { Field } from '../../ui/field.tsx';
import type { CanaryRequest } from '../api/types.ts';
import { useWords } from '../words/use-words.ts';

export interface CanaryPlan extends Omit<CanaryRequest, 'adapterSha256' | 'evalId' | 'share'> {
  readonly sharePercent: number;
}

export const FIRST_PLAN: CanaryPlan = { mode: 'share', sharePercent: 20, maxHours: 72, minimum: 30, onWin: 'wait' };

interface CanaryFieldsProps {
  readonly plan: CanaryPlan;
  readonly onChange: (change: Partial<CanaryPlan>) => void;
}

/** Unseen answers need no share: every conversation has one. */
export function CanaryFields({ plan, onChange }: CanaryFieldsProps) {
  const { words } = useWords();
  const modes = [
    ['share', words.canary.modeShare],
    ['shadow', words.canary.modeShadow],
  ] as const;
  return (
    <>
      <fieldset className="choices">
        <legend>{words.canary.mode}</legend>
        {modes.map(([mode, label]) => (
          <label key={mode} className="check">
            <input type="radio" name="mode" checked={plan.mode === mode} onChange={() => onChange({ mode })} />
            {label}
          </label>
        ))}
      </fieldset>
      <NumberField
        label={words.canary.share}
        hint={words.canary.shareHint}
        limits={[1, 99]}
        value={plan.sharePercent}
        onChange={(sharePercent) => onChange({ sharePercent })}
      />
      <div className="field-row">
        <NumberField
          label={words.canary.maxHours}
          limits={[1, 2160]}
          value={plan.maxHours}
          onChange={(maxHours) => onChange({ maxHours })}
        />
        <NumberField
          label={words.canary.minimum}
          hint={words.canary.minimumHint}
          limits={[1, 100_000]}
          value={plan.minimum}
          onChange={(minimum) => onChange({ minimum })}
        />
      </div>
      <Field label={words.canary.onWin}>
        {(ids) => (
          <select
            {...ids}
            className="input"
            value={plan.onWin}
            onChange={({ target }) => onChange({ onWin: target.value === 'promote' ? 'promote' : 'wait' })}
          >
            <option value="wait">{words.canary.onWinWait}</option>
            <option value="promote">{words.canary.onWinPromote}</option>
          </select>
        )}
      </Field>
    </>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly limits: readonly [number, number];
  readonly value: number;
  readonly onChange: (value: number) => void;
}

function NumberField({ label, hint, limits: [min, max], value, onChange }: NumberFieldProps) {
  return (
    <Field label={label} {...(hint !== undefined && { hint })}>
      {(ids) => (
        <input
          {...ids}
          {...{ min, max }}
          type="number"
          className="input"
          required
          step={1}
          value={Number.isNaN(value) ? '' : value}
          onChange={({ target }) => onChange(target.valueAsNumber)}
        />
      )}
    </Field>
  );
}
