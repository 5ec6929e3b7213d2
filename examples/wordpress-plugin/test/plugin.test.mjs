// The plugin in a real WordPress, seen in a real Chromium, with mail that really fails.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { env } from 'node:process';
import { after, before, beforeEach, test } from 'node:test';

import { chromium } from 'playwright-core';

import { closedPort, smtpServer } from './smtp.mjs';
import { wordpress } from './wordpress.mjs';

const USER = 'shop@example.org';
const SECRET = "hunter2 'Gräfin\"<x>";
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const GMAIL = [
  '535-5.7.8 Username and Password not accepted. For more information, go to',
  '535 5.7.8  https://support.google.com/mail/?p=BadCredentials ffacd0b85a97d-38a1c8b8f5dsm3129541f8f.60 - gsmtp',
].join('\r\n');

let site;
let browser;
let admin;
let servers = [];

before(async () => {
  site = await wordpress();
  browser = await chromium.launch({ executablePath: env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
  admin = await signedIn('admin', 'the-admins-password');
});

beforeEach(async () => {
  servers.forEach((server) => server.close());
  servers = [];
  rmSync(join(site.folder, 'constants.php'), { force: true });
  site.mailThrough(null);
  await site.php(`foreach ( array( 'mail_diagnosis_failures', 'mail_diagnosis_options', 'wp_mail_smtp', 'fluentmail-settings' ) as $name ) { delete_option( $name ); }`);
});

after(async () => {
  await browser?.close();
  servers.forEach((server) => server.close());
  await site?.close();
});

/** A page of the browser, signed in, that fails the test on any error of its scripts. */
async function signedIn(user, password) {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => assert.fail(error));
  page.on('dialog', () => assert.fail('a script of the reply was run'));
  await page.goto(`${site.url}/wp-login.php`);
  await page.fill('#user_login', user);
  await page.fill('#user_pass', password);
  await page.click('#wp-submit');
  await page.waitForURL(/wp-admin/);
  return page;
}

/** Opens the page and waits for the answers. */
async function open(page = admin) {
  await page.goto(`${site.url}/wp-admin/tools.php?page=mail-diagnosis`);
  await page.waitForSelector('#mail-diagnosis.is-ready');
  await shot(page);
}

/** A picture to look at, where the environment names a folder for it. */
async function shot(page, name = '') {
  if (env.SHOTS) {
    await page.screenshot({ path: join(env.SHOTS, `${Date.now()}${name}.png`), fullPage: true });
  }
}

/** Has WordPress send through a server with this script. */
async function through(script, settings = {}) {
  const server = await smtpServer(script);
  servers.push(server);
  site.mailThrough({ Host: '127.0.0.1', Port: server.port, SMTPAuth: true, SMTPAutoTLS: false, Username: USER, Password: SECRET, ...settings });
  return server;
}

/** Sends a mail as any plugin would; gives what `wp_mail()` gave. */
async function send(to = 'jane.doe@example.net') {
  const code = `echo wp_mail( '${to}', 'The private subject', "The private body" ) ? 'sent' : 'failed';`;
  return site.php(code);
}

/** Clicks the button for a test mail and waits for the answers. */
async function sendTest(page = admin) {
  await open(page);
  await page.fill('#mail-diagnosis-to', 'jane.doe@example.net');
  await Promise.all([page.waitForNavigation(), page.click('text="Send test mail"')]);
  await page.waitForSelector('#mail-diagnosis.is-ready');
  await shot(page);
}

/** Title, steps and the words beside them of the newest failure. */
async function newest(page = admin) {
  const item = page.locator('[data-explain]').first();
  return {
    title: (await item.locator('h3').first().innerText()).replace(/^Error: /, ''),
    steps: await item.locator('.mail-diagnosis-finding').first().locator('ol > li').allInnerTexts(),
    about: await item.locator('.mail-diagnosis-about').innerText(),
    said: await item.locator('.mail-diagnosis-said pre').textContent(),
    text: await item.innerText(),
  };
}

/** Nothing that must not be kept stands in the database, the page, or WordPress' log. */
async function nothingLeaks(page = admin) {
  const base64 = (text) => Buffer.from(text).toString('base64');
  const forms = [SECRET, base64(SECRET), base64(`\0${USER}\0${SECRET}`), base64(USER), 'hunter2', 'Gräfin'];
  const places = { page: await page.content(), database: Buffer.from(site.database(), 'latin1').toString('utf8'), log: log() };
  for (const [place, text] of Object.entries(places)) {
    for (const form of [...forms, 'jane.doe', 'The private']) {
      // What stands in the box for the test mail is the administrator's own.
      assert.ok(!text.includes(form), `${form} stands in the ${place}`);
    }
  }
}

function log() {
  const file = join(site.folder, 'wp-content/debug.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

test('Gmail turns the password away: the steps for Gmail are shown', async () => {
  const server = await through({ AUTH: ['334 VXNlcm5hbWU6', '334 UGFzc3dvcmQ6', GMAIL] });
  await sendTest();
  assert.match(await admin.locator('.notice-error').innerText(), /could not be sent/);
  const { title, steps, about, said } = await newest();
  assert.match(title, /user name and password/);
  assert.match(steps.join('\n'), /app password/i);
  assert.match(about, /to j\*\*\*@example\.net · through 127\.0\.0\.1, port \d+/);
  assert.match(said, /535-5\.7\.8 Username and Password not accepted/);
  // The password was sent, so that there was something to hide.
  assert.ok(server.received.includes(Buffer.from(SECRET).toString('base64')));
  await nothingLeaks();
});

test('a port on which nothing listens', async () => {
  site.mailThrough({ Host: '127.0.0.1', Port: await closedPort(), SMTPAuth: true, Username: USER, Password: SECRET });
  await sendTest();
  const { title, steps } = await newest();
  assert.match(title, /No mail server accepts connections/);
  assert.ok(steps.length > 1);
  await nothingLeaks();
});

test('a mailbox that does not exist, in an ordinary mail of any plugin', async () => {
  await through({ RCPT: '550 5.1.1 <jane.doe@example.net>: Recipient address rejected: User unknown in virtual mailbox table' });
  assert.equal(await send(), 'failed');
  await open();
  const { title, text, said } = await newest();
  assert.match(title, /mailbox does not exist/);
  assert.match(text, /stop mailing it/);
  assert.doesNotMatch(said, /SERVER -> CLIENT/, 'the conversation is kept only where that is wanted');
  await nothingLeaks();
});

test('a server that offers no log-in', async () => {
  await through({ EHLO: '250-mail.example.org\r\n250 8BITMIME' });
  await sendTest();
  const { title, steps } = await newest();
  assert.match(title, /log-in|log in/i);
  assert.match(steps.join('\n'), /587|465/);
  await nothingLeaks();
});

test('a server that repeats the password', async () => {
  const encoded = Buffer.from(`\0${USER}\0${SECRET}`).toString('base64');
  await through({ AUTH: ['334 VXNlcm5hbWU6', '334 UGFzc3dvcmQ6', `535 5.7.8 ${SECRET} is wrong (${Buffer.from(SECRET).toString('base64')}, ${encoded})`] });
  await sendTest();
  assert.match((await newest()).said, /535 5\.7\.8 \*{8} is wrong/);
  await nothingLeaks();
});

test('what is kept of a text: the reason, and no secret', async () => {
  const kept = {
    '535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6': '535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6',
    'CLIENT -> SERVER: AUTH PLAIN AGFAYi5jAHNlY3JldA==': 'CLIENT -> SERVER: AUTH PLAIN ********',
    'CLIENT -> SERVER: c2VjcmV0LXBhc3M=': 'CLIENT -> SERVER: ********',
    '250-AUTH LOGIN PLAIN XOAUTH2': '250-AUTH LOGIN PLAIN XOAUTH2',
    'c2VjcmV0LXBhc3N3b3Jk': '********',
    'smtp://joe:s3cr%40et@mail.example.org:587': 'smtp://joe:********@mail.example.org:587',
    '"password" => "s3cret!", x': '"password" => "********", x',
    'Authorization: Bearer abcdefgh12345678': 'Authorization: ******** ********',
    'key SG.aaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb1b': 'key SG.aaaaaaaaaaaaaaaaaaaaaa.********',
    '550 5.1.1 <jane.doe+x@example.com>: User unknown': '550 5.1.1 <j***@example.com>: User unknown',
    'jürgen@exämple.org': 'j***@exämple.org',
    'https://support.google.com/mail/?p=BadCredentials d9443c01a7336-38a1c8b8f5d.60 - gsmtp': 'https://support.google.com/mail/?p=BadCredentials d9443c01a7336-38a1c8b8f5d.60 - gsmtp',
  };
  const list = Object.keys(kept).map(quoted).join(', ');
  const made = JSON.parse(await site.php(`echo wp_json_encode( array_map( array( 'Mail_Diagnosis_Redaction', 'text' ), array( ${list} ) ), JSON_UNESCAPED_UNICODE );`));
  assert.deepEqual(made, Object.values(kept));
  const shapes = JSON.parse(await site.php(`echo wp_json_encode( array_map( array( 'Mail_Diagnosis_Redaction', 'shape' ), array( '', 'abcd efgh ijkl mnop', 'Sommer2024!', 'Gräfin', '${'k1'.repeat(20)}' ) ) );`));
  assert.deepEqual(shapes, ['', 'qqqq qqqq qqqq qqqq', 'Qqqqqq7777#', 'Qq##qqq', '********']);
});

test('the conversation is kept with every failure once that is chosen, without the mail', async () => {
  await through({ message: '554 5.7.1 Message rejected as spam by Content Filtering.' });
  await open();
  await admin.check('input[name=transcript]');
  await admin.fill('input[name=days]', '7');
  await Promise.all([admin.waitForNavigation(), admin.click('text="Save"')]);
  assert.match(await admin.locator('.notice-success').innerText(), /saved/);
  assert.equal(await send(), 'failed');
  await open();
  const { title, said } = await newest();
  assert.match(title, /spam/i);
  assert.match(said, /CLIENT -> SERVER: DATA/);
  assert.equal(await admin.inputValue('input[name=days]'), '7');
  await nothingLeaks();
});

test('a sound server: the test mail arrives, and nothing is kept', async () => {
  const server = await through({});
  await sendTest();
  assert.match(await admin.locator('.notice-success').innerText(), /handed the test mail over/);
  assert.match(server.received.join('\n'), /^Subject: Test mail from A shop$/m);
  assert.equal(await admin.locator('[data-explain]').count(), 0);
  await nothingLeaks();
});

test('whoever debugs PHPMailer already is not disturbed', async () => {
  await through({ AUTH: ['535 5.7.8 Error: authentication failed'] }, { SMTPDebug: 1, Debugoutput: 'error_log' });
  const printed = await site.php(`wp_mail( 'jane.doe@example.net', 'x', 'x' ); global $phpmailer; echo $phpmailer->SMTPDebug, $phpmailer->Debugoutput;`);
  assert.equal(printed, '1error_log');
  rmSync(join(site.folder, 'wp-content/debug.log'), { force: true });
});

test('the settings of WP Mail SMTP: port 465 with the wrong encryption', async () => {
  await site.php(`update_option( 'wp_mail_smtp', array(
    'mail' => array( 'from_email' => 'shop@gmail.com', 'from_name' => 'Shop', 'mailer' => 'smtp', 'return_path' => false, 'from_email_force' => true, 'from_name_force' => false ),
    'smtp' => array( 'autotls' => true, 'auth' => true, 'host' => 'smtp.gmail.com', 'encryption' => 'tls', 'port' => 465, 'user' => 'shop@gmail.com', 'pass' => ${quoted(SECRET)} ),
  ) );`);
  await open();
  const item = admin.locator('[data-settings]');
  assert.equal(await item.count(), 1);
  assert.match(await item.innerText(), /WP Mail SMTP\s+The plugin is not active/);
  assert.match(await item.locator('h3').nth(1).innerText(), /Port 465 expects TLS at once/);
  assert.match(await item.locator('mark').innerText(), /"encryption": "ssl"/);
  assert.ok(!(await admin.content()).includes('hunter2'));
  // Constants stand above the option, as in that plugin.
  writeFileSync(join(site.folder, 'constants.php'), `<?php define( 'WPMS_ON', true ); define( 'WPMS_SSL', 'ssl' ); define( 'WPMS_SMTP_PASS', ${quoted(SECRET)} );`);
  await open();
  // What the password looks like is enough to tell that it is none that Gmail takes.
  assert.match(await item.locator('h3').nth(1).innerText(), /not the kind of password/);
  assert.match(await item.innerText(), /come from constants/);
  assert.ok(!(await admin.content()).includes('hunter2'));
});

test('the settings of FluentSMTP, and a mailer that needs none', async () => {
  const smtp = `array( 'provider' => 'smtp', 'sender_name' => 'Shop', 'sender_email' => 'shop@example.org', 'force_from_name' => 'no', 'force_from_email' => 'yes', 'return_path' => 'yes', 'host' => 'smtp.office365.com', 'port' => '587', 'auth' => 'yes', 'username' => 'shop@example.org', 'password' => ${quoted(SECRET)}, 'auto_tls' => 'yes', 'encryption' => 'ssl', 'key_store' => 'db' )`;
  await site.php(`update_option( 'fluentmail-settings', array(
    'mappings' => array( 'shop@example.org' => 'a1' ),
    'connections' => array(
      'a1' => array( 'title' => 'SMTP server', 'provider_settings' => ${smtp} ),
      'b2' => array( 'title' => 'Amazon SES', 'provider_settings' => array( 'provider' => 'ses', 'secret_key' => ${quoted(SECRET)} ) ),
    ),
    'misc' => array( 'log_emails' => 'yes', 'default_connection' => 'a1' ),
  ) );`);
  await open();
  const items = admin.locator('[data-settings]');
  assert.match(await items.nth(0).locator('h3').nth(1).innerText(), /This port starts unencrypted/);
  assert.match(await items.nth(1).innerText(), /mailer "ses", which has no SMTP settings/);
  assert.ok(!(await admin.content()).includes('hunter2'));
});

test('constants of a snippet: the shape of a password is enough', async () => {
  const constants = { SMTP_HOST: 'smtp.gmail.com', SMTP_PORT: 465, SMTP_SECURE: 'tls', SMTP_USER: 'shop@gmail.com', SMTP_PASS: 'Sommer2024!' };
  const lines = Object.entries(constants).map(([name, value]) => `define( '${name}', ${typeof value === 'number' ? value : quoted(value)} );`);
  writeFileSync(join(site.folder, 'constants.php'), `<?php ${lines.join(' ')}`);
  await open();
  const item = admin.locator('[data-settings]');
  assert.match(await item.innerText(), /Port 465 expects TLS at once/);
  assert.match(await item.locator('mark').allInnerTexts().then((all) => all.join()), /define\( 'SMTP_SECURE', 'ssl' \)/);
  assert.ok(!(await admin.content()).includes('Sommer2024'));
});

test('settings in code are known from the mail that failed', async () => {
  await through({ AUTH: ['535 5.7.8 Error: authentication failed'] });
  await send();
  await open();
  assert.match(await admin.locator('[data-settings]').innerText(), /In use when a mail last failed/);
  // All that WordPress says is "Could not authenticate."
  assert.match((await newest()).text, /Send a test mail from this page/);
});

test('markup in a reply, and in settings, stays text', async () => {
  const payloads = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '</pre></article><iframe srcdoc="<script>parent.alert(1)</script>">',
    '</textarea><script>alert(1)</script>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '&quot;&gt;&lt;img src=x onerror=alert(1)&gt;',
    'javascript:alert(1)',
    '<a href="javascript:alert(1)">https://support.google.com</a>',
    '{{constructor.constructor("alert(1)")()}}',
    '\u2028\u2029<!--<script>',
  ];
  await open();
  const scripts = await admin.evaluate(() => document.scripts.length);
  await through({ RCPT: payloads.map((payload) => `550 5.1.1 ${payload} user unknown ${payload}`) });
  await site.php(`update_option( 'mail_diagnosis_options', array( 'transcript' => true ) ); for ( $i = 0; $i < ${payloads.length}; $i++ ) { wp_mail( 'jane.doe@example.net', 'x', 'x' ); }`);
  const settings = payloads.map((payload) => `array( 'provider_settings' => array( 'provider' => 'smtp', 'host' => ${quoted(payload)}, 'port' => 465, 'encryption' => 'tls', 'auth' => 'yes', 'username' => ${quoted(payload)}, 'sender_email' => ${quoted(payload)} ) )`);
  await site.php(`update_option( 'fluentmail-settings', array( 'connections' => array( ${settings.join(', ')}, array( 'provider_settings' => array( 'provider' => ${quoted(payloads[0])} ) ) ) ) );`);
  await open();
  const said = await admin.locator('.mail-diagnosis-said pre').allTextContents();
  for (const payload of payloads) {
    // Entities that were taken as markup would show as something else.
    assert.ok(said.some((text) => text.includes(payload)), payload);
    await admin.fill('#mail-diagnosis-paste', `550 5.1.1 ${payload} user unknown`);
    await admin.waitForTimeout(250);
    await admin.waitForSelector('#mail-diagnosis-pasted h3');
  }
  for (const item of await admin.locator('details').all()) {
    await item.evaluate((details) => (details.open = true));
  }
  const strange = '#mail-diagnosis :is(script, img, svg, iframe, [onerror], [onload], [onmouseover], a[href^="javascript"])';
  assert.equal(await admin.locator(strange).count(), 0);
  assert.equal(await admin.evaluate(() => document.scripts.length), scripts);
  await shot(admin);
});

test('a pasted error is explained as one types', async () => {
  await open();
  await admin.fill('#mail-diagnosis-paste', 'SMTP connect() failed. https://github.com/PHPMailer/PHPMailer/wiki/Troubleshooting');
  await admin.waitForSelector('#mail-diagnosis-pasted ol > li');
  await admin.fill('#mail-diagnosis-paste', '');
  await admin.waitForFunction(() => !document.querySelector('#mail-diagnosis-pasted h3'));
});

test('the same failure is counted; the list has an end; old ones go', async () => {
  await through({ RCPT: '550 5.1.1 User unknown' });
  const added = `function add( $text, $age ) { Mail_Diagnosis_Failures::add( array( 'time' => time() - $age, 'message' => $text ) ); }`;
  await site.php(`for ( $i = 0; $i < 3; $i++ ) { wp_mail( 'jane.doe@example.net', 'x', 'x' ); }`);
  await open();
  assert.match((await newest()).about, /3 times/);
  const kept = await site.php(`${added} for ( $i = 0; $i < 60; $i++ ) { add( "550 number $i", 0 ); } Mail_Diagnosis_Failures::flush(); echo count( Mail_Diagnosis_Failures::all() );`);
  assert.equal(kept, '20');
  const young = await site.php(`${added} Mail_Diagnosis_Failures::clear(); add( '550 young', 0 ); add( '550 old', 40 * DAY_IN_SECONDS ); Mail_Diagnosis_Failures::flush(); do_action( 'mail_diagnosis_prune' ); echo wp_json_encode( wp_list_pluck( get_option( 'mail_diagnosis_failures' ), 'message' ) );`);
  assert.equal(young, '["550 young"]');
  const autoload = await site.php(`global $wpdb; echo $wpdb->get_var( "SELECT autoload FROM $wpdb->options WHERE option_name = 'mail_diagnosis_failures'" );`);
  assert.equal(autoload, 'no');
  await open();
  await Promise.all([admin.waitForNavigation(), admin.click('text="Delete all"')]);
  assert.equal(await site.php(`var_export( get_option( 'mail_diagnosis_failures' ) );`), 'false');
});

test('what is no failure of PHPMailer is taken, too', async () => {
  const odd = [`new WP_Error( 'wp_mail_failed', '<b>odd</b>', 'no array' )`, `new WP_Error()`, `'no error at all'`, `new WP_Error( 'x', str_repeat( "\\xff\\xc3A", 300000 ), array( 'to' => array( array() ) ) )`];
  await site.php(odd.map((error) => `do_action( 'wp_mail_failed', ${error} );`).join('\n'));
  await open();
  assert.equal(await admin.locator('[data-explain]').count(), 3);
  assert.equal(await site.php(`update_option( 'mail_diagnosis_failures', 'damaged' ); echo count( Mail_Diagnosis_Failures::all() );`), '0');
});

test('a subscriber sees nothing and does nothing; a request without its nonce is refused', async () => {
  const reader = await signedIn('reader', 'the-readers-password');
  const page = await reader.goto(`${site.url}/wp-admin/tools.php?page=mail-diagnosis`);
  assert.equal(page.status(), 403);
  await through({ RCPT: '550 5.1.1 User unknown' });
  await send();
  await open();
  for (const action of ['test', 'clear', 'options']) {
    const nonce = await admin.locator(`form:has(input[value=mail_diagnosis_${action}]) input[name=_wpnonce]`).first().inputValue();
    const post = (who, form) => who.request.post(`${site.url}/wp-admin/admin-post.php`, { form: { action: `mail_diagnosis_${action}`, to: 'x@example.net', ...form }, maxRedirects: 0 });
    assert.equal((await post(reader, { _wpnonce: nonce })).status(), 403, action);
    assert.equal((await post(admin, {})).status(), 403, action);
    assert.equal((await post(admin, { _wpnonce: 'wrong' })).status(), 403, action);
  }
  const stranger = await (await browser.newContext()).newPage();
  const nobody = await stranger.request.post(`${site.url}/wp-admin/admin-post.php`, { form: { action: 'mail_diagnosis_clear' }, maxRedirects: 0 });
  assert.doesNotMatch(await nobody.text(), /deleted/);
  await open();
  assert.equal(await admin.locator('[data-explain]').count(), 1, 'nothing was deleted');
});

test('sentences of the plugin and of mailmend are translated in the browser', async () => {
  await through({ RCPT: '550 5.1.1 User unknown' });
  await send();
  const wanted = { 'What to do': ['Was zu tun ist'], 'This mailbox does not exist': ['Dieses Postfach gibt es nicht'] };
  const script = 'mail-diagnosis-de_DE-mail-diagnosis.json';
  const messages = { '': { domain: 'messages', lang: 'de_DE' }, ...wanted };
  writeFileSync(join(site.folder, 'wp-content/plugins/mail-diagnosis/languages', script), JSON.stringify({ locale_data: { messages } }));
  await site.php(`update_user_meta( 1, 'locale', 'de_DE' ); add_filter( 'pre_wp_mail', '__return_true' ); wp_mkdir_p( WP_LANG_DIR ); file_put_contents( WP_LANG_DIR . '/de_DE.mo', pack( 'V*', 0x950412de, 0, 0, 28, 28, 0, 28 ) );`);
  await open();
  const { title, text } = await newest();
  await site.php(`delete_user_meta( 1, 'locale' );`);
  assert.match(title, /Dieses Postfach gibt es nicht/);
  assert.match(text, /Was zu tun ist/);
});

test('the page can be read and worked by everybody', async () => {
  await through({ RCPT: ['550 5.1.1 User unknown', '452 4.2.2 Mailbox full', '550 5.7.1 Blocked'] });
  await site.php(`for ( $i = 0; $i < 3; $i++ ) { wp_mail( 'jane.doe@example.net', 'x', 'x' ); } update_option( 'wp_mail_smtp', array( 'mail' => array( 'mailer' => 'smtp' ), 'smtp' => array( 'host' => 'smtp.gmail.com', 'port' => 465, 'encryption' => 'tls' ) ) );`);
  await open();
  await admin.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core') });
  const { violations } = await admin.evaluate(() => globalThis.axe.run('#mail-diagnosis'));
  assert.deepEqual(violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)]), []);
});

