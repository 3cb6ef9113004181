import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * Serves pages at an origin of another site than the application's: 127.0.0.1 instead of localhost. Notes every request,
 * with its path and its Referer.
 */
export async function startPages() {
  const pages = new Map();
  const requests = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url, referer: request.headers.referer });
    const { html, headers } = pages.get(request.url) ?? { html: 'nothing', headers: {} };
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...headers }).end(html);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    requests,
    /** Adds a page, and returns its URL. */
    add(html, headers = {}) {
      const path = `/page-${pages.size}`;
      pages.set(path, { html: `<!doctype html><link rel="icon" href="data:,">${html}`, headers });
      return origin + path;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
