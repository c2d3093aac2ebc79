const PATHS = {
  plus: 'M12 5v14M5 12h14',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16.200 16.200 20.500 20.500',
  send: 'M12 19V5M6 11l6-6 6 6',
  copy: 'M9 9h10v11H9zM5 15H4V4h11v1',
  check: 'M5 12.500 10 17.500 19 7',
  up: 'M7 11v9M7 11l4-7a2 2 0 0 1 2 2v4h5.500a1.500 1.500 0 0 1 1.500 1.800l-1.200 6.500A2 2 0 0 1 16.900 20H7M7 11H4v9h3',
  down: 'M17 13V4M17 13l-4 7a2 2 0 0 1-2-2v-4H5.500A1.500 1.500 0 0 1 4 12.200l1.200-6.500A2 2 0 0 1 7.100 4H17M17 13h3V4h-3',
  again: 'M20 11a8 8 0 1 0-2.300 6.200M20 5v6h-6',
  origin:
    'M6 4v16M6 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM6 20a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM18 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM18 12c0 3-4 3-10 5',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  left: 'M14.500 6 8.500 12l6 6',
  right: 'M9.500 6l6 6-6 6',
  chevron: 'M6 9.500l6 6 6-6',
  arrowDown: 'M12 5v14M6 13l6 6 6-6',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6 6 18',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  columns: 'M4 5h16v14H4zM12 5v14',
  sliders:
    'M4 8h9M17 8h3M4 16h3M11 16h9M15 10.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM9 18.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5',
  download: 'M12 4v11M7 10.500l5 5 5-5M5 20h14',
  key: 'M15 13a4 4 0 1 0-3.800-2.800L4 17.400V20h3v-2h2v-2h2l1.200-1.200M15.500 8.500h.01',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20a7.500 7.500 0 0 1 15 0',
  people:
    'M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20a6.500 6.500 0 0 1 13 0M16 4.500a3.500 3.500 0 0 1 0 6.500M18 14.200a6.500 6.500 0 0 1 3.500 5.800',
  gauge: 'M4 18a9 9 0 1 1 16 0M12 14l4.500-4.500M12 14h.01',
  leave: 'M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9',
  alert: 'M12 8v5M12 16.500h.01M12 3 2.500 20h19z',
  info: 'M12 11v5.500M12 7.500h.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  data: 'M12 9c4.400 0 8-1.300 8-3s-3.600-3-8-3-8 1.300-8 3 3.600 3 8 3zM4 6v12c0 1.700 3.600 3 8 3s8-1.300 8-3V6M4 12c0 1.700 3.600 3 8 3s8-1.300 8-3',
  upload: 'M12 16V5M7 9.500l5-5 5 5M5 20h14',
  pause: 'M9 6v12M15 6v12',
  play: 'M8 5.500v13l10-6.500z',
  open: 'M10 5H5v14h14v-5M14 5h5v5M19 5l-8 8',
  models: 'M12 3l8 4.500v9L12 21l-8-4.500v-9zM4 7.500l8 4.500 8-4.500M12 12v9',
  bookmark: 'M6 4h12v16l-6-4-6 4z',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration only: whatever it stands in carries the name. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function StopMark() {
  return (
    <svg className="icon" viewBox="0 0 24 24" width={18} height={18} aria-hidden="true" focusable="false">
      <rect x="7" y="7" width="10" height="10" rx="2" fill="currentColor" />
    </svg>
  );
}

export function Logo({ size = 28 }: { size?: number }) {
  return <img className="logo" src="/icon.svg" width={size} height={size} alt="" />;
}
