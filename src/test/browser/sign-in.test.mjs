// Tests how users sign in to the gallery of the packaged application with a real Keycloak. CONTRIBUTING.md explains how to
// run them.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { eventually, startApplication } from './application.mjs';
import { PASSWORD, startKeycloak } from './keycloak.mjs';
import { assertAccessibleOnAllDevices, give, launch, open } from './page.mjs';
import { picture } from './pictures.mjs';
import { PREFIX, startPrefixProxy } from './prefix-proxy.mjs';

if (!process.env.KEYCLOAK && process.env.CI) {
  throw new Error('KEYCLOAK must name the folder of a Keycloak distribution');
}
const skip = process.env.KEYCLOAK ? false : 'KEYCLOAK does not name the folder of a Keycloak distribution';

let keycloak;
let browser;
let gallery;
const applications = [];

before(async () => {
  if (skip) {
    return;
  }
  [keycloak, browser] = await Promise.all([startKeycloak(), launch()]);
  gallery = await start('gallery');
});

after(async () => {
  await browser?.close();
  await Promise.all(applications.map((application) => application.stop()));
  await keycloak?.stop();
});

/** Starts an application whose gallery is a client of its own. */
async function start(clientId, variables = {}, client = {}) {
  const application = await startApplication({
    TINTYPE_OIDC_ISSUER: keycloak.issuer,
    TINTYPE_OIDC_CLIENT_ID: clientId,
    TINTYPE_LINK_SECRET: 'a-secret-of-links-for-the-tests-of-sign-in',
    TINTYPE_SCOPES: 'required',
    ...variables,
  });
  applications.push(application);
  await keycloak.addClient(clientId, `${application.url}/`, client);
  return application;
}

/** The console message of the browser for a request to an issuer that is down. */
const LOST_CONNECTION = /^error: Failed to load resource: net::ERR_/;

/** Defines a test with a page and a browser profile of its own. */
function onPage(name, body) {
  test(name, { skip }, async () => {
    const opened = await open(browser, 'about:blank');
    try {
      await body(opened);
    } finally {
      const others = opened.faults.filter((fault) => !LOST_CONNECTION.test(fault));
      opened.faults.splice(0, Infinity, ...others);
      await opened.done();
    }
  });
}

afterEach(() => keycloak?.proxy.up());

const button = (page) => page.getByRole('button', { name: 'Sign in' });
const problem = (page) => page.locator('#sign-in-problem');
const library = (page) => page.locator('#images li, #empty:visible').first();

/** Signs in at Keycloak's page. */
async function signInAt(page, url, username = 'ann') {
  await page.goto(url);
  await button(page).click();
  await enterPassword(page, username);
}

/** Keycloak may ask for consent at once, because it knows the user. */
async function enterPasswordIfAsked(page) {
  const [name, yes] = [page.getByLabel('Username or email'), page.getByRole('button', { name: 'Yes' })];
  await name.or(yes).first().waitFor();
  if (await name.isVisible()) {
    await enterPassword(page, 'ann');
  }
}

async function enterPassword(page, username) {
  await page.getByLabel('Username or email').fill(username);
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign In' }).click();
}

/** Returns all that the page has stored in the browser, as one text. */
const stored = (page) =>
  page.evaluate(async () => {
    const texts = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise((resolve) => (indexedDB.open(name).onsuccess = ({ target }) => resolve(target.result)));
      for (const store of database.objectStoreNames) {
        const request = database.transaction(store).objectStore(store).getAll();
        texts.push(JSON.stringify(await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)))));
      }
      database.close();
    }
    return texts.join('\n');
  });

/** Returns the requests for tokens that the page has sent, as they are sent. */
function tokenRequests(page) {
  const requests = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/token')) {
      requests.push(Object.fromEntries(new URLSearchParams(request.postData())));
    }
  });
  return requests;
}

