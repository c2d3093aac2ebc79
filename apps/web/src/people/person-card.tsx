import { Avatar } from '../account/avatar.tsx';
import type { Account, AccountChange } from '../api/types.ts';
import { useLanguage, useText } from '../i18n/text.tsx';
import { limitsInWords } from '../limits/limits-in-words.ts';
import { Icon } from '../ui/icon.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { nameOf } from './person-name.ts';

interface PersonCardProps {
  readonly of: Account;
  readonly self: boolean;
  readonly onAsk: (what: 'admin' | 'disable' | 'limits') => void;
  readonly onChange: (change: AccountChange) => void;
}

export function PersonCard({ of: person, self, onAsk, onChange }: PersonCardProps) {
  const { text, locale } = useLanguage();
  const since = new Date(person.createdAt).toLocaleDateString(locale, { dateStyle: 'medium' });
  return (
    <li className={person.disabled ? 'card card-off' : 'card'}>
      <Avatar name={person.name} />
      <div className="card-body">
        <h2 className="card-title">
          {nameOf(person)}
          {self && <span className="card-faint">{text.people.you}</span>}
          {person.role === 'admin' && <span className="badge">{text.people.role.admin}</span>}
          {person.disabled && <span className="badge badge-off">{text.people.disabled}</span>}
        </h2>
        <p className="card-text">{person.email}</p>
        <p className="card-text card-faint">
          {limitsInWords(person.limits, text.people, locale)} · {text.people.since(since)}
        </p>
      </div>
      <Menu
        label={text.people.menu(nameOf(person))}
        align="end"
        button={<Icon name="more" size={18} />}
        items={useActions({ of: person, self, onAsk, onChange })}
      />
    </li>
  );
}

/** Nobody takes the administrator's role or the account from themselves. */
function useActions({ of: person, self, onAsk, onChange }: PersonCardProps): readonly MenuItem[] {
  const { people: words } = useText();
  const limits: MenuItem = { key: 'limits', label: words.setLimits, onChoose: () => onAsk('limits') };
  if (self) return [limits];
  const role: MenuItem =
    person.role === 'admin'
      ? { key: 'role', label: words.makeUser, onChoose: () => onChange({ role: 'user' }) }
      : { key: 'role', label: words.makeAdmin, onChoose: () => onAsk('admin') };
  const access: MenuItem = person.disabled
    ? { key: 'access', label: words.enable, onChoose: () => onChange({ disabled: false }) }
    : { key: 'access', label: words.disable, danger: true, onChoose: () => onAsk('disable') };
  return [limits, role, access];
}
