import { useState } from 'react';
import { useLocation } from 'wouter';
import { Avatar } from '../account/avatar.tsx';
import { administers, useSession, useSignOut } from '../account/use-session.ts';
import { LOCALES, LOCALE_NAMES } from '../i18n/locale.ts';
import { useLanguage } from '../i18n/text.tsx';
import { applyTheme, keptTheme, THEMES } from '../settings/theme.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';

export function AccountMenu({ onLeave }: { onLeave: () => void }) {
  const { text } = useLanguage();
  const { data: session } = useSession();
  const items = [...usePlaces(onLeave), ...useAppearance(), ...useLeaving()];
  const person = session?.authEnabled === true ? session.user : null;
  const name = person?.name ?? person?.email ?? text.menu.localPerson;
  return (
    <Menu
      label={`${text.menu.account}: ${name}`}
      className="account"
      place="above"
      button={
        <>
          <Avatar name={person?.name ?? null} />
          <span className="account-name">{name}</span>
          <Icon name="chevron" size={16} />
        </>
      }
      items={items}
    />
  );
}

function usePlaces(onLeave: () => void): readonly MenuItem[] {
  const { text } = useLanguage();
  const [, navigate] = useLocation();
  const { data: session } = useSession();
  const place = (address: string, icon: IconName, words: string): MenuItem => ({
    key: address,
    label: <Entry icon={icon} words={words} />,
    onChoose: () => {
      navigate(address);
      onLeave();
    },
  });
  return [
    ...(session?.data === true ? [place('/data', 'data', text.menu.data)] : []),
    place('/presets', 'bookmark', text.menu.presets),
    place('/keys', 'key', text.menu.keys),
    place('/account', 'gauge', text.menu.usage),
    ...(session && administers(session)
      ? [place('/people', 'people', text.menu.people), place('/usage', 'columns', text.menu.everybodysUsage)]
      : []),
  ];
}

function useAppearance(): readonly MenuItem[] {
  const { text, locale, setLocale } = useLanguage();
  const [theme, setTheme] = useState(keptTheme);
  const themes = THEMES.map((name, index) => ({
    key: name,
    label: text.menu[name],
    checked: name === theme,
    onChoose: () => {
      applyTheme(name);
      setTheme(name);
    },
    ...(index === 0 ? { heading: text.menu.theme } : {}),
  }));
  const locales = LOCALES.map((name, index) => ({
    key: name,
    label: <span lang={name}>{LOCALE_NAMES[name]}</span>,
    checked: name === locale,
    onChoose: () => setLocale(name),
    ...(index === 0 ? { heading: text.menu.language } : {}),
  }));
  return [...themes, ...locales];
}

function useLeaving(): readonly MenuItem[] {
  const { text } = useLanguage();
  const { data: session } = useSession();
  const signOut = useSignOut();
  if (session?.authEnabled !== true) return [];
  return [{ key: 'sign-out', label: <Entry icon="leave" words={text.menu.signOut} />, onChoose: signOut }];
}

function Entry({ icon, words }: { icon: IconName; words: string }) {
  return (
    <>
      <Icon name={icon} size={17} />
      {words}
    </>
  );
}
