import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const SECRET = 'a-secret-of-the-browser-tests-with-more-than-32-bytes';
const STARTS_WITHIN_MILLIS = 60_000;

/**
 * Returns a token for this subject that expires in this many seconds; a negative number means that it has expired. Without
 * a scope, it grants all.
 */
export function token(subject, seconds = 3600, scope = undefined) {
  const part = (json) => Buffer.from(JSON.stringify(json)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + seconds;
  const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: subject, exp, scope })}`;
  return `${body}.${createHmac('sha256', SECRET).update(body).digest('base64url')}`;
}

/**
 * Starts the packaged application on a free port, with a new folder for its images. It is the executable that
 * TINTYPE_EXECUTABLE names, or otherwise the jar.
 */
export async function startApplication(variables = {}) {
  const executable = process.env.TINTYPE_EXECUTABLE;
  const [command, ...parameters] = executable
    ? [resolve(executable)]
    : [join(process.env.JAVA_HOME ?? '/usr', 'bin', 'java'), '-Xmx256m', '-jar', resolve('target/quarkus-app/quarkus-run.jar')];
  const folder = await mkdtemp(join(tmpdir(), 'tintype-gallery-'));
  const port = await freePort();
  let managementPort;
  do {
    managementPort = await freePort();
  } while (managementPort === port); // on one port, Vert.x would divide the connections between the two servers
  const environment = {
    PATH: process.env.PATH,
    HOME: folder,
    ...(variables.TINTYPE_OIDC_ISSUER ? {} : { JWT_SECRET: SECRET }),
    TINTYPE_STORAGE: 'disk',
    TINTYPE_STORAGE_DIRECTORY: join(folder, 'images'),
    TINTYPE_MAX_UPLOAD: '2M',
    QUARKUS_HTTP_HOST: '127.0.0.1',
    QUARKUS_HTTP_PORT: String(port),
    QUARKUS_MANAGEMENT_HOST: '127.0.0.1',
    QUARKUS_MANAGEMENT_PORT: String(managementPort),
    ...variables,
  };
  const child = spawn(command, parameters, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (text) => (log += text));
  child.stderr.on('data', (text) => (log += text));
  const url = `http://localhost:${port}`;
  const management = `http://127.0.0.1:${managementPort}`;
  try {
    await live('The application', `${management}/q/health/live`, child, () => log, STARTS_WITHIN_MILLIS);
  } catch (failure) {
    child.kill('SIGKILL');
    throw failure;
  }
  return {
    url,
    management,
    log: () => log,
    async stop() {
      child.kill('SIGKILL');
      await (child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Uploads a file by the API, and returns the image's metadata. */
export async function upload(application, bearer, name, bytes) {
  const form = new FormData();
  form.append('file', new Blob([bytes]), name);
  const response = await fetch(`${application.url}/images`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${bearer}` },
    body: form,
  });
  if (response.status !== 201) {
    throw new Error(`The upload of ${name} failed with ${response.status}: ${await response.text()}`);
  }
  return response.json();
}

/** Creates a link by the API, and returns its absolute URL. */
export async function link(application, bearer, id, parameters = {}) {
  const response = await fetch(`${application.url}/images/${id}/links?${new URLSearchParams(parameters)}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${bearer}` },
  });
  if (response.status !== 201) {
    throw new Error(`The link failed with ${response.status}: ${await response.text()}`);
  }
  return new URL((await response.json()).url, application.url).href;
}

/** Returns the status with which the API responds for an image's metadata. */
export async function status(application, bearer, id) {
  const response = await fetch(`${application.url}/images/${id}/metadata`, {
    headers: { Authorization: `Bearer ${bearer}` },
  });
  return response.status;
}

/** Waits until a condition, which may be asynchronous, is true. */
export async function eventually(condition, millis = 15_000) {
  const end = Date.now() + millis;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error(`Not within ${millis} ms: ${condition}`);
    }
    await pause(200); // between two attempts
  }
}

export const fixture = (name) => readFile(resolve('src/test/resources/images', name));

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until a new process serves a URL. */
export async function live(name, url, child, log, startsWithinMillis) {
  const end = Date.now() + startsWithinMillis;
  while (Date.now() < end && child.exitCode === null) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) {
      return;
    }
    await pause(100); // between two attempts
  }
  throw new Error(`${name} does not start: ${log()}`);
}
