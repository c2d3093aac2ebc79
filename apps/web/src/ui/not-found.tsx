import { useText } from '../i18n/text.tsx';
import { Page } from './page.tsx';

export function NotFound() {
  const text = useText();
  return (
    <Page title={text.app.notFoundTitle} intro={text.app.notFound}>
      {null}
    </Page>
  );
}
