import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';

/** The path prefix that the proxy removes. */
export const PREFIX = '/pictures/tintype';

/** Starts a proxy that forwards what is below the prefix to the application that {@code application} returns. */
export async function startPrefixProxy(application) {
  const server = createServer((request, response) => {
    if (!request.url.startsWith(`${PREFIX}/`)) {
      response.writeHead(404).end();
      return;
    }
    const { method, headers } = request;
    const target = forward(application().url + request.url.slice(PREFIX.length), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    target.on('error', () => response.destroy()); // the application or the browser has closed the connection
    request.pipe(target);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://localhost:${server.address().port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
