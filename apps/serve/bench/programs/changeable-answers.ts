// Loaded before Portkey's gateway, which adds headers to what `fetch` gave it and fails where they cannot be changed, as
// is so on Node 20 and later: each answer is put into a new one.
const fetchOfNode = globalThis.fetch;

globalThis.fetch = async (...asked) => {
  const { body, status, statusText, headers } = await fetchOfNode(...asked);
  return new Response(body, { status, statusText, headers });
};
