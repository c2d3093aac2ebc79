import { useText } from '../i18n/text.tsx';

/** Stands where a list of cards will be, so that the page does not jump when they come. */
export function CardSkeletons() {
  const text = useText();
  return (
    <div className="cards" aria-busy="true">
      <p className="visually-hidden">{text.app.loading}</p>
      {[0, 1, 2].map((index) => (
        <div key={index} className="card card-skeleton">
          <div className="skeleton skeleton-short" />
          <div className="skeleton" />
        </div>
      ))}
    </div>
  );
}