test('nothing is complained of, and nothing is fetched from elsewhere', async () => {
  const strangers = [];
  admin.on('request', (request) => {
    if (!request.url().startsWith(site.url) && !/^(data|blob):/.test(request.url())) {
      strangers.push(request.url());
    }
  });
  await through({ AUTH: ['334 VXNlcm5hbWU6', '334 UGFzc3dvcmQ6', GMAIL] });
  await sendTest();
  await admin.setViewportSize({ width: 390, height: 844 });
  await open();
  const wide = await admin.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await admin.setViewportSize({ width: 1280, height: 900 });
  assert.equal(wide, 0, 'a telephone shows the page without scrolling sideways');
  assert.deepEqual(strangers.filter((url) => !/gravatar\.com/.test(url)), []);
  assert.equal(log(), '');
});

test('uninstalling leaves nothing', async () => {
  await site.php(`update_option( 'mail_diagnosis_failures', array(), false ); update_option( 'mail_diagnosis_options', array(), false ); update_user_meta( 1, 'mail_diagnosis_notice', 'sent' ); wp_schedule_event( time(), 'daily', 'mail_diagnosis_prune' );`);
  await site.php(`require_once ABSPATH . 'wp-admin/includes/plugin.php'; require_once ABSPATH . 'wp-admin/includes/file.php'; deactivate_plugins( 'mail-diagnosis/mail-diagnosis.php' ); uninstall_plugin( 'mail-diagnosis/mail-diagnosis.php' );`);
  const left = await site.php(`global $wpdb; echo $wpdb->get_var( "SELECT COUNT(*) FROM $wpdb->options WHERE option_name LIKE '%mail_diagnosis%'" ) + $wpdb->get_var( "SELECT COUNT(*) FROM $wpdb->usermeta WHERE meta_key LIKE '%mail_diagnosis%'" ), ' ', var_export( wp_next_scheduled( 'mail_diagnosis_prune' ), true );`);
  assert.equal(left, '0 false');
});

function quoted(text) {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
