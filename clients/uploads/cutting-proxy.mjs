import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * Forwards every TCP connection to one of the targets, and cuts some of them. Tests set {@code targets} and {@code cut}.
 *
 * <p>A connection is cut in one of three ways: closed (FIN) or reset (RST) after a number of bytes from the client, or
 * reset at the first byte of the server's response, which the client therefore never receives.
 */
export class CuttingProxy {
  /** The numbers of connections and of cuts. */
  connections = 0;
  cuts = 0;
  #server;
  #sockets = new Set();

  /**
   * @param {string[]} targets base URLs, of which {@code choose} chooses one for each connection
   * @param {(connection: number) => { after?: number, response?: boolean, reset?: boolean } | undefined} cut decides how a
   *   connection is cut; undefined: not at all
   * @param {(targets: string[]) => string} choose
   */
  constructor(targets, cut = () => undefined, choose = ([first]) => first) {
    Object.assign(this, { targets, cut, choose });
  }

  /** Listens on a free port and returns its URL. */
  async start() {
    this.#server = createServer((client) => this.#forward(client)).listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.url = `http://localhost:${this.#server.address().port}`);
  }

  async stop() {
    this.#server.close();
    this.cutAll();
    await once(this.#server, 'close');
  }

  /** Resets all open connections. */
  cutAll() {
    this.#sockets.forEach((socket) => socket.resetAndDestroy());
  }

  #forward(client) {
    const { hostname, port } = new URL(this.choose(this.targets));
    const server = connect(Number(port), hostname);
    const cut = this.cut(this.connections++);
    const end = (how) => [client, server].forEach((socket) => socket[how]());
    const cutNow = () => {
      if (!client.destroyed) {
        this.cuts++;
        end(cut.reset ?? cut.response ? 'resetAndDestroy' : 'destroy');
      }
    };
    let received = 0;
    client.on('data', (data) => {
      received += data.length;
      if (cut?.after !== undefined && received >= cut.after) {
        // The bytes before the cut arrive: a server keeps what it received.
        server.write(data.subarray(0, data.length - (received - cut.after)), cutNow);
        client.pause();
      } else if (!server.write(data)) {
        client.pause();
      }
    });
    server.on('drain', () => client.resume());
    server.on('data', (data) => {
      if (cut?.response) {
        cutNow();
      } else if (!client.write(data)) {
        server.pause();
      }
    });
    client.on('drain', () => server.resume());
    for (const [socket, other] of [[client, server], [server, client]]) {
      this.#sockets.add(socket);
      socket.on('end', () => other.end());
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroySoon();
      });
    }
  }
}
