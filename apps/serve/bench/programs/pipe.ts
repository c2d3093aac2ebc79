// Run as a process of its own: the least that passes an answer on. undici to socket, nothing read, nothing kept.
// Argument: the address of what it passes on.
import { createServer } from 'node:http';

import { Pool } from 'undici';

import { listens } from './listens.ts';

const upstream = new Pool(process.argv[2] ?? '', { headersTimeout: 0, bodyTimeout: 0 });

listens(
  createServer((request, response) => {
    upstream
      .request({
        path: request.url ?? '/',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: request,
      })
      .then(({ statusCode, headers, body }) => {
        response.writeHead(statusCode, { 'content-type': String(headers['content-type']) });
        body.on('error', () => response.destroy());
        body.pipe(response);
      })
      .catch(() => response.destroy());
  }),
);