onPage('signs in, restores the session when the page is loaded again, and signs out', async ({ page }) => {
  const requests = tokenRequests(page);
  await page.goto(gallery.url);
  await page.getByText(`Sign in with your account at ${new URL(keycloak.issuer).host}.`).waitFor();
  assert.equal(await page.getByLabel('Token').isVisible(), false);
  await assertAccessibleOnAllDevices(page, 'signed out');
  assert.equal(await button(page).evaluate((element) => element === document.activeElement), true);
  await signInAt(page, gallery.url);
  await library(page).waitFor();

  assert.equal(page.url(), `${gallery.url}/`, 'the code is not in the URL');
  assert.equal(requests.length, 1);
  assert.equal(requests[0].redirect_uri, `${gallery.url}/`);
  assert.match(requests[0].code_verifier, /^[\w-]{43}$/);
  const texts = await stored(page);
  assert.doesNotMatch(texts, /ey[\w-]+\.[\w-]+\.|verifier|nonce/);
  assert.equal(texts.split('\n')[0], '{}');
  assert.match(texts.split('\n')[1], /^{"tintype.signed-in":"\d+"}$/);
  assert.equal((await page.context().cookies(gallery.url)).length, 0);

  await page.reload();
  await library(page).waitFor();
  assert.equal(page.url(), `${gallery.url}/`);
  assert.equal(await keycloak.sessions('ann'), 1);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await button(page).waitFor();
  assert.equal(page.url(), `${gallery.url}/`);
  assert.equal(await problem(page).textContent(), '');
  assert.equal(await keycloak.sessions('ann'), 0);
  await page.reload();
  await button(page).click();
  await page.getByLabel('Username or email').waitFor();
});

