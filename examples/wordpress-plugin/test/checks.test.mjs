// What the plugin directory's own checker asks for, as far as reading the sources tells it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ofPlugin, template } from '../make-pot.mjs';
import { PLUGIN } from './wordpress.mjs';

const files = ['', 'includes/'].flatMap((folder) => readdirSync(join(PLUGIN, folder)).map((file) => folder + file)).filter((file) => file.endsWith('.php'));
const sources = Object.fromEntries(files.map((file) => [file, readFileSync(join(PLUGIN, file), 'utf8')]));
const main = sources['mail-diagnosis.php'];
const readme = readFileSync(join(PLUGIN, 'readme.txt'), 'utf8');
const script = readFileSync(join(PLUGIN, 'assets/mail-diagnosis.js'), 'utf8');

/** Every line of PHP that matches, with its file. */
function lines(pattern) {
  return Object.entries(sources).flatMap(([file, source]) => source.split('\n').filter((line) => pattern.test(line)).map((line) => `${file}: ${line.trim()}`));
}

test('PHP can read every file, and none can be called alone', () => {
  assert.ok(files.length >= 8);
  for (const file of files) {
    execFileSync('php', ['-l', join(PLUGIN, file)], { stdio: ['ignore', 'ignore', 'inherit'] });
    assert.match(sources[file], /^defined\( '(ABSPATH|WP_UNINSTALL_PLUGIN)' \) \|\| exit;$/m, file);
    // Called alone, it prints nothing and complains of nothing.
    assert.equal(execFileSync('php', ['-d', 'display_errors=1', join(PLUGIN, file)], { encoding: 'utf8' }), '', file);
  }
});

test('header and readme agree', () => {
  const header = (name) => new RegExp(`^ \\* ${name}: +(.+)$`, 'm').exec(main)?.[1];
  const told = (name) => new RegExp(`^${name}: (.+)$`, 'm').exec(readme)?.[1];
  assert.equal(told('Stable tag'), header('Version'));
  assert.match(main, new RegExp(`'MAIL_DIAGNOSIS_VERSION', '${header('Version').replaceAll('.', '\\.')}'`));
  for (const name of ['Requires at least', 'Requires PHP', 'License', 'License URI']) {
    assert.ok(header(name), name);
    assert.equal(told(name), header(name), name);
  }
  assert.equal(header('Text Domain'), 'mail-diagnosis');
  assert.ok(told('Tested up to'));
  assert.ok(told('Tags').split(',').length <= 5);
  assert.match(readme, /^=== (.+) ===$/m);
  assert.equal(/^=== (.+) ===$/m.exec(readme)[1], header('Plugin Name'));
  const short = readme.split('\n\n')[1];
  assert.ok(short.length <= 150, `the short description has ${short.length} letters`);
  assert.match(readme, /^== Changelog ==$/m);
});

test('all output is escaped', () => {
  const escapes = /^\s*(esc_(html|attr|url|textarea|html__|attr__)|wp_kses\w*)\(/;
  for (const [file, source] of Object.entries(sources)) {
    for (const [, shown] of source.matchAll(/\becho\s+([^;]+);/g)) {
      assert.match(shown, escapes, `${file}: echo ${shown}`);
    }
    assert.doesNotMatch(source, /\bprint\b|<\?=|\b_e\(|\bprint_r\(|\bvar_dump\(/, file);
    for (const [, shown] of source.matchAll(/(?<!s)\bprintf\(([^;]*)\);/g)) {
      const [, ...values] = shown.split(/,\s*(?=esc_|\$|__)/);
      values.forEach((value) => assert.match(value, escapes, `${file}: printf ${value}`));
    }
  }
});

test('what comes in is checked: capability and nonce first, then unslashed and cleaned', () => {
  const actions = sources['includes/class-mail-diagnosis-actions.php'];
  const hooked = [...actions.matchAll(/admin_post_(\w+)', array\( __CLASS__, '(\w+)' \)/g)];
  assert.equal(hooked.length, 3);
  for (const [, action, name] of hooked) {
    assert.match(actions, new RegExp(`function ${name}\\(\\) \\{\\n\\t\\tself::check\\( '${action}' \\);`), name);
    assert.match(sources['includes/class-mail-diagnosis-page.php'], new RegExp(`wp_nonce_field\\( '${action}' \\)`));
  }
  assert.doesNotMatch(actions, /nopriv/);
  assert.deepEqual(lines(/\$_(GET|REQUEST|COOKIE|FILES|SERVER)\b/), []);
  for (const line of lines(/\$_POST/)) {
    assert.match(line, /sanitize_\w+\( wp_unslash\( \$_POST|absint\( \$_POST|! empty\( \$_POST/, line);
  }
});

test('every name of its own begins alike', () => {
  for (const line of lines(/^(final )?(class|function|interface|trait|const) \w/)) {
    assert.match(line, /(class Mail_Diagnosis_|function mail_diagnosis_)/, line);
  }
  for (const line of lines(/\b(define|apply_filters|do_action|do_action_ref_array)\( '/)) {
    assert.match(line, /\( '(MAIL_DIAGNOSIS_|mail_diagnosis_)|sprintf/, line);
  }
  for (const line of lines(/(?:get|update|delete|add)_option\( '/)) {
    assert.match(line, /_option\( '(mail_diagnosis_|(date|time)_format)/, line);
  }
});

test('sentences have the text domain, and no variables', () => {
  const call = /\b(__|_e|_n|_x|esc_html__|esc_html_e|esc_attr__|esc_attr_e)\( /;
  for (const line of lines(call)) {
    assert.match(line, /'mail-diagnosis' \)|translators/, line);
    assert.doesNotMatch(line, /\b(__|esc_html__|esc_html_e|_n)\( (?!')/, line);
  }
  assert.ok(ofPlugin().length > 50);
  for (const { text, note } of ofPlugin()) {
    assert.ok(!/%(\d\$)?[sd]/.test(text) || note, `translators are not told what stands for % in "${text}"`);
  }
});

test('nothing is fetched, run, or brought along', () => {
  assert.deepEqual(lines(/wp_remote_|curl_|fsockopen|file_get_contents|file_put_contents|fopen|eval\(|assert\(|exec\(|system\(|unserialize|create_function|base64_decode|\$wpdb|error_log|ini_set|set_time_limit|https?:\/\/(?!(opensource\.org|wpmailsmtp\.com))/), []);
  assert.doesNotMatch(script, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|fetch\(|XMLHttpRequest|sendBeacon|\$\(|jQuery/);
});

test('the template for translators has every sentence of the plugin', () => {
  const pot = readFileSync(join(PLUGIN, 'languages/mail-diagnosis.pot'), 'utf8');
  for (const { text } of ofPlugin()) {
    const entry = template([{ text, file: '' }]).split('\n').find((line) => line.startsWith('msgid "') && line !== 'msgid ""');
    assert.ok(pot.includes(`${entry}\n`), entry);
  }
  assert.match(pot, /^msgid "The server does not accept this user name and password"$/m);
});
