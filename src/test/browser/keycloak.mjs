// A Keycloak of its own for tests of sign-in. KEYCLOAK names the folder of its distribution; CONTRIBUTING.md says how to get it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { freePort, live } from './application.mjs';

const STARTS_WITHIN_MILLIS = 180_000;
const REALM = 'photos';
const SCOPES = ['images:read', 'images:write', 'images:delete', 'images:share'];

/** The password of every user. */
export const PASSWORD = 'a password of the tests';

/** Only users with the role may have the scopes: ann, but not ben. */
const user = (username, ...realmRoles) => ({
  username,
  enabled: true,
  email: `${username}@example.com`,
  emailVerified: true,
  firstName: username,
  lastName: 'Test',
  credentials: [{ type: 'password', value: PASSWORD, temporary: false }],
  realmRoles,
});

const realm = {
  realm: REALM,
  enabled: true,
  sslRequired: 'none',
  revokeRefreshToken: true,
  refreshTokenMaxReuse: 0,
  roles: { realm: [{ name: 'photographer' }] },
  users: [user('ann', 'photographer'), user('ben')],
};

/**
 * Starts Keycloak. Browsers and applications reach it through a proxy, which can be switched off like a server that is
 * down, and which notes the requests for tokens.
 */
export async function startKeycloak() {
  const home = resolve(process.env.KEYCLOAK);
  const port = await freePort();
  const proxy = await startProxy(port);
  await mkdir(join(home, 'data', 'import'), { recursive: true });
  await writeFile(join(home, 'data', 'import', `${REALM}-realm.json`), JSON.stringify(realm));
  const child = spawn(
    join(home, 'bin', 'kc.sh'),
    [
      'start-dev',
      '--import-realm',
      '--db=dev-mem',
      '--cache=local',
      '--http-host=127.0.0.1',
      `--http-port=${port}`,
      `--hostname=${proxy.origin}`,
    ],
    {
      detached: true, // a process group, because the script starts Java
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        JAVA_HOME: process.env.JAVA_HOME,
        JAVA_OPTS_KC_HEAP: '-Xms256m -Xmx512m',
        JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1',
        KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
        KC_BOOTSTRAP_ADMIN_PASSWORD: PASSWORD,
      },
    },
  );
  let log = '';
  child.stdout.on('data', (text) => (log += text));
  child.stderr.on('data', (text) => (log += text));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, 'SIGKILL');
      await once(child, 'exit');
    }
    await proxy.stop();
  };
  const issuer = `${proxy.origin}/realms/${REALM}`;
  try {
    await live('Keycloak', `${issuer}/.well-known/openid-configuration`, child, () => log, STARTS_WITHIN_MILLIS);
  } catch (failure) {
    await stop();
    throw failure;
  }
  const admin = administration(proxy.origin);
  await admin.addScopes();
  return { issuer, proxy, stop, ...admin };
}

/** Returns functions that change the realm, by Keycloak's REST API. */
function administration(origin) {
  const bearer = async () => {
    const response = await fetch(`${origin}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'password',
        client_id: 'admin-cli',
        username: 'admin',
        password: PASSWORD,
      }),
    });
    return (await response.json()).access_token;
  };
  const call = async (method, path, body) => {
    const response = await fetch(`${origin}/admin/realms/${REALM}${path}`, {
      method,
      headers: { Authorization: `Bearer ${await bearer()}`, 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`Keycloak responded to ${method} ${path} with ${response.status}: ${await response.text()}`);
    }
    return response.headers.get('Content-Type')?.startsWith('application/json') ? response.json() : undefined;
  };
  const idOf = async (username) => (await call('GET', `/users?exact=true&username=${username}`))[0].id;
  return {
    async addScopes() {
      const role = await call('GET', '/roles/photographer');
      const attributes = { 'include.in.token.scope': 'true' };
      for (const name of SCOPES) {
        await call('POST', '/client-scopes', { name, protocol: 'openid-connect', attributes });
      }
      for (const { id, name } of await call('GET', '/client-scopes')) {
        if (SCOPES.includes(name)) {
          await call('POST', `/client-scopes/${id}/scope-mappings/realm`, [role]);
        }
      }
    },
    /** Registers the gallery at a URL as a client, as docs/authentication.md says. */
    addClient: (clientId, url, more = {}) =>
      call('POST', '/clients', {
        clientId,
        publicClient: true,
        standardFlowEnabled: true,
        directAccessGrantsEnabled: false,
        fullScopeAllowed: true,
        redirectUris: [url],
        webOrigins: [new URL(url).origin],
        defaultClientScopes: ['basic', ...SCOPES],
        ...more,
        attributes: { 'pkce.code.challenge.method': 'S256', 'post.logout.redirect.uris': '+', ...more.attributes },
      }),
    /** Returns how many sessions a user has. */
    sessions: async (username) => (await call('GET', `/users/${await idOf(username)}/sessions`)).length,
    /** Ends all sessions of a user. */
    endSessions: async (username) => call('POST', `/users/${await idOf(username)}/logout`),
  };
}

async function startProxy(port) {
  const connections = new Set();
  let isDown = false;
  const server = createServer((client) => {
    if (isDown) {
      client.destroy();
      return;
    }
    const target = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [client, target],
      [target, client],
    ]) {
      connections.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => connections.delete(from) && to.destroy());
      from.pipe(to);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const closeConnections = () => connections.forEach((connection) => connection.destroy());
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /** Closes all connections, and each new one, until {@code up}. */
    down() {
      isDown = true;
      closeConnections();
    },
    up() {
      isDown = false;
    },
    async stop() {
      isDown = true;
      closeConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
