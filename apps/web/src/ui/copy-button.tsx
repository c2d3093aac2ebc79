import { useEffect, useState } from 'react';
import { useText } from '../i18n/text.tsx';
import { useAnnounce } from './announcer.tsx';
import { copyText } from './copy-text.ts';
import { IconButton } from './icon-button.tsx';

const SHOWN_MS = 1600;

export function CopyButton({ text: textOf, label }: { text: () => string; label: string }) {
  const text = useText();
  const announce = useAnnounce();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => {
    void copyText(textOf()).then((done) => {
      setCopied(done);
      if (done) announce(text.app.copied);
    });
  };
  return <IconButton icon={copied ? 'check' : 'copy'} label={copied ? text.app.copied : label} onClick={copy} />;
}