onPage('allows no other origin than that of the issuer', async ({ page }) => {
  const response = await page.goto(gallery.url);

  assert.equal(
    response.headers()['content-security-policy'],
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; " +
      `connect-src 'self' ${new URL(keycloak.issuer).origin}; base-uri 'none'; form-action 'none'; ` +
      "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  );
});

onPage('says that a user without scopes may not see images', async ({ page }) => {
  await signInAt(page, gallery.url, 'ben');

  await page.getByRole('alert').getByText('images:read. Ask the operator of this service for access.').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await button(page).waitFor();
});

onPage('says what is wrong while the issuer is down, and for whom its tokens are not', async ({ page }) => {
  keycloak.proxy.down();
  const other = await startApplication({
    TINTYPE_OIDC_ISSUER: keycloak.issuer,
    TINTYPE_OIDC_CLIENT_ID: 'other',
    JWT_AUDIENCE: 'https://images.example.com',
  });
  applications.push(other);
  await page.goto(other.url);
  await problem(page).getByText('The service cannot read the settings of the issuer').waitFor();
  await assertAccessibleOnAllDevices(page, 'the issuer is down');
  keycloak.proxy.up();
  await keycloak.addClient('other', `${other.url}/`, { consentRequired: true });
  await eventually(async () => (await fetch(`${other.url}/sign-in`)).ok);
  await page.getByRole('button', { name: 'Try again' }).click();
  await button(page).waitFor();

  await signInAt(page, other.url);
  await page.getByRole('button', { name: 'No' }).click();
  await problem(page).getByText('did not let you in, or you canceled the sign-in.').waitFor();
  const requests = tokenRequests(page);
  await button(page).click();
  await enterPasswordIfAsked(page);
  await page.getByRole('button', { name: 'Yes' }).click();
  await problem(page).getByText('The service does not accept your sign-in.').waitFor();
  assert.match(await problem(page).textContent(), /aud (is missing|does not name this service)\. Tell the operator of this service\.$/);
  assert.equal(requests.length <= 2, true, 'at most one renewal');
  await page.reload();
  await button(page).waitFor();
  assert.equal(page.url(), `${other.url}/`);
});

onPage('refuses a response that nobody requested', async ({ page }) => {
  const requests = tokenRequests(page);
  for (const query of ['code=forged&state=forged', 'error=access_denied&state=forged', 'code=&state=']) {
    await page.goto(`${gallery.url}/?${query}`);
    await problem(page).getByText('This sign-in did not start in this tab').waitFor();
    assert.equal(page.url(), `${gallery.url}/`);
  }

  // Another tab of the same browser has a sign-in of its own.
  await button(page).click();
  await page.getByLabel('Username or email').waitFor();
  const state = new URL(page.url()).searchParams.get('state');
  const tab = await page.context().newPage();
  await tab.goto(`${gallery.url}/?code=forged&state=${state}`);
  await problem(tab).getByText('This sign-in did not start in this tab').waitFor();
  await page.goto(`${gallery.url}/?code=forged&state=${state}x`);
  await problem(page).getByText('This sign-in did not start in this tab').waitFor();
  assert.deepEqual(requests, []);
});

onPage('refuses a response of another issuer', async ({ page }) => {
  const requests = tokenRequests(page);
  for (const iss of ['', '&iss=', '&iss=https%3A%2F%2Fattacker.example.com']) {
    await page.goto(gallery.url);
    await button(page).click();
    await page.getByLabel('Username or email').waitFor();
    const state = new URL(page.url()).searchParams.get('state');
    await page.goto(`${gallery.url}/?code=stolen&state=${state}${iss}`);
    await problem(page).getByText('This sign-in is not one of').waitFor();
  }
  assert.deepEqual(requests, []);
});

onPage('explains why the issuer refused, without its words', async ({ page }) => {
  const iss = `iss=${encodeURIComponent(keycloak.issuer)}`;
  for (const [error, words] of [
    ['access_denied', /did not let you in, or you canceled the sign-in\.$/],
    ['temporarily_unavailable', /^The sign-in took too long, or .* is unavailable\. Try again\.$/],
    ['invalid_scope', /refused the sign-in \(invalid_scope\)\. Tell the operator of this service\.$/],
    ['%3Cb%3EPay+here', /refused the sign-in \(no reason given\)/],
  ]) {
    await page.goto(gallery.url);
    await button(page).click();
    await page.getByLabel('Username or email').waitFor();
    const state = new URL(page.url()).searchParams.get('state');
    await page.goto(`${gallery.url}/?error=${error}&error_description=Send+your+password&state=${state}&${iss}`);
    await problem(page).filter({ hasText: words }).waitFor();
    assert.equal(page.url(), `${gallery.url}/`);
  }
});

onPage('uses a response once, and restores the session after the back button', async ({ page }) => {
  const requests = tokenRequests(page);
  const urls = [];
  page.on('request', (request) => urls.push(request.url()));
  await signInAt(page, gallery.url);
  await library(page).waitFor();
  const response = urls.find((url) => url.startsWith(`${gallery.url}/?`));
  const form = urls.find((url) => url.includes('session_code='));
  for (const again of [response, form]) {
    await page.goto(again); // the back button leads to Keycloak's form, and that to a response
    await library(page).waitFor();
    assert.equal(page.url(), `${gallery.url}/`);
  }
  assert.equal(new Set(requests.map((request) => request.code)).size, 3);
  assert.equal(requests.length, 3);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await button(page).waitFor();
  await page.goto(response);
  await problem(page).getByText('This sign-in did not start in this tab, or has ended already.').waitFor();
  await page.goBack();
  await button(page).waitFor();
  assert.equal(requests.length, 3);
});

onPage('lets the user go back from the issuer, and sign in then', async ({ page }) => {
  await page.goto(gallery.url);
  await button(page).click();
  await page.getByLabel('Username or email').waitFor();
  await page.goBack();
  await button(page).click();
  await enterPassword(page, 'ann');
  await library(page).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await button(page).waitFor();
  await page.goBack().catch(() => {}); // there may be no page before
  assert.equal(await library(page).isVisible(), false);
});

/** What a faulty or misconfigured issuer responds to a request for tokens, and what the page says. */
const FAULTY_GRANTS = [
  ['an opaque token', { access_token: 'opaque' }, /issues tokens that this service cannot verify/],
  ['an encrypted token', { access_token: 'ey.a.b.c.d' }, /issues tokens that this service cannot verify/],
  ['no access token', { access_token: undefined }, /refused the sign-in \(invalid_token_response\)/],
  ['another type of token', { token_type: 'DPoP' }, /refused the sign-in \(invalid_token_response\)/],
  ['no ID token', { id_token: undefined }, /refused the sign-in \(invalid_id_token\)/],
  ['an ID token with another nonce', { id_token: { nonce: 'other' } }, /refused the sign-in \(invalid_id_token\)/],
  ['an ID token for another client', { id_token: { aud: ['shop'] } }, /refused the sign-in \(invalid_id_token\)/],
  ['an ID token of another issuer', { id_token: { iss: 'https://example.com' } }, /refused the sign-in \(invalid_id_token\)/],
];

/** Returns an unsigned token that differs from another by these claims. */
function changed(token, claims) {
  const [header, payload, signature] = token.split('.');
  const json = { ...JSON.parse(Buffer.from(payload, 'base64url')), ...claims };
  return [header, Buffer.from(JSON.stringify(json)).toString('base64url'), signature].join('.');
}

onPage('refuses what is not for this page or for this service', async ({ page }) => {
  let fault;
  await page.route('**/openid-connect/token', async (route) => {
    const response = await route.fetch();
    const grant = await response.json();
    const { id_token: claims, ...more } = fault;
    const idToken = claims ? { id_token: changed(grant.id_token, claims) } : 'id_token' in fault ? { id_token: undefined } : {};
    await route.fulfill({ response, json: { ...grant, ...more, ...idToken } });
  });
  for (const [kind, faulty, words] of FAULTY_GRANTS) {
    fault = faulty;
    await page.goto(gallery.url);
    const responded = page.waitForResponse('**/openid-connect/token');
    await button(page).click();
    if (kind === FAULTY_GRANTS[0][0]) {
      await enterPassword(page, 'ann');
    }
    await responded;
    await problem(page).filter({ hasText: words }).waitFor();
    assert.doesNotMatch(await stored(page), /signed-in|verifier/, kind);
  }
});

onPage('says that signing in needs a secure connection', async ({ page }) => {
  await page.route('http://photos.test/**', async (route) => {
    const response = await route.fetch({ url: route.request().url().replace('http://photos.test', gallery.url) });
    const headers = { ...response.headers() };
    delete headers['cross-origin-opener-policy']; // which browsers report where it has no effect
    await route.fulfill({ response, headers });
  });
  await page.goto('http://photos.test/');
  await button(page).click();
  await problem(page).getByText('open this page with https').waitFor();
});

onPage('says that the browser blocks the storage of the tab', async ({ page }) => {
  await page.addInitScript(() =>
    Object.defineProperty(window, 'sessionStorage', {
      get: () => {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      },
    }),
  );
  await page.goto(gallery.url);
  await problem(page).getByText('Your browser blocks the storage of this tab').waitFor();
});

const MINUTE = 60_000;
const drop = (page, ...names) =>
  give(page, 'drop', names.map((name, i) => ({ name, type: 'image/png', bytes: picture(90, 60, i) })));

/** Opens the gallery with a clock that the test can change, and signs in. */
async function signInWithClock(page, difference = 0) {
  await page.clock.install({ time: Date.now() + difference });
  await page.clock.resume();
  await signInAt(page, gallery.url);
  await library(page).waitFor();
}

for (const difference of [-24 * 60 * MINUTE, 24 * 60 * MINUTE]) {
  onPage(`signs in though the clock is wrong by ${difference / MINUTE} minutes`, async ({ page }) => {
    const requests = tokenRequests(page);
    await signInWithClock(page, difference);
    await drop(page, 'clock.png');
    await page.getByRole('heading', { name: '1 uploaded' }).waitFor();

    assert.deepEqual(requests.map((request) => request.grant_type), ['authorization_code']);
  });
}

onPage('renews a token once for all requests that need it, also after the computer slept', async ({ page }) => {
  const requests = tokenRequests(page);
  await signInWithClock(page);
  for (const [minutes, name] of [
    [4.5, 'before it expires'],
    [20, 'after it has expired'],
  ]) {
    requests.length = 0;
    await page.clock.fastForward(minutes * MINUTE);
    await drop(page, `${name} 1.png`, `${name} 2.png`, `${name} 3.png`);
    await page.getByRole('heading', { name: '3 uploaded' }).waitFor();
    await page.getByRole('button', { name: 'Close the list of uploads' }).click();
    assert.deepEqual(requests.map((request) => request.grant_type), ['refresh_token'], name);
  }
});

onPage('keeps two tabs signed in though each renews its tokens, until one signs out', async ({ page }) => {
  await signInWithClock(page);
  const tab = await page.context().newPage();
  tab.setDefaultTimeout(10_000);
  await tab.clock.install({ time: Date.now() });
  await tab.clock.resume();
  await tab.goto(gallery.url);
  await button(tab).click();
  await library(tab).waitFor();
  for (let round = 0; round < 2; round++) {
    for (const each of [page, tab]) {
      const name = `of tab ${[page, tab].indexOf(each)}, ${round}.png`;
      await each.clock.fastForward(4.5 * MINUTE);
      await drop(each, name);
      await each.locator('#images li', { hasText: name }).waitFor();
    }
  }

  await page.getByRole('button', { name: 'Sign out' }).click();
  await button(page).waitFor();
  await tab.clock.fastForward(4.5 * MINUTE);
  await drop(tab, 'after sign-out.png');
  await problem(tab).getByText('Your session has ended. Sign in again.').waitFor();
});

onPage('deletes what the user has deleted just before the sign-out', async ({ page }) => {
  await signInWithClock(page);
  await drop(page, 'deleted.png');
  const deleted = page.locator('#images li', { hasText: 'deleted.png' });
  await deleted.getByRole('button').focus();
  await page.keyboard.press('Delete');
  await page.getByText('Deleted deleted.png.').waitFor();
  const requested = page.waitForRequest((request) => request.method() === 'DELETE');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await requested; // the page may be left before the response
  await button(page).click();
  await enterPassword(page, 'ann');
  await library(page).waitFor();
  assert.equal(await deleted.count(), 0);
});

onPage('says that the session has ended, and continues its uploads after the next sign-in', async ({ page }) => {
  await signInWithClock(page);
  await keycloak.endSessions('ann');
  await page.clock.fastForward(5 * MINUTE);
  await drop(page, 'later.png');

  await problem(page).getByText('Your session has ended. Sign in again.').waitFor();
  await assertAccessibleOnAllDevices(page, 'the session has ended');
  assert.equal(page.url(), `${gallery.url}/`);
  await page.reload();
  await button(page).click();
  await enterPassword(page, 'ann');
  await page.locator('#images li', { hasText: 'later.png' }).waitFor();
});

onPage('goes on while the issuer is down, and when it is up again', async ({ page }) => {
  await signInWithClock(page);
  keycloak.proxy.down();
  await page.clock.fastForward(4.5 * MINUTE);
  await drop(page, 'still valid.png');
  await page.getByRole('heading', { name: '1 uploaded' }).waitFor();
  await page.clock.fastForward(MINUTE);
  await drop(page, 'waits.png');
  await page.locator('#uploads .pausing').getByText('does not respond to this page. Try again later. Will continue').waitFor();
  keycloak.proxy.up();
  await page.getByRole('heading', { name: '2 uploaded' }).waitFor();

  keycloak.proxy.down();
  await page.reload();
  await problem(page).getByText('does not respond to this page').waitFor();
  keycloak.proxy.up();
  await page.reload();
  await library(page).waitFor();

  keycloak.proxy.down();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await problem(page).getByText(/^You are signed out here\. .* does not respond: close the browser/).waitFor();
  await button(page).click();
  await problem(page).getByText('does not respond to this page').waitFor();
  keycloak.proxy.up();
  await page.reload();
  await button(page).click();
  await library(page).waitFor();
});

onPage('says that the issuer is down when the sign-in returns', async ({ page }) => {
  await page.goto(gallery.url);
  await button(page).click();
  const goesDown = (request) => request.url().startsWith(`${gallery.url}/?`) && keycloak.proxy.down();
  page.on('request', goesDown);
  await enterPassword(page, 'ann');
  await problem(page).getByText('does not respond to this page').waitFor();
  page.off('request', goesDown);
  keycloak.proxy.up();
  await button(page).click();
  await library(page).waitFor();
});

onPage('renews tokens during an upload that takes longer than one is valid', async ({ page }) => {
  const brief = await start('brief', { TINTYPE_MAX_UPLOAD: '40M' }, { attributes: { 'access.token.lifespan': '4' } });
  await signInAt(page, brief.url);
  await library(page).waitFor();
  const tokens = new Set();
  page.on('request', (request) => request.url().includes('/uploads/') && tokens.add(request.headers()['authorization']));
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 3_000_000 };
  await session.send('Network.emulateNetworkConditions', slow);
  const folder = await mkdtemp(join(tmpdir(), 'tintype-upload-'));
  try {
    await writeFile(join(folder, 'long.png'), Buffer.concat([picture(80, 60), Buffer.alloc(28_000_000)]));
    await page.locator('#files').setInputFiles(join(folder, 'long.png'));
    await page.getByRole('heading', { name: '1 uploaded' }).waitFor({ timeout: 60_000 });
  } finally {
    await rm(folder, { recursive: true });
  }
  assert.equal(tokens.size >= 2, true, `${tokens.size} tokens`);
});

