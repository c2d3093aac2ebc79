/** `name@sha`, with as much of the hash as one tells versions apart by. */
export function shortId(id: string): string {
  const [name = id, sha = ''] = id.split('@');
  return sha === '' ? name : `${name}@${sha.slice(0, 8)}`;
}

export function Version({ id }: { id: string }) {
  const [name = id, sha = ''] = id.split('@');
  return (
    <>
      {name} {sha !== '' && <code title={id}>@{sha.slice(0, 8)}</code>}
    </>
  );
}
