// Starts the packaged service on both stores, and runs the copy of uploads.mjs in the folder that is the argument.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startApplication, token } from '../../src/test/browser/application.mjs';

const BUCKET = 'tintype-uploads';
const CREDENTIALS = { id: 'uploads', secret: 'a-secret-of-the-store' };
const S3_STARTS_WITHIN_MILLIS = 60_000;
const folder = resolve(process.argv[2]);

/** Starts s3proxy with a bucket in the folder. */
async function startS3() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  await mkdir(join(folder, 's3', BUCKET), { recursive: true });
  const properties = {
    's3proxy.endpoint': `http://127.0.0.1:${port}`,
    's3proxy.authorization': 'aws-v2-or-v4',
    's3proxy.identity': CREDENTIALS.id,
    's3proxy.credential': CREDENTIALS.secret,
    's3proxy.ignore-unknown-headers': 'true',
    'jclouds.provider': 'filesystem-nio2',
    'jclouds.filesystem.basedir': join(folder, 's3'),
    'jclouds.identity': 'any',
    'jclouds.credential': 'any',
    'jclouds.endpoint': '',
  };
  const file = join(folder, 's3proxy.properties');
  await writeFile(file, Object.entries(properties).map(([name, value]) => `${name}=${value}\n`).join(''));
  const java = join(process.env.JAVA_HOME ?? '/usr', 'bin', 'java');
  const parameters = ['-Xmx512m', '-jar', resolve('target/s3proxy/s3proxy.jar'), '--properties', file];
  const child = spawn(java, parameters, { stdio: 'ignore' });
  for (const end = Date.now() + S3_STARTS_WITHIN_MILLIS; !(await accepts(port)); await pause(100)) {
    if (Date.now() > end || child.exitCode !== null) {
      throw new Error('s3proxy does not start');
    }
  }
  return { url: properties['s3proxy.endpoint'], stop: () => child.kill('SIGKILL') };
}

function accepts(port) {
  return new Promise((settle) => {
    const socket = connect(port, '127.0.0.1', () => settle(true)).on('error', () => settle(false));
    socket.on('connect', () => socket.destroy());
  });
}

/** Uploads to these replicas of the service. */
async function upload(store, replicas, count) {
  console.log(`${store}, replicas: ${replicas.length}`);
  const parameters = ['--count', String(count), '--python', join(folder, 'venv/bin/python')];
  const environment = { ...process.env, TINTYPE_TOKEN: token('uploads') };
  const running = execFile('node', [join(folder, 'uploads.mjs'), ...parameters, ...replicas.map(({ url }) => url)], {
    env: environment,
  });
  running.stdout.pipe(process.stdout);
  running.stderr.pipe(process.stderr);
  const [code] = await once(running, 'exit');
  if (code !== 0) {
    replicas.forEach((replica) => console.log(replica.log().split('\n').slice(-20).join('\n')));
    process.exitCode = 1;
  }
}

const started = [];
try {
  const s3 = await startS3();
  started.push(s3);
  const variables = {
    TINTYPE_MAX_UPLOAD: '25M',
    TINTYPE_STORAGE: 's3',
    BUCKET_NAME: BUCKET,
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ACCESS_KEY_ID: CREDENTIALS.id,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secret,
  };
  const replicas = [await startApplication(variables), await startApplication(variables)];
  started.push(...replicas);
  await upload('S3', replicas, 20);
  const alone = await startApplication({ TINTYPE_MAX_UPLOAD: '25M' });
  started.push(alone);
  await upload('disk', [alone], 5);
} finally {
  await Promise.all(started.map((server) => server.stop()));
}