onPage('restores a session without a refresh token once, below a path prefix', async ({ page }) => {
  let application;
  const proxy = await startPrefixProxy(() => application);
  const url = `${proxy.origin}${PREFIX}/`;
  application = await startApplication({
    TINTYPE_OIDC_ISSUER: keycloak.issuer,
    TINTYPE_OIDC_CLIENT_ID: 'prefixed',
    TINTYPE_PUBLIC_URL: url,
  });
  applications.push(application);
  await keycloak.addClient('prefixed', url, { attributes: { 'use.refresh.tokens': 'false' } });
  try {
    const requests = tokenRequests(page);
    await page.clock.install({ time: Date.now() });
    await page.clock.resume();
    await signInAt(page, url);
    await library(page).waitFor();
    assert.equal(page.url(), url);

    const expired = { 'WWW-Authenticate': 'Bearer error="invalid_token", error_description="exp is in the past"' };
    await page.route('**/images/*', (route) => route.fulfill({ status: 401, headers: expired }), { times: 1 });
    await page.clock.fastForward(2 * MINUTE);
    await drop(page, 'restored.png');
    await page.locator('#images li', { hasText: 'restored.png' }).waitFor(); // the upload continues
    assert.equal(page.url(), url);
    assert.deepEqual(requests.map(({ grant_type, redirect_uri }) => [grant_type, redirect_uri]), [
      ['authorization_code', url],
      ['authorization_code', url],
    ]);

    await page.route('**/images/*', (route) => route.fulfill({ status: 401, headers: expired }), { times: 1 });
    await drop(page, 'too soon.png');
    await problem(page).getByText('The token has expired. Sign in again.').waitFor();
    assert.equal(requests.length, 2);
  } finally {
    proxy.stop();
  }
});
